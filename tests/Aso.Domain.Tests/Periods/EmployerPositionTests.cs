using Aso.Domain.Tests.Rules;
using static Aso.Domain.Tests.Periods.PlanYears;

namespace Aso.Domain.Tests.Periods;

/// <summary>Rules 5.6, 5.10 and 5.11 from the totals of a whole employer.</summary>
public sealed class EmployerPositionTests
{
    private static readonly decimal[] Pattern = [100m, 200m, 100m];

    [Fact]
    public void Steady_months_of_ten_members()
    {
        var (given, expect) = WorkedExamples.Find("steady months of 100, 200, 100 at ages 0, 1, 2; ten members");
        var pattern = given.Numbers("pattern");
        var year = Steady(pattern, through: 6).Enroll((int)given.Number("members"));

        var june = Unpaid(Acme, year.Cut(5), Moment.Close(January + 5));
        Assert.Equal(expect.Amount("june"), june.Ibnr);
        Assert.Equal(expect.GetProperty("method").GetString(), NameOf(june.Method));
        Assert.Equal(expect.Amount("july1"), Live(year.Cut(5), "2026-07-01"));
        Assert.Equal(expect.Amount("july31"), Live(year, "2026-07-31"));
        Assert.Equal(expect.Amount("july"), Unpaid(Acme, year, Moment.Close(January + 6)).Ibnr);

        static Cents Live(PlanYearTotals totals, string today) =>
            Unpaid(Acme, totals, Moment.Live(January + 6, totals.Alone(), Scene.Day(today), [Acme])).Ibnr;
    }

    [Fact]
    public void Expected_claims_take_the_place_of_what_the_mature_months_cost()
    {
        var (given, expect) = WorkedExamples.Find("the same with expected claims of 50 a member");
        var plan = Acme with { ExpectedClaims = new ExpectedClaims(null, given.Amount("expectedPerMember")) };
        var year = Steady(given.Numbers("pattern"), through: 5).Enroll((int)given.Number("members"));

        var june = Unpaid(plan, year, Moment.Close(January + 5));

        Assert.Equal(expect.Amount("june"), june.Ibnr);
        Assert.Equal(expect.GetProperty("method").GetString(), NameOf(june.Method));
    }

    [Fact]
    public void Each_of_two_plan_years_has_its_own_months()
    {
        var (given, expect) = WorkedExamples.Find("the same over two plan years");
        var pattern = given.Numbers("pattern");
        var next = Acme with { Year = new PlanYear(January + 12) };
        var totals = Steady(pattern, through: 12, incurredThrough: 11).Enroll((int)given.Number("members")).Alone();
        var january = totals.Year(next.Year);
        january.ExposureIn(January + 12, 2).Members = (long)given.Number("members");
        january.Post(12, 12, pattern[0]);

        var employer = new EmployerPosition([next, Acme], totals, Moment.Close(January + 12));

        Assert.Equal(expect.Amount("2026"), employer.Unpaid(Year).Ibnr);
        Assert.Equal(expect.Amount("2027"), employer.Unpaid(next.Year).Ibnr);
    }

    [Fact]
    public void The_average_day_moves_by_the_day()
    {
        var (given, expect) = WorkedExamples.Find("average daily paid moves by the day");
        var plan = Acme with { Funding = Acme.Funding with { ReserveDays = (int)given.Number("reserveDays") } };
        // Disability is not among it, and pharmacy is.
        var totals = new PlanYearTotals().Post(0, 0, given.Number("paid") - 100m).Post(0, 1, 100m, Benefit.Pharmacy)
            .Post(0, 1, 5_000m, Benefit.ShortTermDisability);

        foreach (var date in expect.EnumerateObject())
            Assert.Equal(
                Cents.FromAmount(date.Value.GetDecimal()),
                Unpaid(plan, totals, Moment.Live(January + 3, totals.Alone(), Scene.Day(date.Name), [plan])).Ibnr);
    }

    [Fact]
    public void Pended_claims_are_part_of_unpaid()
    {
        var (given, expect) = WorkedExamples.Find("pended claims are part of unpaid");
        foreach (var (pended, place) in given.Numbers("pended").Select((pended, place) => (pended, place)))
        {
            var unpaid = January31(given.Number("paid"), pended, cap: null);
            Assert.Equal(expect.Amounts("ibnr")[place], unpaid.Ibnr);
            Assert.Equal(expect.Amounts("unpaid")[place], unpaid.Gross);
        }
    }

