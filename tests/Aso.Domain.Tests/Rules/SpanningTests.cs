using static Aso.Domain.Tests.Rules.MadeUpClaims;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Rules;

/// <summary>Lines of one claim that lie in two plan years, or follow one another in one.</summary>
public sealed class SpanningTests
{
    private static readonly HealthPlan Terms = new()
    {
        Deductible = new Deductible(new Limit(Money(100m), null), DeductibleKind.Embedded),
        Coinsurance = 0.5m,
        OutOfPocketMaximum = new Limit(Money(150m), null),
        AnnualMaximum = Money(300m),
    };

    [Fact]
    public void Rule_3_21_an_earlier_line_of_another_plan_year_uses_nothing_of_this_ones()
    {
        var scene = TwoYears(Terms, Terms);

        var decision = scene.Send(Spanning(500m, 500m));

        Assert.Equal([(100m, 50m), (100m, 50m)], decision.Lines.Select(Shares));
        Assert.Equal([300m, 300m], decision.Lines.Select(line => line.Paid.Amount));
    }

    [Theory]
    // review above, in the first line's plan year and in the second's; the claim's charges sum to 1,000
    [InlineData(999.99, null, DecisionStatus.Pended)]
    [InlineData(1_000.0, 10.0, DecisionStatus.Paid)]
    [InlineData(null, 10.0, DecisionStatus.Paid)]
    public void Rule_3_12_the_limit_is_that_of_the_first_lines_plan_year(
        double? first, double? second, DecisionStatus expected)
    {
        var scene = TwoYears(
            Terms with { ReviewAbove = first is { } one ? Money((decimal)one) : null },
            Terms with { ReviewAbove = second is { } other ? Money((decimal)other) : null });

        Assert.Equal(expected, scene.Send(Spanning(400m, 600m)).Status);
    }

    [Fact]
    public void Rule_3_21_the_second_line_of_a_claim_finds_less_left_of_the_out_of_pocket_maximum()
    {
        var scene = new Scene(MadeUpPlans.With(Benefit.Medical, Terms));

        var decision = scene.Send(Original("C-1", Line(160m), Line(200m, number: 2)));

        Assert.Equal([(100m, 30m), (0m, 20m)], decision.Lines.Select(Shares));
    }

    [Theory]
    // limits of the family: deductible, out of pocket; shares of the second line of 200
    [InlineData(120, null, 20, 90)]
    [InlineData(null, 190, 80, 10)]
    public void Rule_3_22_the_second_line_of_a_claim_finds_less_left_of_the_familys_limits(
        int? deductible, int? outOfPocket, int secondDeductible, int secondCoinsurance)
    {
        var scene = new Scene(MadeUpPlans.With(Benefit.Medical, new HealthPlan
        {
            Deductible = new Deductible(
                new Limit(Money(180m), deductible is { } family ? Money(family) : null), DeductibleKind.Embedded),
            Coinsurance = 0.5m,
            OutOfPocketMaximum = new Limit(Money(900m), outOfPocket is { } sum ? Money(sum) : null),
        }));

        var decision = scene.Send(Original("C-1", Line(100m), Line(200m, number: 2)));

        Assert.Equal([(100m, 0m), (secondDeductible, secondCoinsurance)], decision.Lines.Select(Shares));
    }

    private static Scene TwoYears(HealthPlan first, HealthPlan second)
    {
        var plan = MadeUpPlans.With(Benefit.Medical, first);
        var scene = new Scene(plan) { Today = Day("2027-01-10") };
        scene.Adopt(MadeUpPlans.With(Benefit.Medical, second) with { Year = new PlanYear(plan.Year.First + 12) });
        return scene;
    }

    private static Claim Spanning(decimal first, decimal second) =>
        Original("C-1", Line(first, on: "2026-12-31"), Line(second, on: "2027-01-01", number: 2));

    private static (decimal Deductible, decimal Coinsurance) Shares(LineDecision line) =>
        (line.Deductible.Amount, line.Coinsurance.Amount);
}
