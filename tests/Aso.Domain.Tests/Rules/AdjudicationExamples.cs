using Aso.Domain.Rules;

namespace Aso.Domain.Tests.Rules;

/// <summary>Every worked case of chapter 3, by the numbers of <c>examples.json</c>.</summary>
public sealed class AdjudicationExamples
{
    [Fact]
    public void Weekly_disability_benefit()
    {
        var example = WorkedExamples.Find("weekly disability benefit");

        Assert.Equal(example.Expect.Amount("weekly"), Weekly(example));
    }

    [Fact]
    public void Disability_of_24_days_after_7_days_of_elimination()
    {
        var example = WorkedExamples.Find("disability of 24 days");
        var start = new DateOnly(2026, 3, 1);
        var last = start.AddDays((int)example.Given.Number("days") - 1);
        var plan = PlanOf(example) with
        {
            EliminationDays = new EliminationDays(0, (int)example.Given.Number("eliminationDays")),
            MaximumWeeks = 26,
        };

        var days = ShortTermDisability.PayableDays(plan, start, DisabilityCause.Sickness, last);

        Assert.Equal(example.Expect.Amount("weekly"), Weekly(example));
        Assert.Equal((int)example.Expect.Number("payableDays"), days);
        Assert.Equal(example.Expect.Amount("paid"), ShortTermDisability.Pays(Weekly(example), days, Cents.Zero));
    }

    [Fact]
    public void Dental_line()
    {
        var example = WorkedExamples.Find("dental line");
        var allowed = example.Given.Amount("allowed");

        var share = CostShare.Calculate(
            allowed, Cents.Zero, example.Given.Amount("deductibleLeft"), example.Given.Number("coinsurance"), null);

        Assert.Equal(example.Expect.Amount("planPays"), allowed - share.Sum);
        Assert.Equal(example.Expect.Amount("memberPays"), share.Sum);
    }

    [Fact]
    public void Medical_line_meets_the_out_of_pocket_cap()
    {
        var example = WorkedExamples.Find("medical line meets");
        var allowed = Pricing.Allowed(example.Given.Amount("charge"), example.Given.Amount("allowed"), true, 0m);

        var share = CostShare.Calculate(
            allowed, example.Given.Amount("copay"), example.Given.Amount("deductibleLeft"),
            example.Given.Number("coinsurance"), example.Given.Amount("outOfPocketLeft"));

        Assert.Equal(
            new CostShare(
                example.Expect.Amount("copay"), example.Expect.Amount("deductible"),
                example.Expect.Amount("coinsurance")),
            share);
        Assert.Equal(example.Expect.Amount("member"), share.Sum);
        Assert.Equal(example.Expect.Amount("planPays"), allowed - share.Sum);
        Assert.Equal(example.Expect.Amount("contractual"), example.Given.Amount("charge") - allowed);
    }

    [Fact]
    public void Embedded_deductible()
    {
        var example = WorkedExamples.Find("embedded deductible");
        var deductible = new Deductible(
            new Limit(example.Given.Amount("individual"), example.Given.Amount("family")), DeductibleKind.Embedded);
        var familyMet = example.Given.Amount("familyMet");

        var left = FamilyDeductible.Left(deductible, example.Given.Amount("memberMet"), familyMet, true);
        var another = FamilyDeductible.Left(deductible, Cents.Zero, familyMet, true);

        Assert.Equal(example.Expect.Amount("leftForThatMember"), left);
        Assert.Equal(example.Expect.Amount("leftForAnother"), another);
        Assert.Equal(example.Expect.Amount("familyLeft"), deductible.Limit.Family!.Value - familyMet);
    }

    [Fact]
    public void Dental_maintenance_of_benefits()
    {
        var example = WorkedExamples.Find("dental, maintenance");

        Assert.Equal(example.Expect.Amount("planPays"), Secondary(example, Coordination.Maintenance));
    }

    [Fact]
    public void Secondary_payer_three_methods()
    {
        var example = WorkedExamples.Find("secondary payer, three methods");

        Assert.Equal(example.Expect.Amount("standard"), Secondary(example, Coordination.Standard));
        Assert.Equal(example.Expect.Amount("carveOut"), Secondary(example, Coordination.CarveOut));
        Assert.Equal(example.Expect.Amount("maintenance"), Secondary(example, Coordination.Maintenance));
    }

    [Fact]
    public void A_void_after_the_reimbursement()
    {
        var example = WorkedExamples.Find("a void after the reimbursement");
        var scene = new Scene(MadeUpPlans.With(Benefit.Medical, new HealthPlan()));
        var number = 0;
        foreach (var paid in example.Given.Amounts("paid"))
            scene.Send(MadeUpClaims.Original($"C-{++number}", MadeUpClaims.Line(paid.Amount)));
        var voided = example.Given.Amount("voided");

        var before = Reimbursable();
        scene.Send(MadeUpClaims.Void($"C-{number}"));

        Assert.Equal(voided, -scene.Book.History($"C-{number}")[^1].Paid);
        Assert.Equal(example.Expect.Amount("before"), before);
        Assert.Equal(example.Expect.Amount("after"), Reimbursable());
        Assert.Equal(example.Expect.Amount("takenBack"), Reimbursable() - before);

        Cents Reimbursable() => scene.Book.Totals().Year(scene.Plan.Year).Contract.SpecificReimbursable;
    }

    private static Cents Secondary(Example example, Coordination coordination)
    {
        var terms = new HealthPlan { Coinsurance = example.Given.Number("coinsurance"), Coordination = coordination };
        var line = MadeUpClaims.Line(example.Given.Number("allowed")) with { OtherPaid = example.Given.Amount("otherPaid") };
        return new Scene(MadeUpPlans.With(Benefit.Medical, terms)).Line(line).Paid;
    }

    private static Cents Weekly(Example example) =>
        ShortTermDisability.WeeklyBenefit(PlanOf(example), example.Given.Amount("salary"));

    private static ShortTermDisabilityPlan PlanOf(Example example) => MadeUpPlans.ShortTerm with
    {
        Percent = example.Given.Number("percent"),
        WeeklyMaximum = example.Given.Amount("weeklyMaximum"),
    };
}
