using Aso.Domain.Tests.Rules;
using Scenes = Aso.Domain.Tests.Rules.MadeUpPlans;

namespace Aso.Domain.Tests.StopLossRules;

/// <summary>Rules 4.2, 4.5 and 4.8 on ledgers of real decisions: units, run-in, families changed.</summary>
public sealed class UnitTests
{
    private static readonly Plan Free = Scenes.With(Benefit.Medical, new HealthPlan());

    private static readonly PlanYear Next = new(Free.Year.First + 12);

    [Fact]
    public void A_specific_counts_each_member_or_the_whole_family()
    {
        var (given, expect) = WorkedExamples.Find("specific per subscriber");
        foreach (var (per, name) in ((SpecificUnit, string)[])
            [(SpecificUnit.Member, "member"), (SpecificUnit.Subscriber, "subscriber")])
        {
            var scene = new Scene(Under(terms => terms with { Per = per, Deductible = given.Amount("deductible") }));
            scene.Enroll("M-3", relationship: Relationship.Child);
            foreach (var (paid, member) in given.Amounts("eligiblePaid").Zip((string[])["M-1", "M-2", "M-3"]))
                scene.Send(MadeUpClaims.Original($"C-{member}", MadeUpClaims.Line(paid.Amount)) with
                {
                    MemberId = member,
                });

            Assert.Equal(expect.Amount(name), Contract(scene).SpecificReimbursable);
        }
    }

    [Fact]
    public void A_run_in_counts_up_to_its_maximum()
    {
        var (given, expect) = WorkedExamples.Find("run-in of 14,000 capped");
        var scene = RunIn(
            given, new StopLossBasis(24, 12), new StopLossBasis(24, 12), given.Amount("runInMaximum"));

        var position = scene.Book.Positions(Next).Single();
        Assert.Equal(expect.Amount("eligible"), position.Eligible);
        Assert.Equal(expect.Amount("reimbursable"), position.Reimbursable);
        Assert.Equal(given.Amount("runIn") - given.Amount("runInMaximum"), position.RunInCut);
        Assert.Equal(
            expect.Amount("withoutMaximum"),
            RunIn(given, new StopLossBasis(24, 12), new StopLossBasis(24, 12), null).Book.Positions(Next).Single()
                .Reimbursable);
    }

    [Fact]
    public void The_aggregates_eligible_counts_the_lines_that_both_halves_take()
    {
        var (given, expect) = WorkedExamples.Find("the aggregate's eligible when the specific alone");

        var contract = Contract(RunIn(given, new StopLossBasis(24, 12), new StopLossBasis(12, 12), null), Next);

        Assert.Equal(expect.Amount("specific"), contract.SpecificReimbursable);
        Assert.Equal(expect.Amount("aggregateEligible"), contract.AggregateEligible);
    }

    [Fact]
    public void What_the_run_in_maximum_cuts_is_eligible_for_neither_half()
    {
        var (given, expect) = WorkedExamples.Find("what the run-in maximum cuts");

        var contract = Contract(
            RunIn(given, new StopLossBasis(24, 12), new StopLossBasis(24, 12), given.Amount("runInMaximum")), Next);

        Assert.Equal(expect.Amount("specific"), contract.SpecificReimbursable);
        Assert.Equal(expect.Amount("aggregateEligible"), contract.AggregateEligible);
    }

    [Fact]
    public void Without_anything_of_its_own_the_aggregate_still_leaves_out_what_is_cut()
    {
        // 14,000 of run-in alone, 5,000 of it counted: below the deductible, and 9,000 are nobody's.
        var both = new StopLossBasis(24, 12);
        var contract = Contract(RunIn(14_000m, 0.01m, both, both, Scene.Money(5_000m)), Next);

        Assert.Equal(Scene.Money(9_000m), contract.AboveSpecific);
        Assert.Equal(Scene.Money(5_000.01m), contract.AggregateEligible);
        Assert.Equal((1, 0), (contract.UnitsAtNotice, contract.UnitsOverSpecific));
    }

    [Fact]
    public void A_member_who_changes_families_keeps_one_position()
    {
        var scene = Moved(SpecificUnit.Member);

        Assert.Equal(
            [("M-2", null, Scene.Money(13_000m))],
            scene.Book.Positions(Free.Year).Select(one => (one.MemberId, one.SubscriberId, one.Eligible)));
        Assert.Equal(Scene.Money(3_000m), Contract(scene).SpecificReimbursable);
        Assert.Equal(
            [AnnouncementKind.NoticeGiven, AnnouncementKind.DeductibleReached],
            scene.Book.TakeAnnouncements().Select(one => one.Kind));
    }

    [Fact]
    public void Per_subscriber_a_line_counts_for_the_family_it_was_adjudicated_in()
    {
        var scene = Moved(SpecificUnit.Subscriber);

        Assert.Equal(
            [("S-1", Scene.Money(6_000m)), ("S-2", Scene.Money(7_000m))],
            scene.Book.Positions(Free.Year).Select(one => (one.SubscriberId!, one.Eligible)));
        Assert.Equal(Cents.Zero, Contract(scene).SpecificReimbursable);

        scene.Send(MadeUpClaims.Void("C-1") with { MemberId = "M-2", SubscriberId = "S-1" });
        Assert.Equal(["S-2"], scene.Book.Positions(Free.Year).Select(one => one.Unit));
    }