    [Fact]
    public void A_large_pended_claim_is_known_beside_the_estimate()
    {
        var (given, expect) = WorkedExamples.Find("a large pended claim");

        var unpaid = January31(given.Number("paid"), given.Number("pended"), given.Amount("cap"));

        Assert.Equal((expect.Amount("ibnr"), expect.Amount("unpaid")), (unpaid.Ibnr, unpaid.Gross));
    }

    [Fact]
    public void One_members_claims_above_the_cap_leave_the_triangle()
    {
        var (given, expect) = WorkedExamples.Find("one member's claims above the cap");
        var scene = new Scene(Free(given.Amount("cap")));
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(given.Number("member"))));
        scene.Send(MadeUpClaims.Original("C-2", MadeUpClaims.Line(given.Number("others"))) with { MemberId = "M-2" });

        var march = new Closing(scene).Through("2026-03").On("2026-04-01").Triangle!.Months
            .Single(month => month.Incurred.Month == January + 2);

        Assert.Equal(expect.Amount("cumulative"), march.Incurred.Paid);
    }

    [Fact]
    public void A_pended_claim_above_the_deductible_is_the_carriers()
    {
        var (given, expect) = WorkedExamples.Find("specific recoverable on a pended claim");
        var plan = Reviewed(given.Amount("eligible")) with
        {
            StopLoss = MadeUpPlans.StopLoss with
            {
                Specific = MadeUpPlans.StopLoss.Specific! with { Deductible = given.Amount("deductible") }, Aggregate = null,
            },
        };
        var scene = new Scene(plan);
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(given.Number("eligible"))));
        scene.Send(MadeUpClaims.Original("C-2", MadeUpClaims.Line(given.Number("pended"))));

        var unpaid = new Closing(scene).On("2026-03-10").Unpaid(plan.Year);

        Assert.Equal(expect.Amount("gross"), unpaid.Gross);
        Assert.Equal(expect.Amount("recoverable"), unpaid.Recoverable);
        Assert.Equal(expect.Amount("net"), unpaid.Net);
    }

    [Fact]
    public void Unpaid_claims_above_the_attachment_are_the_carriers()
    {
        var (given, expect) = WorkedExamples.Find("aggregate recoverable");
        var plan = Acme with
        {
            Funding = Acme.Funding with { ReserveDays = 0 },
            StopLoss = TwoHalves with
            {
                Aggregate = AggregateTerms with { MinimumAmount = given.Amount("annualAttachment") },
            },
        };
        var totals = new PlanYearTotals().Aggregate(given.Number("eligible")).Post(0, 0, given.Number("eligible"))
            .Pend(0, given.Number("pended"));

        var unpaid = Unpaid(plan, totals, Moment.Close(January));

        Assert.Equal(expect.Amount("gross"), unpaid.Gross);
        Assert.Equal(expect.Amount("recoverable"), unpaid.Recoverable);
        Assert.Equal(expect.Amount("net"), unpaid.Net);
        // At the close of March 2027, 12/15 takes nothing any more that is paid the day after.
        Assert.Equal(Money(2_000m), Unpaid(plan, totals, Moment.Close(January + 13)).Recoverable);
        Assert.Equal(Cents.Zero, Unpaid(plan, totals, Moment.Close(January + 14)).Recoverable);
        // Before it begins, it takes nothing that is incurred by then.
        Assert.Equal(Cents.Zero, Unpaid(plan, totals, Moment.Close(January - 1)).Recoverable);
    }

    [Fact]
    public void A_pended_claim_goes_to_the_contract_that_would_take_it_if_paid_then()
    {
        var next = Under(2027);
        var scene = new Scene(Under(2026)) { Today = Scene.Day("2026-12-29") };
        scene.Adopt(next with { StopLoss = next.StopLoss! with { Basis = new StopLossBasis(24, 12) } });
        // 15,000 above 10,000 from either contract; a stated paid date decides for itself.
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(15_000m, on: "2026-12-20")));
        scene.Send(MadeUpClaims.Original("C-2", MadeUpClaims.Line(13_000m, on: "2026-12-21")) with
        {
            MemberId = "M-2", PaidDate = Scene.Day("2026-12-30"),
        });
        var closing = new Closing(scene);

        var totals = scene.Book.Totals();
        Assert.Equal(Money(8_000m), Rise(Year, "2026-12"));
        Assert.Equal(Money(3_000m), Rise(Year, "2027-01"));
        Assert.Equal(Money(5_000m), Rise(next.Year, "2027-12"));
        Assert.Equal(Cents.Zero, Rise(next.Year, "2028-01"));
        Assert.Equal(Money(3_000m), Rise(Year, "2028-01"));
        // Both are of 2026, whosever contract takes them.
        Assert.Equal(Money(8_000m), closing.On("2027-03-01").Unpaid(Year).Recoverable);
        Assert.Equal(Cents.Zero, closing.On("2027-03-01").Unpaid(next.Year).Recoverable);
        Assert.Equal(Money(3_000m), closing.On("2028-01-01").Unpaid(Year).Recoverable);

        Cents Rise(PlanYear contract, string month) =>
            totals.Year(contract).Contract.PendedRiseIn(Scene.MonthOf(month))?.Amount ?? Cents.Zero;

        static Plan Under(int year) => Reviewed(Cents.Zero) with
        {
            Year = new PlanYear(Month.Of(year, 1)),
            StopLoss = MadeUpPlans.StopLoss with { Basis = new StopLossBasis(12, 12), Aggregate = null },
        };
    }

    [Fact]
    public void What_is_pended_at_a_close_is_incurred_by_then()
    {
        var scene = new Scene(Reviewed(Cents.Zero)) { Today = Scene.Day("2026-04-10") };
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(100m, on: "2026-03-31")));
        scene.Send(MadeUpClaims.Original("C-2", MadeUpClaims.Line(40_000m, on: "2026-04-01")) with { MemberId = "M-2" });

        var closing = new Closing(scene).Through("2026-04");

        Assert.Equal(Money(100m), closing.Of("2026-03").ToDate("pended"));
        Assert.Equal(Cents.Zero, closing.Of("2026-03").ToDate("unpaidRecoverable"));
        Assert.Equal(Money(40_100m), closing.Of("2026-04").ToDate("pended"));
        Assert.Equal(Money(30_000m), closing.Of("2026-04").ToDate("unpaidRecoverable"));
    }

    [Fact]
    public void A_live_answer_counts_nothing_that_is_incurred_later_neither_as_pended_nor_as_recoverable()
    {
        var scene = new Scene(Reviewed(Cents.Zero));
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(40_000m, on: "2026-04-05")));

        var unpaid = new Closing(scene).On("2026-03-10").Unpaid(Year);

        Assert.Equal((Cents.Zero, Cents.Zero, Cents.Zero), (unpaid.Pended, unpaid.Recoverable, unpaid.Net));
    }

    [Fact]
    public void A_disability_is_open_through_its_last_open_day_at_a_close_and_live()
    {
        var scene = new Scene { Today = Scene.Day("2026-03-10") };
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Disabled("2026-01-01", "2026-01-01", "2026-02-28")) with
        {
            Benefit = Benefit.ShortTermDisability,
        });
        // February 28 and 31 days; 750 a week, 130 of 182 days are left.
        var closing = new Closing(scene).Through("2026-02");
        var reserve = Scene.Money(13_928.57m);

        Assert.Equal(reserve, closing.ToDate("2026-03-31").DisabilityReserve);
        Assert.Equal(Cents.Zero, closing.ToDate("2026-04-01").DisabilityReserve);
        closing.Through("2026-03");
        Assert.Equal(reserve, closing.Of("2026-03").ToDate("disabilityReserve"));
        Assert.Equal(reserve, closing.ToDate("2026-03-31").DisabilityReserve);
        Assert.Equal(Cents.Zero, closing.ToDate("2026-04-01").DisabilityReserve);
    }

    [Fact]
    public void Pended_disability_is_in_its_reserve_and_not_pended()
    {
        var reviewed = new Dictionary<Benefit, BenefitPlan>(MadeUpPlans.Standard.Benefits)
        {
            [Benefit.ShortTermDisability] = MadeUpPlans.ShortTerm with { ReviewAbove = Cents.Zero },
        };
        var scene = new Scene(MadeUpPlans.Standard with { Benefits = reviewed });
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Disabled("2026-02-01", "2026-02-01", "2026-02-21")) with
        {
            Benefit = Benefit.ShortTermDisability,
        });

        var toDate = new Closing(scene).ToDate("2026-03-10");

        Assert.Equal((Cents.Zero, Scene.Money(1_500m)), (toDate.Unpaid.Pended, toDate.DisabilityReserve));
    }

    [Fact]
    public void Reserves_of_the_worked_cases()
    {
        var (given, expect) = WorkedExamples.Find("long-term disability, 60 months");
        foreach (var (method, continuation) in ((string, decimal[]?)[])[("maximum", null), ("table", [0.9m, 0.5m])])
        {
            var plan = MadeUpPlans.With(Benefit.LongTermDisability, MadeUpPlans.LongTerm with
            {
                Percent = given.Number("percent"),
                EliminationDays = new EliminationDays(0, (int)given.Number("eliminationDays")),
                MaximumMonths = (int)given.Number("maximumMonths"),
                Continuation = continuation,
            });
            var scene = new Scene(plan, enrolled: false) { Today = Scene.Day("2026-12-31") };
            scene.Enroll("M-1", salary: given.Number("salary"));
            var line = MadeUpClaims.Disabled(
                given.GetProperty("start").GetString()!, "2026-04-05", given.GetProperty("paidThrough").GetString()!);
            scene.Send(MadeUpClaims.Original("C-1", line with { OtherIncome = given.Amount("otherIncome") }) with
            {
                Benefit = Benefit.LongTermDisability,
            });

            var toDate = new Closing(scene).ToDate("2026-12-31");

            Assert.Equal(expect.Amount(method), toDate.DisabilityReserve);
            Assert.Equal(continuation is not null, toDate.Disability!.IsByTable);
        }
    }

    [Fact]
    public void A_short_term_disability_is_open_for_31_days()
    {
        var (given, expect) = WorkedExamples.Find("short-term disability: 600 a week");
        var plan = MadeUpPlans.With(Benefit.ShortTermDisability, MadeUpPlans.ShortTerm with
        {
            WeeklyMaximum = given.Amount("weekly"),
            EliminationDays = new EliminationDays(0, 0),
            MaximumWeeks = (int)given.Number("maximumWeeks"),
        });
        var scene = new Scene(plan);
        var last = Scene.Day("2026-01-12").AddDays((int)given.Number("daysUsed") - 1);
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Disabled("2026-01-12", "2026-01-12", $"{last:yyyy-MM-dd}")) with
        {
            Benefit = Benefit.ShortTermDisability,
        });

        var closing = new Closing(scene);

        Assert.Equal(expect.Amount("open"), closing.ToDate($"{last.AddDays(31):yyyy-MM-dd}").DisabilityReserve);
        Assert.Equal(expect.Amount("after"), closing.ToDate($"{last.AddDays(32):yyyy-MM-dd}").DisabilityReserve);
        Assert.Null(new PlanYearTotals().At(
            Acme with { Benefits = new Dictionary<Benefit, BenefitPlan>() }, January).Disability);
    }

    [Fact]
    public void What_was_paid_before_its_month_counts_at_age_zero_and_only_once_the_month_is_there()
    {
        var totals = new PlanYearTotals().Post(1, 0, 70m).Post(1, 1, 30m).Post(0, 0, 5m);

        Assert.Equal([Money(5m)], Triangle(January).Single().Cumulative);
        Assert.Equal([Money(100m)], Triangle(January + 1)[1].Cumulative);

        List<IncurredMonth> Triangle(Month closed) =>
        [
            .. new EmployerPosition([Acme], totals.Alone(), Moment.Close(closed)).Triangle!.Months
                .Select(month => month.Incurred),
        ];
    }

    [Fact]
    public void The_triangle_ends_with_the_plan_year_and_ages_into_the_run_out()
    {
        var totals = Steady(Pattern, through: 14, incurredThrough: 11);

        var triangle = new EmployerPosition([Acme], totals.Alone(), Moment.Close(Year.Last + 3)).Triangle!;

        Assert.Equal(12, triangle.Months.Count);
        Assert.Equal(14, triangle.Factors.Count);
        Assert.Equal(Money(400m), triangle.Months[11].Incurred.Paid);
    }

    [Fact]
    public void The_immature_months_are_those_of_the_latest_plan_year_begun()
    {
        var older = Acme with { Funding = Acme.Funding with { ImmatureMonths = 0 } };
        var next = Acme with { Year = new PlanYear(January + 12) };
        // Half of a month is paid in it.
        var totals = Steady([200m, 100m, 100m], through: 11).Enroll(10).Alone();

        Assert.Equal(UnpaidMethod.ChainLadder, Method(January + 10));
        Assert.Equal(UnpaidMethod.ExpectedCost, Method(January + 12));

        UnpaidMethod Method(Month closed) =>
            new EmployerPosition([older, next], totals, Moment.Close(closed)).Triangle!.Months[^1].Method;
    }

    [Fact]
    public void Reimbursement_belongs_to_the_plan_years_of_the_lines()
    {
        var (given, expect) = WorkedExamples.Find("24/12: a December claim");
        var first = Free(cap: null) with { StopLoss = null };
        var next = first with
        {
            Year = new PlanYear(January + 12),
            StopLoss = MadeUpPlans.StopLoss with
            {
                Basis = new StopLossBasis(24, 12),
                Specific = MadeUpPlans.StopLoss.Specific! with { Deductible = given.Amount("deductible") },
                Aggregate = null,
            },
        };
        var scene = new Scene(first) { Today = Scene.Day("2027-01-15") };
        scene.Adopt(next);
        var closing = new Closing(scene);
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(given.Number("earlier"), on: "2026-12-10")));
        Shared("first");
        scene.Send(MadeUpClaims.Original("C-2", MadeUpClaims.Line(given.Number("own"), on: "2027-01-05")));
        Shared("then");

        // What the carrier sends and refuses goes the same way.
        var totals = scene.Book.Totals();
        totals.Year(next.Year).Contract.PaymentsIn(January + 12).SpecificReceived = Money(30_000m);
        var employer = new EmployerPosition(closing.Plans, totals, Moment.Close(January + 12));
        Assert.Equal(Money(25_000m), employer.Part(first.Year, contract => contract.Specific).Received);
        Assert.Equal(Money(5_000m), employer.Part(next.Year, contract => contract.Specific).Received);

        void Shared(string when)
        {
            foreach (var year in expect.GetProperty(when).EnumerateObject())
                Assert.Equal(
                    Cents.FromAmount(year.Value.GetDecimal()),
                    closing.ToDate("2027-01-15", year.Name == "2026" ? first : next).Specific);
        }
    }

    [Fact]
    public void Without_any_weight_all_is_of_the_contracts_own_year()
    {
        var half = HalfPosition.Share(
            Year, Cents.Zero, new Dictionary<PlanYear, Cents>(), received: Money(7m), denied: Money(-2m));

        Assert.Equal(new HalfAmounts(Cents.Zero, Money(7m), Money(-2m)), half.ByYear.Single().Value);
        Assert.Equal((Year, Money(-5m)), (half.ByYear.Single().Key, half.Whole.Receivable));
    }

    [Fact]
    public void What_the_carrier_owes_is_accrued_less_received_and_denied()
    {
        var (given, expect) = WorkedExamples.Find("receivable: 35,100 eligible");
        var scene = new Scene(Free(cap: null) with
        {
            Funding = new Funding { Method = FundingMethod.PayAsYouGo },
            StopLoss = MadeUpPlans.StopLoss with
            {
                Specific = MadeUpPlans.StopLoss.Specific! with { Deductible = given.Amount("deductible") },
                Aggregate = null,
            },
        });
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(given.Number("eligible"))));
        var totals = scene.Book.Totals();
        var payments = totals.Year(Year).Contract.PaymentsIn(January + 2);

        payments.SpecificReceived = given.Amount("received");
        Assert.Equal(expect.Amount("receivableAfterReceipt"), At().Carrier.Receivable);
        payments.SpecificDenied = given.Amount("denied");
        Assert.Equal(expect.Amount("accrued"), At().Carrier.Accrued);
        Assert.Equal(expect.Amount("receivable"), At().Carrier.Receivable);
        Assert.Equal(expect.Amount("fund"), At().FundBalance);

        YearToDate At() => YearToDate.Calculate(
            scene.Plan, new EmployerPosition([scene.Plan], totals, Moment.Close(January + 2)), CarriedForward.None);
    }

    private static UnpaidFigures January31(decimal paid, decimal pended, Cents? cap)
    {
        var scene = new Scene(Reviewed(Scene.Money(paid)) with
        {
            StopLoss = null, Funding = new Funding { LargeClaimCap = cap },
        })
        {
            Today = Scene.Day("2026-01-31"),
        };
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(paid, on: "2026-01-05")));
        scene.Adopt(Reviewed(Cents.Zero) with { StopLoss = null, Funding = scene.Plan.Funding });
        scene.Send(MadeUpClaims.Original("C-2", MadeUpClaims.Line(pended, on: "2026-01-06")) with { MemberId = "M-2" });
        return new Closing(scene).On("2026-01-31").Unpaid(Year);
    }

    private static Plan Reviewed(Cents above) =>
        MadeUpPlans.With(Benefit.Medical, new HealthPlan { ReviewAbove = above }) with
        {
            Funding = new Funding { ReserveDays = 0 },
        };

    private static Plan Free(Cents? cap) => MadeUpPlans.With(Benefit.Medical, new HealthPlan()) with
    {
        Funding = new Funding { LargeClaimCap = cap },
    };

    private static string NameOf(UnpaidMethod method) => char.ToLowerInvariant($"{method}"[0]) + $"{method}"[1..];

    private static UnpaidFigures Unpaid(Plan plan, PlanYearTotals totals, Moment moment) =>
        new EmployerPosition([plan], totals.Alone(), moment).Unpaid(Year);
}
