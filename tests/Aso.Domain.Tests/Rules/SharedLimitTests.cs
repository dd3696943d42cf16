using static Aso.Domain.Tests.Rules.MadeUpClaims;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Rules;

/// <summary>Rule 3.31, with its worked cases: one accumulator over several benefits.</summary>
public sealed class SharedLimitTests
{
    private static readonly BenefitSet Both = BenefitSet.Of([Benefit.Medical, Benefit.Pharmacy]);

    [Fact]
    public void Shared_out_of_pocket_maximum()
    {
        var example = WorkedExamples.Find("shared out-of-pocket maximum");
        var scene = new Scene(Sharing(
            new SharedLimit(Both, null, new Limit(example.Given.Amount("outOfPocketMaximum"), null)),
            medical: new HealthPlan { Coinsurance = 1m },
            pharmacy: new HealthPlan { Coinsurance = example.Given.Number("coinsurance") }));
        scene.Line(Line(example.Given.Number("medicalUsed")));

        var line = scene.Line(Line(example.Given.Number("pharmacyAllowed")), Benefit.Pharmacy);

        Assert.Equal(example.Expect.Amount("member"), line.Coinsurance);
        Assert.Equal(example.Expect.Amount("planPays"), line.Paid);
    }

    [Fact]
    public void Shared_deductible()
    {
        var example = WorkedExamples.Find("shared deductible");
        var scene = new Scene(Sharing(
            new SharedLimit(Both, Embedded(example.Given.Number("deductible"), null), null),
            pharmacy: new HealthPlan { Coinsurance = example.Given.Number("coinsurance") }));
        scene.Line(Line(example.Given.Number("medicalMet")));

        var line = scene.Line(Line(example.Given.Number("pharmacyAllowed")), Benefit.Pharmacy);

        Assert.Equal(
            (example.Expect.Amount("deductible"), example.Expect.Amount("coinsurance"),
                example.Expect.Amount("planPays")),
            (line.Deductible, line.Coinsurance, line.Paid));
    }

    [Theory]
    // medical of M-1, pharmacy of M-2; deductible of M-1's prescription of 400
    [InlineData(0, 0, 400)]
    [InlineData(499, 0, 1)]
    [InlineData(500, 0, 0)]
    [InlineData(500, 400, 0)]
    [InlineData(0, 500, 400)]
    [InlineData(300, 500, 200)]
    [InlineData(400, 500, 100)]
    [InlineData(450, 500, 50)]
    public void Rule_3_31_shares_a_deductible_over_benefits_and_in_the_family(int own, int others, int deductible)
    {
        var scene = new Scene(Sharing(new SharedLimit(Both, Embedded(500m, 1_000m), null)));
        if (own > 0) scene.Line(Line(own));
        if (others > 0) scene.Line(Line(others), Benefit.Pharmacy, "M-2");

        Assert.Equal(Money(deductible), scene.Line(Line(400m, "P1"), Benefit.Pharmacy).Deductible);
    }

    [Theory]
    // what M-2 is covered for; deductible of a line of M-1 of 2,000: 600 each, 1,000 the family
    [InlineData("medical", 1_000)]
    [InlineData("pharmacy", 1_000)]
    [InlineData("dental", 600)]
    public void Rule_3_31_counts_as_covered_who_is_covered_for_any_of_the_benefits(string covered, int deductible)
    {
        var limit = new Deductible(new Limit(Money(600m), Money(1_000m)), DeductibleKind.Aggregate);
        var scene = new Scene(Sharing(new SharedLimit(Both, limit, null)));
        Assert.True(Benefits.TryParse(covered, out var benefit));
        scene.Enroll("M-2", relationship: Relationship.Spouse, benefits: BenefitSet.Of([benefit]));

        Assert.Equal(Money(deductible), scene.Line(Line(2_000m)).Deductible);
    }

