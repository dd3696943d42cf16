using Aso.Domain.Tests.Rules;
using Aso.Domain.Tests.Periods;
using static Aso.Domain.Tests.Periods.PlanYears;
using Scenes = Aso.Domain.Tests.Rules.MadeUpPlans;

namespace Aso.Domain.Tests.Liability;

/// <summary>Rules 5.2 and 5.7: live answers beside closes, on a ledger of real decisions.</summary>
public sealed class LiveAndClosedTests
{
    [Theory]
    [InlineData("2026-01", "2026-01-31")]
    [InlineData("2026-03", "2026-03-31")]
    [InlineData("2026-05", "2026-05-31")] // the average day's last
    public void A_live_answer_on_a_months_last_day_says_what_its_close_says(string month, string lastDay)
    {
        var closing = new Closing(Told(month));
        if (month != "2026-01") closing.Through($"{Scene.MonthOf(month) - 1}");

        var live = closing.ToDate(lastDay);
        closing.Through(month);
        var closed = closing.Of(month);

        Assert.Equal(
            Lines(closing, live, month),
            closed.Lines.Where(IsComparable).Select(line => (line.Name, line.ToDate)));
    }

    [Theory]
    [InlineData("2026-07", "2026-07-31")]
    [InlineData("2026-12", "2026-12-31")]
    public void With_a_triangle_all_but_what_follows_from_the_estimate_is_the_same(string month, string lastDay)
    {
        var closing = new Closing(Told(month)).Through($"{Scene.MonthOf(month) - 1}");

        var live = closing.ToDate(lastDay);
        closing.Through(month);

        string[] estimated = ["ibnr", "unpaid", "unpaidRecoverable", "unpaidNet", "surplus"];
        Assert.Equal(UnpaidMethod.ExpectedCost, live.Unpaid.Method);
        Assert.Equal(
            Lines(closing, live, month).Where(line => !estimated.Contains(line.Name)),
            closing.Of(month).Lines.Where(IsComparable).Where(line => !estimated.Contains(line.Name))
                .Select(line => (line.Name, line.ToDate)));
    }

    [Fact]
    public void Approving_a_pended_claim_as_it_was_estimated_does_not_make_less_of_what_is_owed()
    {
        foreach (var terms in (StopLossTerms?[])
            [null, Scenes.StopLoss, Scenes.StopLoss with { Specific = null }, Scenes.StopLoss with { Aggregate = null }])
        foreach (var charge in (decimal[])[100m, 9_000m, 14_000m, 60_000m])
        {
            var scene = new Scene(Scenes.With(Benefit.Medical, new HealthPlan { ReviewAbove = Money(50m) }) with
            {
                StopLoss = terms,
            });
            scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(charge)));
            var closing = new Closing(scene);
            var before = closing.Liability("2026-03-10");

            Assert.True(scene.Decide("C-1"));
            var after = closing.Liability("2026-03-10");

