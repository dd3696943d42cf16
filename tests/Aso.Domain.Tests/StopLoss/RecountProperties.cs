using Aso.Domain.Tests.Rules;
using FsCheck;
using FsCheck.Fluent;
using Scenes = Aso.Domain.Tests.Rules.MadeUpPlans;

namespace Aso.Domain.Tests.StopLossRules;

/// <summary>
/// Stop-loss and capped figures counted live are those counted anew: with voids, posting months out of order, members who
/// change families or divisions, run-in and caps passed and passed back.
/// </summary>
public sealed class RecountProperties
{
    private static readonly PlanYear First = new(Month.Of(2026, 1));

    /// <param name="Kind">A claim, a void, a recovery or a move to the other family.</param>
    private sealed record Step(int Kind, int Number, int Member, int Amount, int Incurred, int Paid);

    private static readonly Gen<Step> Steps =
        from kind in Gen.Choose(0, 9)
        from number in Gen.Choose(0, 7)
        from member in Gen.Choose(0, 2)
        from amount in Gen.Choose(1, 12)
        from incurred in Gen.Choose(0, 17)
        from paid in Gen.Choose(0, 19)
        select new Step(kind, number, member, amount * 1_000_01, incurred, paid);

    private static readonly Gen<(int Terms, Step[] Steps)> Cases =
        from terms in Gen.Choose(0, 4)
        from steps in Steps.ArrayOf()
        select (terms, steps);

    [Fact]
    public void What_is_counted_live_is_the_fold_of_the_events() =>
        Holds((scene, _) => Printed.Print((object)scene.Folded().Totals()) == Printed.Print((object)scene.Book.Totals()));

    [Fact]
    public void What_is_counted_live_is_what_the_same_plan_adopted_again_counts() => Holds((scene, terms) =>
    {
        var before = Figures(scene.Book, null);
        scene.Book.TakeAnnouncements();
        scene.Adopt(PlanOf(First, terms), version: 2);
        return Figures(scene.Book, null) == before && scene.Book.TakeAnnouncements().Count == 0;
    });

    [Fact]
    public void What_is_counted_live_is_what_a_what_if_of_the_same_plan_counts() => Holds((scene, terms) =>
        Printed.Print((object)scene.Book.TotalsUnder(PlanOf(First, terms))) == Printed.Print((object)scene.Book.Totals()));

    [Fact]
    public void A_month_counts_what_was_posted_through_it_and_not_what_came_later() => Holds((scene, terms) =>
    {
        for (var place = 0; place < 20; place += 5)
        {
            var through = First.First + place;
            var then = new ShardBook();
            // In the order of their posting months, voids of what is not there yet left out with it.
            foreach (var happened in scene.Events.Where(happened =>
                happened is not ClaimDecided { Decision: var decision } || decision.PostingMonth <= through)
                .Where(happened => happened is not RecoveryPosted { PostingMonth: var posting } || posting <= through))
            {
                if (happened is ClaimDecided { Decision: { Status: DecisionStatus.Voided } voided }
                    && !then.History(voided.Voids!, voided.SubscriberId).Any()) return true;
                then.Apply(happened);
            }

            if (Figures(scene.Book, through) != Figures(then, null)) return false;
        }

        return true;
    });

    [Fact]
    public void A_recovery_never_raises_what_the_specific_pays() => Holds((scene, _) =>
    {
        var book = new ShardBook();
        foreach (var happened in scene.Events)
        {
            var before = Paid();
            book.Apply(happened);
            if (happened is RecoveryPosted && before.Zip(Paid()).Any(unit => unit.First < unit.Second)) return false;
        }

        return true;

        List<Cents> Paid() =>
            [.. book.Totals().Years.Values.Select(year => year.Contract.SpecificReimbursable)];
    });

    /// <summary>C(i, a) of rule 5.6, from the lines themselves.</summary>
    [Fact]
    public void Capped_columns_add_up_to_each_members_claims_up_to_the_cap() => Holds((scene, terms) =>
    {
        var cap = PlanOf(First, terms).LargeClaimCap;
        var lines = scene.Book.Decided()
            .Where(decision => decision.Status is DecisionStatus.Paid or DecisionStatus.Voided)
            .Select(decision => (
                decision.PostingMonth, decision.Paid, Member: MemberOf(scene, decision),
                Incurred: Month.Of(IncurredOf(scene, decision))))
            .Where(line => First.Contains(line.Incurred)).ToList();
        var columns = scene.Book.Totals().Year(First).Months;
        for (var incurred = First.First; incurred <= First.Last; incurred = incurred.Next)
            for (var through = First.First; through < First.First + 24; through = through.Next)
            {
                var expected = lines
                    .Where(line => line.Incurred == incurred && line.PostingMonth <= through)
                    .GroupBy(line => line.Member)
                    .Sum(member => cap is { } most
                        ? Cents.Min(most, member.Sum(line => line.Paid))
                        : member.Sum(line => line.Paid));
                var counted = columns.Where(month => month.Key <= through)
                    .Sum(month => month.Value.CappedByIncurredMonth.GetValueOrDefault(incurred));
                if (counted != expected) return false;
            }

        return true;
    });

    private static string MemberOf(Scene scene, Decision decision) => Original(scene, decision).Claim.MemberId;

