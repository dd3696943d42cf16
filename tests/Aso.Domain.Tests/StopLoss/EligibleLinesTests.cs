using Aso.Domain.Tests.Rules;
using Scenes = Aso.Domain.Tests.Rules.MadeUpPlans;

namespace Aso.Domain.Tests.StopLossRules;

/// <summary>The lines behind a carrier's figure (rules 4.1, 4.2).</summary>
public sealed class EligibleLinesTests
{
    private static readonly Plan Free = Scenes.With(Benefit.Medical, new HealthPlan
    {
        Services = [new Service { Name = "cosmetic", Procedures = [new ProcedureRange("15820", "15829")], Covered = false }],
    });

    [Fact]
    public void Lines_sum_to_the_position_of_each_month_whatever_was_voided_or_replaced_since()
    {
        var scene = new Scene(Free);
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(9_000m), MadeUpClaims.Line(70m, "15821", number: 2), MadeUpClaims.Line(500m, number: 3)));
        scene.Send(MadeUpClaims.Original("C-2", MadeUpClaims.Line(3_000m, on: "2026-03-02")));
        scene.Close("2026-01");
        scene.Close("2026-02");
        scene.Close("2026-03");
        scene.Send(MadeUpClaims.Void("C-1"));
        scene.Send(MadeUpClaims.Replacement("C-2", "C-3", MadeUpClaims.Line(3_100m, on: "2026-03-02")));

        foreach (var month in (string[])["2026-02", "2026-03", "2026-04"])
        {
            var through = Scene.MonthOf(month);
            Assert.Equal(
                scene.Book.Positions(Free.Year, through).Select(position => position.Eligible),
                Eligible(scene, through).Select(member => member.Eligible));
        }

        Assert.Equal(
            [("C-1", 1, Scene.Money(9_000m)), ("C-1", 3, Scene.Money(500m)), ("C-2", 1, Scene.Money(3_000m))],
            Eligible(scene, Scene.MonthOf("2026-03")).Single().Lines
                .Select(line => (line.ClaimNumber, line.LineNumber, line.Paid)));
        Assert.Equal("C-3", Eligible(scene, Scene.MonthOf("2026-04")).Single().Lines.Single().ClaimNumber);
    }

    [Fact]
    public void Only_the_requested_members_are_reported()
    {
        var scene = new Scene(Free);
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(9_000m)));
        Assert.Empty(scene.Book.Eligible(Free.Year, new HashSet<string> { "M-2" }, Scene.MonthOf("2026-03")));
    }

    [Fact]
    public void A_disability_line_is_charged_as_it_was_decided()
    {
        var specific = Scenes.StopLoss.Specific! with { Benefits = BenefitSet.Of([Benefit.ShortTermDisability]) };
        var scene = new Scene(Scenes.Standard with { StopLoss = Scenes.StopLoss with { Specific = specific } });
        var decided = scene.Line(
            MadeUpClaims.Disabled("2026-03-01", "2026-03-01", "2026-03-14"), Benefit.ShortTermDisability);

        var line = Assert.Single(Eligible(scene, Scene.MonthOf("2026-03")).Single().Lines);

        Assert.Equal(Scene.Money(750m), decided.Charge);
        Assert.Equal((decided.Charge, decided.Paid), (line.Charge, line.Paid));
    }

    private static IReadOnlyList<EligibleUnit> Eligible(Scene scene, Month through) =>
        scene.Book.Eligible(Free.Year, new HashSet<string> { "M-1" }, through);
}
