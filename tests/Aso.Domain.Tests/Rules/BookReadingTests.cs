using static Aso.Domain.Tests.Rules.MadeUpClaims;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Rules;

/// <summary>What decisions say of themselves, and the order in which the book answers.</summary>
public sealed class BookReadingTests
{
    [Fact]
    public void A_refused_claim_is_received_and_a_refused_void_is_not()
    {
        var scene = new Scene();
        scene.Send(Original("C-1", Line(10m)));

        scene.Send(Original("C-1", Line(20m)));
        scene.Send(Void("C-9"));

        Assert.Equal(2, scene.Book.Totals().Year(scene.Plan.Year).Counts.Received);
    }

    [Theory]
    // member, given subscriber; whose the refused claim is
    [InlineData("M-2", "S-9", "S-1")]
    [InlineData("M-9", "S-9", "S-9")]
    [InlineData("M-9", null, "M-9")]
    public void A_refused_claim_is_kept_where_its_member_would_look_for_it(string member, string? given, string owner)
    {
        var refused = new Scene().Send(Original("C-1", Line(10m)) with { MemberId = member, SubscriberId = given });

        Assert.Equal((DecisionStatus.Refused, owner), (refused.Status, refused.SubscriberId));
    }

    [Fact]
    public void A_decision_names_the_version_of_the_plan_it_used()
    {
        var scene = new Scene();
        var first = scene.Send(Original("C-1", Line(10m)));
        scene.Adopt(scene.Plan with { Name = "Renamed" }, version: 2);

        Assert.Equal((1, 2), (first.PlanVersion, scene.Send(Original("C-2", Line(20m))).PlanVersion));
    }

    [Fact]
    public void An_original_voids_nothing_whatever_number_it_carries()
    {
        var scene = new Scene();
        scene.Send(Original("C-1", Line(10m)));

        Assert.Null(scene.Send(Original("C-2", Line(20m)) with { OriginalClaimNumber = "C-1" }).Voids);
        Assert.Equal(2, scene.Book.Totals().Year(scene.Plan.Year).Counts.Paid);
    }

    [Fact]
    public void Rule_3_12_a_line_that_would_be_denied_waits_with_its_claim()
    {
        var scene = new Scene(MadeUpPlans.With(Benefit.Medical, MadeUpPlans.Medical with { ReviewAbove = Money(100m) }));

        var pended = scene.Send(Original("C-1", Line(150m), Line(60m, "15820", number: 2)));

        Assert.Equal(["OA-133 150.00", "OA-133 60.00"], pended.Lines.SelectMany(PricingTests.Codes));
    }

    [Fact]
    public void Rule_3_30_every_line_that_differs_is_listed()
    {
        var scene = new Scene();
        scene.Send(Original(
            "C-1", Line(10m) with { Paid = Money(1m) }, Line(20m, number: 2) with { Paid = Money(2m) }));

        Assert.Equal([1, 2], scene.Book.Differences().Select(difference => difference.Line));
    }

    [Fact]
    public void Rule_5_1_a_cut_has_its_own_month_and_none_after()
    {
        var scene = new Scene();
        foreach (var (number, paid) in new[] { ("C-1", "2026-03-05"), ("C-2", "2026-04-05"), ("C-3", "2026-05-05") })
            scene.Send(Original(number, Line(10m, number)) with { PaidDate = Day(paid) });

        Assert.Equal(
            [MonthOf("2026-03"), MonthOf("2026-04")],
            scene.Book.Totals(MonthOf("2026-04")).Year(scene.Plan.Year).Months.Keys);
    }

    [Fact]
    public void Members_are_listed_by_id_and_plan_years_by_date()
    {
        var plan = MadeUpPlans.With(Benefit.Medical, new HealthPlan());
        var next = plan with { Year = new PlanYear(plan.Year.First + 12) };
        var scene = new Scene(next);
        scene.Adopt(plan);
        scene.Enroll("A-1", subscriber: "S-2");
        scene.Send(Original("C-1", Line(10m)));
        scene.Send(Original("C-2", Line(20m)) with { MemberId = "A-1" });

        Assert.Equal(["A-1", "M-1"], scene.Book.Positions(plan.Year).Select(position => position.MemberId));
        Assert.Equal(
            [plan.Year, next.Year], scene.Book.Member("M-1")!.Accumulators.Select(one => one.Year).Distinct());
    }

    [Fact]
    public void Pended_claims_are_listed_by_their_entry_and_their_place_in_it()
    {
        var scene = new Scene(MadeUpPlans.With(Benefit.Medical, new HealthPlan { ReviewAbove = Cents.Zero }));
        foreach (var (number, sequence, position) in new[] { ("C-1", 3, 9), ("C-2", 2, 8), ("C-3", 2, 7) })
        {
            scene.Book.Adjudicate(
                Original(number, Line(10m + position)) with { Position = position },
                new BookContext(sequence, scene.Today), scene.Events);
        }

        Assert.Equal(["C-3", "C-2", "C-1"], scene.Book.Pended().Select(decision => decision.Claim.ClaimNumber));
    }
}
