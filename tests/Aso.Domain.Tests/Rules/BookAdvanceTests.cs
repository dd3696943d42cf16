using static Aso.Domain.Tests.Rules.MadeUpClaims;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Rules;

/// <summary>Advance funding of the specific (rule 4.10).</summary>
public sealed class BookAdvanceTests
{
    private static readonly Plan Plan = Under(terms => terms);

    [Fact]
    public void A_claim_posted_since_the_close_and_a_pended_one_ask_for_their_rise()
    {
        var (given, expect) = WorkedExamples.Find("advance funding");
        var scene = new Scene(Under(terms => terms with { Deductible = given.Amount("deductible") }))
        {
            Today = Day("2026-01-20"),
        };
        scene.Send(Original("C-1", Line(given.Number("closed"), on: "2026-01-02")));
        scene.Close("2026-01");
        scene.Today = Day("2026-02-10");
        scene.Send(Original("C-2", Line(given.Number("since"), on: "2026-02-01")));
        scene.Send(Original("C-3", Line(given.Number("pended"), on: "2026-02-02")));

        Assert.Equal(
            [("C-2", expect.Amount("advance"), false), ("C-3", expect.Amount("pendedAdvance"), true)], Asked(scene));
    }

    [Fact]
    public void Claims_go_by_paid_date_then_number_and_those_that_raise_nothing_are_left_out()
    {
        var scene = Closed(4_000m);
        scene.Send(Original("C-9", Line(3_000m)) with { PaidDate = Day("2026-02-03") });
        scene.Send(Original("C-8", Line(2_000m)) with { PaidDate = Day("2026-02-04") });
        scene.Send(Original("C-7", Line(1_500m)) with { PaidDate = Day("2026-02-05") });
        scene.Send(Original("C-6", Line(700m)) with { PaidDate = Day("2026-02-05") });
        scene.Send(Original("C-5", Line(9_000m)) with { MemberId = "M-2" });

        // 4,000 closed; 7,000 and 9,000 are below 10,000; C-6 comes before C-7: 9,700, then 11,200.
        Assert.Equal([("C-7", Money(1_200m), false)], Asked(scene));
    }

    [Theory]
    [InlineData(6_000, 0)]
    [InlineData(6_000.01, 0.01)]
    public void The_first_cent_above_the_deductible_is_asked_for(decimal paid, decimal rise)
    {
        var scene = Closed(4_000m);
        scene.Send(Original("C-2", Line(paid)));

        Assert.Equal(Money(rise), Asked(scene).Sum(advance => advance.Amount));
    }

    [Fact]
    public void A_void_since_the_close_counts_before_the_claims_that_stand()
    {
        var scene = Closed(9_000m);
        scene.Send(Original("C-2", Line(5_000m)));
        scene.Send(Original("C-3", Line(2_000m)) with { PaidDate = Day("2026-02-09") });
        scene.Send(Void("C-2"));
        Assert.Equal([("C-3", Money(1_000m), false)], Asked(scene));

        scene.Send(Void("C-1"));
        Assert.Empty(Asked(scene));
    }

    [Fact]
    public void Neither_the_aggregating_deductible_nor_a_contract_without_advance_funding_asks()
    {
        var scene = Closed(9_000m, Under(terms => terms with { AggregatingDeductible = Money(50_000m) }));
        scene.Send(Original("C-2", Line(5_000m)));
        Assert.Equal([("C-2", Money(4_000m), false)], Asked(scene));

        var without = Closed(9_000m, Under(terms => terms with { AdvanceFunding = false }));
        without.Send(Original("C-2", Line(5_000m)));
        Assert.Empty(Asked(without));
    }

    [Fact]
    public void What_the_carrier_pays_of_the_excess_and_its_maximum_bound_the_rise()
    {
        var scene = Closed(9_000m, Under(terms => terms with { Reimbursement = 0.5m, Maximum = Money(3_000m) }));
        scene.Send(Original("C-2", Line(5_000m)));
        scene.Send(Original("C-3", Line(5_000m, on: "2026-02-02")));
        scene.Send(Original("C-4", Line(5_000m, on: "2026-02-03")));

        // R: 0, 2,000, then 3,000 at most.
        Assert.Equal([("C-2", Money(2_000m), false), ("C-3", Money(1_000m), false)], Asked(scene));
        Assert.All(Advances(scene), advance =>
            Assert.Equal(("M-1", null, "M-1"), (advance.MemberId, advance.SubscriberId, advance.Unit)));
    }

