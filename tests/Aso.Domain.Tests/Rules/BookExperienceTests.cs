using static Aso.Domain.Tests.Rules.MadeUpClaims;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Rules;

/// <summary>Whose claims of a plan year comparison and funding count (rules 5.8, 5.9).</summary>
public sealed class BookExperienceTests
{
    private static readonly Plan Plan =
        MadeUpPlans.With(Benefit.Medical, new HealthPlan { ReviewAbove = Money(30_000m) });

    private readonly Scene _scene = new(Plan);

    [Fact]
    public void Lines_of_another_plan_year_do_not_count()
    {
        _scene.Adopt(Plan with { Year = new PlanYear(Plan.Year.First + 12) });
        _scene.Line(Line(14_000m));
        _scene.Line(Line(5_000m, on: "2027-01-01"));

        var experience = _scene.Book.Experience(Plan.Year, MonthOf("2027-01"), 0m);

        Assert.Equal((Money(14_000m), Money(4_000m)), (experience.Pooled, experience.AboveCap));
    }

    [Fact]
    public void A_unit_below_its_cap_has_nothing_above_it_also_where_it_is_trended()
    {
        _scene.Line(Line(14_000m));
        _scene.Line(Line(2_000m), member: "M-2");

        var experience = _scene.Book.Experience(Plan.Year, MonthOf("2026-03"), 0.5m);

        // 14,000 × 1.5 − 10,000
        Assert.Equal((Money(4_000m), Fraction.Of(Money(11_000m))), (experience.AboveCap, experience.TrendedAboveCap));
    }

    [Theory]
    [InlineData("2026-03-31", 40_000)]
    [InlineData("2026-04-01", 0)]
    public void A_pended_claim_counts_where_it_is_incurred_by_the_months_last_day(string incurred, int pooled)
    {
        _scene.Send(Original("C-1", Line(40_000m, on: incurred)));

        Assert.Equal(Money(pooled), _scene.Book.Experience(Plan.Year, MonthOf("2026-03"), 0m).Pooled);
    }
}
