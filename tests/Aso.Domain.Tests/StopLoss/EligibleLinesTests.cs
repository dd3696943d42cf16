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
    public void A_unit_is_told_of_by_its_row_at_the_months_end_or_the_last_before()
    {
        var scene = new Scene(Free);
        scene.Enroll("M-2", effective: "2026-03-31", relationship: Relationship.Child);
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(9_000m, on: "2026-02-01")) with
        {
            MemberId = "M-2", PaidDate = Scene.Day("2026-02-20"),
        });

        Assert.Equal(("M-2", "S-1", Relationship.Spouse, "family"), Told("2026-02"));
        Assert.Equal(("M-2", "S-1", Relationship.Child, "family"), Told("2026-03"));

        var specific = Scenes.StopLoss.Specific! with { Per = SpecificUnit.Subscriber };
        scene.Adopt(Free with { StopLoss = Scenes.StopLoss with { Specific = specific } }, 2);
        Assert.Equal(("S-1", "S-1", null, "family"), Told("2026-03"));

        (string, string, Relationship?, string?) Told(string month)
        {
            var units = new HashSet<string> { "M-2", "S-1" };
            var unit = scene.Book.Eligible(Free.Year, units, Scene.MonthOf(month)).Single();
            return (unit.Unit, unit.SubscriberId, unit.Relationship, unit.Tier);
        }
    }

    [Fact]
    public void A_family_without_a_tier_has_none()
    {
        var scene = new Scene(Free, enrolled: false);
        scene.Enroll("M-1", tier: null);
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(9_000m)));

        Assert.Null(Eligible(scene, Scene.MonthOf("2026-03")).Single().Tier);
    }

    [Fact]
    public void A_line_that_pays_nothing_is_left_out_and_a_denied_one_that_was_paid_is_not()
    {
        var scene = new Scene(Free);
        scene.Send(MadeUpClaims.Original(
            "C-1", MadeUpClaims.Line(100m) with { Paid = Cents.Zero },
            MadeUpClaims.Line(70m, "15821", number: 2) with { Paid = Scene.Money(60m) },
            MadeUpClaims.Line(80m, "15822", number: 3), MadeUpClaims.Line(500m, number: 4)));

        var march = Scene.MonthOf("2026-03");
        Assert.Equal(
            [(2, Scene.Money(60m), march), (4, Scene.Money(500m), march)],
            Eligible(scene, march).Single().Lines.Select(line => (line.LineNumber, line.Paid, line.Posted)));
        // Nobody's contract, and terms in force then that have no specific.
        Assert.Empty(scene.Book.Eligible(
            new PlanYear(Free.Year.First + 12), new HashSet<string> { "M-1" }, march));
        Assert.Empty(scene.Book.Eligible(
            Free.Year, new HashSet<string> { "M-1" }, march, [Free with { StopLoss = null }]));
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