    private static DateOnly IncurredOf(Scene scene, Decision decision) =>
        Original(scene, decision).Claim.Lines[0].ServiceFrom;

    /// <summary>A number is used once, so that a void's original is the one of its number.</summary>
    private static Decision Original(Scene scene, Decision decision) => decision.Status != DecisionStatus.Voided
        ? decision
        : scene.Book.Decided().First(one =>
            one.Status == DecisionStatus.Paid && one.Claim.ClaimNumber == decision.Voids);

    private static string Figures(ShardBook book, Month? through) => Printed.Print(new object[]
    {
        book.Totals(through).Years.Select(year => new object[]
        {
            year.Key, year.Value.Months.Select(month => new object[]
            {
                month.Key, month.Value.PaidByBenefit, month.Value.Recoveries, month.Value.MemberRecoveries,
                month.Value.CappedByIncurredMonth.Where(paid => !paid.Value.IsZero).OrderBy(paid => paid.Key),
            }),
            year.Value.Uncovered,
            year.Value.Contract.SpecificByYear.Where(part => !part.Value.IsZero),
            (year.Value.Contract.SpecificByDivision ?? []).Select(parts => new object[]
            {
                parts.Key, parts.Value.Where(part => !part.Value.IsZero).Select(part => $"{part.Key} {part.Value}"),
            }),
            year.Value.Contract.AggregatePaidByYear.Where(paid => !paid.Value.IsZero), year.Value.Contract.AboveSpecific,
            year.Value.Contract.LasersUsed, year.Value.Contract.UnitsAtNotice, year.Value.Contract.UnitsOverSpecific,
        }).ToList(),
        book.Plans.Keys.Order().Select(year =>
            book.Positions(year, through).Select(unit => unit with { Status = null }).ToList()).ToList(),
    });

    private static Plan PlanOf(PlanYear year, int terms) => Scenes.With(Benefit.Medical, new HealthPlan()) with
    {
        Year = year,
        Funding = new Funding { LargeClaimCap = terms == 0 ? null : Scene.Money(7_000m) },
        StopLoss = Scenes.StopLoss with
        {
            Basis = year == First ? new StopLossBasis(12, 12) : new StopLossBasis(24, 12),
            Specific = Scenes.StopLoss.Specific! with
            {
                Per = terms == 1 ? SpecificUnit.Subscriber : SpecificUnit.Member,
                Deductible = Scene.Money(terms == 2 ? 100m : 10_000m),
                Basis = terms == 3 ? new StopLossBasis(24, 15) : null,
                RunInMaximum = terms >= 2 ? Scene.Money(3_000m) : null,
                Reimbursement = 0.9m,
                Maximum = Scene.Money(9_000m),
                Lasers = new Dictionary<string, Cents> { ["M-1"] = Scene.Money(13_000m) },
            },
        },
    };

    private static void Holds(Func<Scene, int, bool> law) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Or(60)),
            Prop.ForAll(Cases.ToArbitrary(), told => law(Play(told.Terms, told.Steps), told.Terms)));

    private static Scene Play(int terms, Step[] steps)
    {
        var scene = new Scene(PlanOf(First, terms), enrolled: false);
        scene.Adopt(PlanOf(new PlanYear(First.First + 12), terms));
        for (var member = 0; member < 3; member++) scene.Enroll($"M-{member}", subscriber: member == 0 ? "S-0" : "S-1");
        var sent = 0;
        foreach (var step in steps)
        {
            var paid = (First.First + step.Paid).FirstDay.AddDays(step.Number);
            switch (step.Kind)
            {
                case 0:
                    scene.Enroll(
                        $"M-{step.Member}", subscriber: $"S-{step.Number % 2}",
                        division: step.Number > 5 ? null : $"D-{step.Number / 2}");
                    break;
                case < 4 when sent > 0:
                    var number = $"C-{step.Number % sent}";
                    var original = scene.Book.History(number)[0];
                    scene.Send(MadeUpClaims.Void(number) with
                    {
                        MemberId = original.Claim.MemberId, SubscriberId = original.SubscriberId, PaidDate = paid,
                    });
                    break;
                case 4 when sent > 0:
                    var claim = scene.Book.History($"C-{step.Number % sent}")[0].Claim;
                    scene.Book.Recover(
                        new Recovery
                        {
                            Kind = RecoveryKind.Other,
                            Amount = new Cents(step.Amount),
                            Date = paid,
                            MemberId = step.Member == 0 ? $"M-{step.Incurred % 3}" : claim.MemberId,
                            ClaimNumber = step.Member == 0 ? null : claim.ClaimNumber,
                            Benefit = Benefit.Medical,
                            Reference = $"R-{scene.Events.Count}",
                        },
                        new BookContext(1, paid), scene.Events);
                    break;
                default:
                    var on = (First.First + step.Incurred).FirstDay.AddDays(sent % 28);
                    scene.Send(MadeUpClaims.Original(
                        $"C-{sent++}", MadeUpClaims.Line(step.Amount / 100m, on: $"{on:yyyy-MM-dd}")) with
                    {
                        MemberId = $"M-{step.Member}", PaidDate = paid, Received = paid,
                    });
                    break;
            }
        }

        return scene;
    }
}