    [Fact]
    public void Per_subscriber_the_familys_claims_go_together()
    {
        var scene = Closed(9_000m, Under(terms => terms with { Per = SpecificUnit.Subscriber }));
        scene.Send(Original("C-2", Line(500m)) with { PaidDate = Day("2026-02-04") });
        scene.Send(Original("C-3", Line(800m)) with { MemberId = "M-2", PaidDate = Day("2026-02-05") });

        var advance = Advances(scene).Single();
        Assert.Equal((null, "S-1", "C-3", Money(300m)),
            (advance.MemberId, advance.SubscriberId, advance.ClaimNumber, advance.Amount));
        Assert.Equal("S-1", advance.Unit);
    }

    [Fact]
    public void Each_pended_claim_is_alone_and_counts_only_where_the_contract_would_take_it()
    {
        var scene = Closed(9_000m);
        scene.Send(Original("C-3", Line(11_000m, on: "2026-02-01")));
        scene.Send(Original("C-2", Line(12_000m, on: "2026-02-02")));
        scene.Send(Original("C-4", Line(13_000m, on: "2026-02-03")) with { Benefit = Benefit.Dental });

        Assert.Equal([("C-2", Money(11_000m), true), ("C-3", Money(10_000m), true)], Asked(scene));
        Assert.Empty(scene.Book.Advances(Plan.Year, MonthOf("2026-01"), null, Day("2027-04-01")));
    }

    [Fact]
    public void Requests_are_by_unit_and_a_pended_claim_counts_from_its_incurred_date_on_its_own_paid_date()
    {
        var scene = Closed(9_000m);
        scene.Send(Original("C-2", Line(11_000m, on: "2026-02-01")) with { MemberId = "M-2" });
        scene.Send(Original("C-3", Line(5_000m, on: "2026-02-02")));
        scene.Send(Original("C-4", Line(12_000m, on: "2026-02-10")));
        scene.Send(Original("C-5", Line(13_000m, on: "2026-02-11")) with { PaidDate = Day("2026-02-20") });

        // C-2, C-4 and C-5 are pended; C-5 is incurred tomorrow.
        Assert.Equal(["M-1 C-3", "M-1 C-4", "M-2 C-2"], Of(Day("2026-02-10")));
        Assert.Equal(["M-1 C-3", "M-1 C-4", "M-1 C-5", "M-2 C-2"], Of(Day("2026-02-11")));
        // Paid today the others would be outside 12/15; C-5 says that it is paid within.
        Assert.Equal(["M-1 C-3", "M-1 C-5"], Of(Day("2027-04-01")));

        IEnumerable<string> Of(DateOnly asOf) => scene.Book
            .Advances(Plan.Year, scene.Book.LastClosedMonth, null, asOf)
            .Select(advance => $"{advance.Unit} {advance.ClaimNumber}");
    }

    [Fact]
    public void A_closed_months_requests_are_those_of_the_month()
    {
        var scene = Closed(9_000m);
        scene.Send(Original("C-2", Line(5_000m)));
        scene.Close("2026-02");
        scene.Today = Day("2026-03-10");
        scene.Send(Original("C-3", Line(100m, on: "2026-02-02")));

        Assert.Equal([("C-3", Money(100m), false)], Asked(scene));
        Assert.Equal(["C-2"], Month("2026-02"));
        Assert.Equal(["C-3"], Month("2026-03"));
        Assert.Empty(Month("2026-01"));

        IEnumerable<string> Month(string month) => scene.Book
            .Advances(Plan.Year, MonthOf(month) - 1, MonthOf(month), MonthOf(month).LastDay)
            .Select(advance => advance.ClaimNumber);
    }

    private static Scene Closed(decimal paid, Plan? plan = null)
    {
        var scene = new Scene(plan ?? Plan) { Today = Day("2026-01-20") };
        scene.Send(Original("C-1", Line(paid, on: "2026-01-02")));
        scene.Close("2026-01");
        scene.Today = Day("2026-02-10");
        return scene;
    }

    private static Plan Under(Func<SpecificStopLoss, SpecificStopLoss> change)
    {
        var plan = MadeUpPlans.With(Benefit.Medical, new HealthPlan { ReviewAbove = Money(10_000m) });
        var specific = change(plan.StopLoss!.Specific! with { AdvanceFunding = true });
        return plan with { StopLoss = plan.StopLoss with { Specific = specific } };
    }

    private static IReadOnlyList<Advance> Advances(Scene scene) =>
        scene.Book.Advances(scene.Plan.Year, scene.Book.LastClosedMonth, null, scene.Today);

    private static IEnumerable<(string, Cents Amount, bool)> Asked(Scene scene) =>
        Advances(scene).Select(advance => (advance.ClaimNumber, advance.Amount, advance.Pended));
}