            Assert.Equal(before.ToDate.Unpaid.Pended, after.ToDate.Paid - before.ToDate.Paid);
            Assert.True(
                after.WithIncurredNotReported >= before.WithIncurredNotReported,
                $"{charge}: {before.WithIncurredNotReported} before, {after.WithIncurredNotReported} after");
        }
    }

    /// <summary>
    /// With a triangle as of T, and no day and no payment since but the approval, U falls by what is approved and what is
    /// pended by the same. Only an accommodation may make less of what is owed: it advances what the annual attachment
    /// takes back. And what is above the annual attachment is not owed by the carrier before the year's last month (rule
    /// 4.7), so that paying more of it makes more of what is owed.
    /// </summary>
    [Theory]
    // accommodation, monthly factor of the family; change of what is owed by approving 120
    [InlineData(false, 900, 0)]
    [InlineData(true, 900, 0)]
    [InlineData(true, 250, -120)]
    [InlineData(false, 250, 120)]
    public void Approving_it_changes_nothing_but_what_the_aggregate_owes_sooner_or_later(
        bool accommodation, int factor, int change)
    {
        var scene = Told("2026-07", accommodation, factor);
        var closing = new Closing(scene).Through("2026-07");
        scene.Today = Scene.Day("2026-08-01");
        var before = closing.Liability("2026-08-01");
        Assert.True(scene.Book.Decide("S-1", "C-pended", null, new BookContext(99, scene.Today), scene.Events));
        var after = closing.Liability("2026-08-01");

        Assert.True(before.ToDate.Unpaid.Ibnr > Cents.Zero);
        Assert.Equal(before.ToDate.Unpaid.Pended - Money(120m), after.ToDate.Unpaid.Pended);
        Assert.Equal(
            Money(Math.Max(0, -change)), after.ToDate.Aggregate - before.ToDate.Aggregate);
        Assert.Equal(Money(change), after.WithIncurredNotReported - before.WithIncurredNotReported);
    }

    [Fact]
    public void Where_each_family_is_one_person_it_does_not_matter_whom_the_specific_counts()
    {
        Assert.Equal(Figures(SpecificUnit.Member), Figures(SpecificUnit.Subscriber));

        static string Figures(SpecificUnit per)
        {
            // The person's id is the family's, so that a laser names both.
            var scene = new Scene(Terms(per, 2026), enrolled: false) { Today = Scene.Day("2027-02-10") };
            scene.Adopt(Terms(per, 2027));
            foreach (var (person, number) in People.Select((person, number) => (person, number)))
            {
                scene.Enroll(person, subscriber: person, tier: "single");
                for (var claim = 0; claim < 6; claim++)
                    scene.Send(MadeUpClaims.Original(
                        $"C-{person}-{claim}",
                        MadeUpClaims.Line(
                            1_700m * (number + claim + 1), on: $"2026-{3 + 2 * (claim % 5):00}-0{claim + 1}")) with
                    {
                        MemberId = person,
                        Received = Scene.Day("2026-12-20"),
                        PaidDate = PaidDates[(claim + number) % 4],
                    });
                scene.Send(MadeUpClaims.Void($"C-{person}-2") with { MemberId = person });
            }

            var announced = scene.Book.TakeAnnouncements()
                .Select(one => (one.Kind, one.Contract, one.MemberId, one.Eligible));
            return Printed.Print(new object[]
            {
                scene.Book.Totals(), announced.Select(one => one.ToString()).ToList(),
                scene.Book.Positions(Year).Select(one => (one.Unit, one.Eligible, one.Reimbursable).ToString()).ToList(),
                scene.Book.Experience(Year, Scene.MonthOf("2026-12"), 0.08m).AboveCap,
            });
        }

        static Plan Terms(SpecificUnit per, int year) => Scenes.With(Benefit.Medical, new HealthPlan
        {
            ReviewAbove = Money(13_000m),
        }) with
        {
            Year = new PlanYear(Month.Of(year, 1)),
            StopLoss = Scenes.StopLoss with
            {
                Basis = year == 2026 ? new StopLossBasis(12, 12) : new StopLossBasis(24, 12),
                Specific = Scenes.StopLoss.Specific! with
                {
                    Per = per, RunInMaximum = Money(4_000m),
                    Lasers = new Dictionary<string, Cents> { ["P-2"] = Money(15_000m) },
                },
            },
        };
    }

    [Fact]
    public void Shards_add_up_to_the_employer()
    {
        // The same families on one shard and on two.
        var (one, first, second) = (Shard([0, 1]), Shard([0]), Shard([1]));
        var (whole, both) = (one.Book.Totals(), Totals.Sum([first.Book.Totals(), second.Book.Totals()]));
        var plans = new[] { one.Plan };

        foreach (var day in (string[])["2026-04-10", "2026-12-31", "2027-04-02"])
        {
            var moment = Moment.Live(January, whole, Scene.Day(day), plans);
            Assert.Equal(
                Printed.Print(YearToDate.Calculate(
                    one.Plan, new EmployerPosition(plans, whole, moment), CarriedForward.None)),
                Printed.Print(YearToDate.Calculate(
                    one.Plan, new EmployerPosition(plans, both, moment), CarriedForward.None)));
        }

        static Scene Shard(int[] families)
        {
            var scene = new Scene(
                Scenes.With(Benefit.Medical, new HealthPlan { ReviewAbove = Money(13_000m) }), enrolled: false);
            foreach (var family in families)
            {
                scene.Enroll($"M-{family}", subscriber: $"S-{family}", tier: "single");
                foreach (var charge in (decimal[])[12_000m, 900m, 14_000m + family, 15_000m])
                    scene.Send(MadeUpClaims.Original($"C-{charge}", MadeUpClaims.Line(charge + family)) with
                    {
                        MemberId = $"M-{family}",
                    });
            }

            return scene;
        }
    }

    private static readonly string[] People = ["P-1", "P-2", "P-3"];

    private static readonly DateOnly?[] PaidDates =
        [Scene.Day("2026-12-22"), Scene.Day("2027-01-04"), null, Scene.Day("2026-12-01")];

    private static bool IsComparable(StatementLine line) => line.Name != LineNames.Interest;

    private static IEnumerable<(string Name, long ToDate)> Lines(Closing closing, YearToDate live, string month)
    {
        // A statement of the live figures: of a close that has nothing before it.
        var at = Scene.MonthOf(month);
        Assert.Equal((at, at.LastDay), (live.Through, live.Moment.AsOf));
        var lines = new Dictionary<string, long>
        {
            ["deposits"] = live.Deposits.Value, ["contributionHoliday"] = live.ContributionHoliday.Value,
            ["fees"] = live.Fees.Value, ["premium"] = live.Premium.Value, ["bill"] = live.Bill.Value,
            ["specific"] = live.Specific.Value, ["aggregate"] = live.Aggregate.Value,
            ["received"] = live.Received.Value, ["denied"] = live.Denied.Value,
            ["receivable"] = live.Carrier.Receivable.Value, ["recoveries"] = live.Recoveries.Value,
            ["settlement"] = live.Carried.Settlement.Value,
            ["transfer"] = live.Carried.Transfer.Value, ["pended"] = live.Unpaid.Pended.Value,
            ["ibnr"] = live.Unpaid.Ibnr.Value, ["unpaid"] = live.Unpaid.Gross.Value,
            ["unpaidRecoverable"] = live.Unpaid.Recoverable.Value, ["unpaidNet"] = live.Unpaid.Net.Value,
            ["disabilityReserve"] = live.DisabilityReserve.Value, ["surplus"] = live.Surplus.Value,
            ["actual"] = live.HealthPaid.Value,
        };
        for (var tier = 0; tier < live.EnrolledByTier.Count; tier++)
            lines[LineNames.Enrolled(live.Plan.Tiers[tier])] = live.EnrolledByTier[tier];
        foreach (var benefit in live.Plan.Benefits.Keys)
        {
            lines[LineNames.Paid(benefit)] = live.PaidByBenefit[(int)benefit].Value;
            lines[LineNames.Claims(benefit)] = live.ClaimsByBenefit[(int)benefit];
        }

        return closing.Of(month).Lines.Where(IsComparable).Select(line => (line.Name, lines[line.Name]));
    }

    /// <summary>A year of claims, one of them pended, with a specific and an aggregate that pay, and a disability.</summary>
    /// <param name="through">The last month that is paid in.</param>
    private static Scene Told(string through, bool accommodation = true, int factor = 250)
    {
        var plan = Scenes.Standard with
        {
            Benefits = new Dictionary<Benefit, BenefitPlan>(Scenes.Standard.Benefits)
            {
                [Benefit.Medical] = new HealthPlan(), [Benefit.Pharmacy] = new HealthPlan { ReviewAbove = Cents.Zero },
            },
            Funding = new Funding { Method = FundingMethod.Level, MonthlyDeposit = PerTier(0m, 500m) },
            StopLoss = Scenes.StopLoss with
            {
                Specific = Scenes.StopLoss.Specific! with { Deductible = Money(2_000m) },
                Aggregate = Scenes.StopLoss.Aggregate! with
                {
                    Accommodation = accommodation, MonthlyFactor = PerTier(0m, factor),
                },
            },
        };
        var scene = new Scene(plan);
        for (var month = 0; month < 12; month++)
            foreach (var (age, charge) in ((int, decimal)[])[(0, 200m), (1, 310m)])
            {
                if (January + month + age > Scene.MonthOf(through)) continue;
                scene.Send(MadeUpClaims.Original(
                    $"C-{month}-{age}", MadeUpClaims.Line(charge, on: $"{(January + month).FirstDay:yyyy-MM-dd}")) with
                {
                    MemberId = month % 3 == 0 ? "M-1" : "M-2", PaidDate = (January + month + age).FirstDay.AddDays(9),
                });
            }

        Assert.Equal(
            DecisionStatus.Pended,
            scene.Send(MadeUpClaims.Original("C-pended", MadeUpClaims.Line(120m, on: "2026-01-02")) with
            {
                Benefit = Benefit.Pharmacy,
            }).Status);
        scene.Send(MadeUpClaims.Original("C-STD", MadeUpClaims.Disabled("2026-01-03", "2026-01-03", "2026-01-30")) with
        {
            Benefit = Benefit.ShortTermDisability, PaidDate = Scene.Day("2026-01-31"),
        });
        return scene;
    }
}