    [Fact]
    public void A_contract_that_counts_by_another_unit_withdraws_and_gives_notices()
    {
        var scene = new Scene(Free);
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(6_000m)));
        scene.Send(MadeUpClaims.Original("C-2", MadeUpClaims.Line(4_500m)) with { MemberId = "M-2" });
        scene.Book.TakeAnnouncements();

        scene.Adopt(Under(terms => terms with { Per = SpecificUnit.Subscriber }));

        Assert.Equal(
            [
                ("M-1", AnnouncementKind.NoticeWithdrawn), ("S-1", AnnouncementKind.NoticeGiven),
                ("S-1", AnnouncementKind.DeductibleReached),
            ],
            scene.Book.TakeAnnouncements().Select(one => (one.MemberId, one.Kind)).Order());
    }

    [Fact]
    public void A_notice_is_the_units_own_e_after_the_run_in_maximum()
    {
        var scene = RunIn(14_000m, 0m, new StopLossBasis(24, 12), new StopLossBasis(24, 12), Scene.Money(4_999m));
        Assert.Empty(scene.Book.TakeAnnouncements());

        scene.Send(MadeUpClaims.Original("C-3", MadeUpClaims.Line(1m, on: "2027-01-06")) with
        {
            PaidDate = Scene.Day("2027-02-01"), Received = Scene.Day("2027-01-20"),
        });

        Assert.Equal([AnnouncementKind.NoticeGiven], scene.Book.TakeAnnouncements().Select(one => one.Kind));
    }

    [Fact]
    public void A_unit_below_its_quiet_amount_may_still_be_above_it_in_the_lines_of_both_halves()
    {
        // Paid in the run-out, the specific alone takes them; their void posts to an earlier month than they did.
        var scene = new Scene(Free with
        {
            StopLoss = Scenes.StopLoss with
            {
                Aggregate = Scenes.StopLoss.Aggregate! with { Basis = new StopLossBasis(12, 12) },
            },
        })
        {
            Today = Scene.Day("2027-01-15"),
        };
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(15_000m, on: "2026-12-01")) with
        {
            PaidDate = Scene.Day("2027-02-01"),
        });
        scene.Send(MadeUpClaims.Void("C-1") with { PaidDate = Scene.Day("2026-12-30") });
        scene.Send(MadeUpClaims.Original("C-2", MadeUpClaims.Line(16_000m, on: "2026-12-02")) with
        {
            PaidDate = Scene.Day("2026-12-30"),
        });

        var december = scene.Book.Totals(Scene.MonthOf("2026-12")).Year(Free.Year).Contract;

        Assert.Equal(Scene.Money(1_000m), scene.Book.Positions(Free.Year, Scene.MonthOf("2026-12")).Single().Eligible);
        Assert.Equal(Scene.Money(6_000m), december.AboveSpecific);
        Assert.Equal(Scene.Money(10_000m), december.AggregateEligible);
    }

    private static Scene Moved(SpecificUnit per)
    {
        var scene = new Scene(Under(terms => terms with { Per = per }));
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(6_000m)) with { MemberId = "M-2" });
        scene.Enroll("M-2", subscriber: "S-2", tier: "single");
        scene.Send(MadeUpClaims.Original("C-2", MadeUpClaims.Line(7_000m, on: "2026-03-02")) with { MemberId = "M-2" });
        return scene;
    }

    private static Scene RunIn(
        System.Text.Json.JsonElement given, StopLossBasis specific, StopLossBasis aggregate, Cents? maximum) =>
        RunIn(given.Number("runIn"), given.Number("inYear"), specific, aggregate, maximum, given.Amount("deductible"));

    /// <summary>One claim of 2026 and one of 2027, both paid in 2027, under the contract of 2027.</summary>
    private static Scene RunIn(
        decimal runIn, decimal inYear, StopLossBasis specific, StopLossBasis aggregate, Cents? maximum,
        Cents? deductible = null)
    {
        var scene = new Scene(Free with { StopLoss = null }) { Today = Scene.Day("2027-01-15") };
        var plan = Under(terms => terms with
        {
            Basis = specific, RunInMaximum = maximum, Deductible = deductible ?? terms.Deductible,
        });
        scene.Adopt(plan with
        {
            Year = Next,
            StopLoss = plan.StopLoss! with { Aggregate = plan.StopLoss.Aggregate! with { Basis = aggregate } },
        });
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(runIn, on: "2026-12-20")));
        if (inYear > 0m) scene.Send(MadeUpClaims.Original("C-2", MadeUpClaims.Line(inYear, on: "2027-01-05")));
        return scene;
    }

    private static Plan Under(Func<SpecificStopLoss, SpecificStopLoss> change) => Free with
    {
        StopLoss = Scenes.StopLoss with { Specific = change(Scenes.StopLoss.Specific!) },
    };

    private static ContractTotals Contract(Scene scene, PlanYear? year = null) =>
        scene.Book.Totals().Year(year ?? Free.Year).Contract;
}