    [Fact]
    public void Each_kind_of_limit_is_shared_by_itself_and_only_over_its_own_benefits()
    {
        var maximum = new Limit(Money(150m), null);
        var scene = new Scene(Sharing(
            new SharedLimit(Both, null, maximum),
            medical: new HealthPlan { Deductible = Embedded(100m, null) },
            pharmacy: new HealthPlan { Deductible = Embedded(100m, null) },
            dental: new HealthPlan { Deductible = Embedded(100m, null), OutOfPocketMaximum = maximum }));

        Assert.Equal(Money(100m), scene.Line(Line(200m)).Deductible);
        Assert.Equal(Money(50m), scene.Line(Line(201m), Benefit.Pharmacy).Deductible);
        Assert.Equal(Money(100m), scene.Line(Line(202m), Benefit.Dental).Deductible);
    }

    [Fact]
    public void The_lines_of_a_claim_count_and_a_void_gives_back_and_another_plan_year_starts_anew()
    {
        var plan = Sharing(new SharedLimit(Both, Embedded(500m, null), null));
        var scene = new Scene(plan);
        scene.Adopt(plan with { Year = new PlanYear(plan.Year.First + PlanYear.Months) });
        scene.Line(Line(100m));

        var claim = Original(
            "P-1", Line(300m), Line(300m, "P2", number: 2), Line(300m, on: "2027-01-01", number: 3))
            with { Benefit = Benefit.Pharmacy };
        Assert.Equal([300m, 100m, 300m], scene.Send(claim).Lines.Select(line => line.Deductible.Amount));

        Assert.Equal(Cents.Zero, scene.Line(Line(10m, "A1")).Deductible);
        scene.Send(Void("P-1"));
        Assert.Equal(Money(10m), scene.Line(Line(10m, "A2")).Deductible);
    }

    [Fact]
    public void A_member_sees_each_benefits_part_and_the_whole()
    {
        var scene = new Scene(Sharing(
            new SharedLimit(Both, Embedded(500m, 1_000m), null), pharmacy: new HealthPlan { Coinsurance = 0.5m }));
        scene.Line(Line(300m));
        scene.Line(Line(300m, "P1"), Benefit.Pharmacy);
        scene.Line(Line(250m), Benefit.Pharmacy, "M-2");

        Assert.Equal(Money(300m), scene.Accumulators().Deductible);
        Assert.Equal((Money(200m), Money(250m)),
            (scene.Accumulators(benefit: Benefit.Pharmacy).Deductible,
                scene.Accumulators(benefit: Benefit.Pharmacy).OutOfPocket));
        Assert.Equal(
            new MemberSharedLimit(scene.Plan.Year, Both, Money(500m), null, Money(750m), null),
            Assert.Single(scene.Book.Member("M-1")!.SharedLimits));
    }

    [Fact]
    public void A_member_sees_a_shared_maximum_as_the_sum_of_its_benefits_and_no_deductible()
    {
        var scene = new Scene(Sharing(
            new SharedLimit(Both, null, new Limit(Money(1_000m), Money(2_000m))),
            medical: new HealthPlan { Coinsurance = 0.5m }, pharmacy: new HealthPlan { Coinsurance = 0.5m }));
        scene.Line(Line(300m));
        scene.Line(Line(200m, "P1"), Benefit.Pharmacy);
        scene.Line(Line(80m), Benefit.Pharmacy, "M-2");

        Assert.Equal(
            new MemberSharedLimit(scene.Plan.Year, Both, null, Money(250m), null, Money(290m)),
            Assert.Single(scene.Book.Member("M-1")!.SharedLimits));
    }

    private static Deductible Embedded(decimal individual, decimal? family) => new(
        new Limit(Money(individual), family is { } amount ? Money(amount) : null), DeductibleKind.Embedded);

    private static Plan Sharing(
        SharedLimit shared, HealthPlan? medical = null, HealthPlan? pharmacy = null, HealthPlan? dental = null) =>
        MadeUpPlans.Create(2026, new Dictionary<Benefit, BenefitPlan>
        {
            [Benefit.Medical] = medical ?? new HealthPlan(),
            [Benefit.Pharmacy] = pharmacy ?? new HealthPlan(),
            [Benefit.Dental] = dental ?? new HealthPlan(),
        }) with { SharedLimits = [shared] };
}
