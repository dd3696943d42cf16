using System.Text.Json;

namespace Aso.Domain.Tests.Adjudication;

/// <summary>Every worked case of chapter 3, by the numbers of <c>examples.json</c>.</summary>
public sealed class AdjudicationExamples
{
    [ExampleFact]
    public void Weekly_disability_benefit()
    {
        var example = Examples.Case("3.26", "weekly disability benefit");

        Assert.Equal(example.Expected("weekly"), Weekly(example));
    }

    [ExampleFact]
    public void Disability_of_24_days_after_7_days_of_elimination()
    {
        var example = Examples.Case("3.26", "24 days");
        var start = new DateOnly(2026, 3, 1);
        var last = start.AddDays(example.At("given", "days").GetInt32() - 1);
        var plan = PlanOf(example) with
        {
            EliminationDays = new EliminationDays(0, example.At("given", "eliminationDays").GetInt32()),
            MaximumWeeks = 26,
        };

        var days = ShortTermDisability.PayableDays(plan, start, DisabilityCause.Sickness, last);

        Assert.Equal(example.Expected("weekly"), Weekly(example));
        Assert.Equal(example.At("expect", "payableDays").GetInt32(), days);
        Assert.Equal(example.Expected("paid"), ShortTermDisability.Pays(Weekly(example), days, Cents.Zero));
    }

    [ExampleFact]
    public void Dental_line()
    {
        var example = Examples.Case("3.21", "dental line");
        var allowed = example.Given("allowed");

        var share = CostShare.Of(
            allowed, Cents.Zero, example.Given("deductibleLeft"), example.Rate("coinsurance"), null);

        Assert.Equal(example.Expected("planPays"), allowed - share.Sum);
        Assert.Equal(example.Expected("memberPays"), share.Sum);
    }

    [ExampleFact]
    public void Medical_line_meets_the_out_of_pocket_cap()
    {
        var example = Examples.Case("3.21", "out-of-pocket cap");
        var allowed = Pricing.Allowed(example.Given("charge"), example.Given("allowed"), true, 0m);

        var share = CostShare.Of(
            allowed, example.Given("copay"), example.Given("deductibleLeft"), example.Rate("coinsurance"),
            example.Given("outOfPocketLeft"));

        Assert.Equal(
            new CostShare(
                example.Expected("copay"), example.Expected("deductible"), example.Expected("coinsurance")), share);
        Assert.Equal(example.Expected("member"), share.Sum);
        Assert.Equal(example.Expected("planPays"), allowed - share.Sum);
        Assert.Equal(example.Expected("contractual"), example.Given("charge") - allowed);
    }

    [ExampleFact]
    public void Embedded_deductible()
    {
        var example = Examples.Case("3.22", "embedded deductible");
        var deductible = new Deductible(
            new Limit(example.Given("individual"), example.Given("family")), DeductibleKind.Embedded);
        var familyMet = example.Given("familyMet");

        var left = FamilyLimits.DeductibleLeft(deductible, example.Given("memberMet"), familyMet, true);
        var another = FamilyLimits.DeductibleLeft(deductible, Cents.Zero, familyMet, true);

        Assert.Equal(example.Expected("leftForThatMember"), left);
        Assert.Equal(example.Expected("leftForAnother"), another);
        Assert.Equal(example.Expected("familyLeft"), deductible.Limit.Family!.Value - familyMet);
    }

    [ExampleFact]
    public void Dental_maintenance_of_benefits()
    {
        var example = Examples.Case("3.24", "dental, maintenance");

        Assert.Equal(example.Expected("planPays"), Secondary(example, Coordination.Maintenance));
    }

    [ExampleFact]
    public void Secondary_payer_three_methods()
    {
        var example = Examples.Case("3.24", "three methods");

        Assert.Equal(example.Expected("standard"), Secondary(example, Coordination.Standard));
        Assert.Equal(example.Expected("carveOut"), Secondary(example, Coordination.CarveOut));
        Assert.Equal(example.Expected("maintenance"), Secondary(example, Coordination.Maintenance));
    }

    [ExampleFact]
    public void A_void_after_the_reimbursement()
    {
        var example = Examples.Case("3.28, 4.2", "a void");
        var scene = new Scene(Plans.With(Benefit.Medical, new HealthPlan()));
        var number = 0;
        foreach (var paid in example.At("given", "paid").AllCents())
            scene.Send(Claims.Original($"C-{++number}", Claims.Line(paid.Amount)));
        var voided = example.Given("voided");

        var before = Reimbursable();
        scene.Send(Claims.Void($"C-{number}"));

        Assert.Equal(voided, -scene.Book.History($"C-{number}")[^1].Paid);
        Assert.Equal(example.Expected("before"), before);
        Assert.Equal(example.Expected("after"), Reimbursable());
        Assert.Equal(example.Expected("takenBack"), Reimbursable() - before);

        Cents Reimbursable() => scene.Book.Totals().Year(scene.Plan.Year).Contract.SpecificReimbursable;
    }

    private static Cents Secondary(JsonElement example, Coordination coordination)
    {
        var terms = new HealthPlan { Coinsurance = example.Rate("coinsurance"), Coordination = coordination };
        var line = Claims.Line(example.Given("allowed").Amount) with { OtherPaid = example.Given("otherPaid") };
        return new Scene(Plans.With(Benefit.Medical, terms)).Line(line).Paid;
    }

    private static Cents Weekly(JsonElement example) =>
        ShortTermDisability.WeeklyBenefit(PlanOf(example), example.Given("salary"));

    private static ShortTermDisabilityPlan PlanOf(JsonElement example) => Plans.ShortTerm with
    {
        Percent = example.Rate("percent"),
        WeeklyMaximum = example.Given("weeklyMaximum"),
    };
}
