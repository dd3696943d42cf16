namespace Aso.Domain.Tests.Rules;

/// <summary>A member who is enrolled under another subscriber: one person, with one row in force on each day (section 3).</summary>
public sealed class FamilyChangeTests
{
    [Fact]
    public void She_is_counted_in_the_family_of_her_row_in_force_alone()
    {
        var scene = Moved();

        var months = scene.Book.Totals().Year(scene.Plan.Year).Exposure;

        Assert.Equal((2L, 1L), (months[Scene.MonthOf("2026-05")].Members, months[Scene.MonthOf("2026-05")].SubscribersByTier.Sum()));
        Assert.Equal((2L, 2L), (months[Scene.MonthOf("2026-06")].Members, months[Scene.MonthOf("2026-06")].SubscribersByTier.Sum()));
    }

    [Fact]
    public void A_claim_from_before_the_change_is_covered_by_the_row_of_that_day()
    {
        var scene = Moved();

        Assert.False(scene.Line(MadeUpClaims.Line(100m, on: "2026-03-01"), member: "M-2").Denied);
    }

    [Fact]
    public void Her_own_accumulators_and_duplicates_go_with_her()
    {
        var scene = new Scene(MadeUpPlans.With(Benefit.Medical, new HealthPlan { AnnualMaximum = Scene.Money(1_000m) }));
        scene.Line(MadeUpClaims.Line(700m), member: "M-2");
        Move(scene);

        Assert.Equal(Scene.Money(300m), scene.Line(MadeUpClaims.Line(500m, on: "2026-06-02"), member: "M-2").Paid);
        Assert.Equal(Rule.Of(3, 7), scene.Line(MadeUpClaims.Line(700m), member: "M-2").Rule);
    }

    private static Scene Moved()
    {
        var scene = new Scene();
        Move(scene);
        return scene;
    }

    private static void Move(Scene scene) => scene.Enroll("M-2", subscriber: "S-2", effective: "2026-06-01");
}
