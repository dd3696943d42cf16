using static Aso.Domain.Tests.Rules.MadeUpClaims;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Rules;

/// <summary>Vision is a health benefit like dental, with accumulators of its own.</summary>
public sealed class VisionTests
{
    [Fact]
    public void Vision_has_copay_services_visits_and_an_annual_maximum_of_its_own()
    {
        var scene = new Scene(MadeUpPlans.With(Benefit.Vision, new HealthPlan
        {
            Copay = Money(10m),
            AnnualMaximum = Money(250m),
            Services = [MadeUpPlans.Service("exam", "92002", "92014") with { Visits = 1 }],
        }));

        var exam = scene.Line(Line(60m, "92004"), Benefit.Vision);
        var second = scene.Line(Line(60m, "92014"), Benefit.Vision);
        var lenses = scene.Line(Line(300m, "V2100"), Benefit.Vision);

        Assert.Equal((Money(50m), Money(10m), Rule.Of(3, 21)), (exam.Paid, exam.Copay, exam.Rule));
        Assert.Equal(Rule.Of(3, 11), second.Rule);
        Assert.Equal((Money(200m), Rule.Of(3, 23)), (lenses.Paid, lenses.Rule));
        Assert.Equal((Money(20m), Money(250m)),
            (scene.Accumulators(benefit: Benefit.Vision).OutOfPocket,
                scene.Accumulators(benefit: Benefit.Vision).AnnualMaximumUsed));
        Assert.Equal(Cents.Zero, scene.Accumulators(benefit: Benefit.Dental).AnnualMaximumUsed);
        var month = scene.Book.Totals().Year(scene.Plan.Year).Month(MonthOf("2026-03"));
        Assert.Equal(Money(250m), month.PaidByBenefit[(int)Benefit.Vision]);
        Assert.Equal(Money(250m), month.PaidByIncurredMonth[MonthOf("2026-03")]);
    }

    [Fact]
    public void A_pended_vision_claim_has_an_estimate_and_counts_as_pended_health()
    {
        var scene = new Scene(MadeUpPlans.With(Benefit.Vision, new HealthPlan { ReviewAbove = Money(100m) }));
        scene.Send(Original("V-1", Line(101m)) with { Benefit = Benefit.Vision });

        Assert.Equal(Money(101m), Pended(scene.Book.Totals().Year(scene.Plan.Year)));
        Assert.True(scene.Decide("V-1"));
        Assert.Equal(Money(101m), scene.Accumulators(benefit: Benefit.Vision).AnnualMaximumUsed);
    }
}
