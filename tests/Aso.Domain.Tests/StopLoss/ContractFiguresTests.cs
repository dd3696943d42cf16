using Aso.Domain.Tests.Rules;
using Scenes = Aso.Domain.Tests.Rules.MadeUpPlans;

namespace Aso.Domain.Tests.StopLossRules;

/// <summary>Chapter 4 on a ledger of real decisions: the figures of its totals.</summary>
public sealed class ContractFiguresTests
{
    private static readonly Plan Free = Scenes.With(
        Benefit.Medical, new HealthPlan { ReviewAbove = Scene.Money(90_000m) });

    private static readonly IReadOnlyDictionary<Benefit, BenefitPlan> Reviewed =
        new Dictionary<Benefit, BenefitPlan> { [Benefit.Medical] = new HealthPlan { ReviewAbove = Scene.Money(100m) } };

    [Fact]
    public void A_member_at_the_deductible_has_reached_it_and_is_not_over_it()
    {
        var scene = new Scene(Free);
        scene.Line(MadeUpClaims.Line(10_000m));
        Assert.Equal((1, 0), NoticeAndOver(scene));

        scene.Line(MadeUpClaims.Line(0.01m));
        Assert.Equal((1, 1), NoticeAndOver(scene));
        Assert.True(Assert.Single(scene.Book.Positions(Free.Year)).Breach);
    }

    [Fact]
    public void A_member_is_at_notice_from_the_cent_that_reaches_half_the_deductible()
    {
        var scene = new Scene(Free);
        scene.Line(MadeUpClaims.Line(4_999.99m));
        Assert.Equal((0, 0), NoticeAndOver(scene));
        scene.Send(MadeUpClaims.Original("C-cent", MadeUpClaims.Line(0.01m)));
        Assert.Equal((1, 0), NoticeAndOver(scene));

        scene.Send(MadeUpClaims.Void("C-cent"));

        Assert.Equal((0, 0), NoticeAndOver(scene));
    }

    [Fact]
    public void A_line_of_an_earlier_year_is_of_the_contract_that_takes_it_and_of_its_own_year()
    {
        var next = Free with
        {
            Year = new PlanYear(Free.Year.First + 12),
            StopLoss = Free.StopLoss! with { Basis = new StopLossBasis(24, 12) },
        };
        var scene = new Scene(Free with { StopLoss = Free.StopLoss! with { Basis = new StopLossBasis(12, 12) } });
        scene.Adopt(next);
        scene.Today = Scene.Day("2027-01-10");
        scene.Line(MadeUpClaims.Line(500m, on: "2026-12-20"));

        var totals = scene.Book.Totals();
        Assert.Empty(totals.Year(Free.Year).Contract.AggregatePaidByYear);
        Assert.Equal(
            [new KeyValuePair<PlanYear, Cents>(Free.Year, Scene.Money(500m))],
            totals.Year(next.Year).Contract.AggregatePaidByYear);
        Assert.Equal(Scene.Money(500m), totals.Year(next.Year).Contract.AggregateEligible);
    }

    [Fact]
    public void A_pended_claim_says_until_when_a_contract_would_take_it()
    {
        var plan = Free with { StopLoss = Free.StopLoss! with { Basis = new StopLossBasis(12, 12) } };
        var scene = new Scene(plan);
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(95_000m)));
        scene.Send(MadeUpClaims.Original("C-2", MadeUpClaims.Line(95_001m)) with { PaidDate = Scene.Day("2026-03-09") });
        scene.Send(MadeUpClaims.Original("C-3", MadeUpClaims.Line(100m)));
        var contracts = new Contracts([plan]);

        Assert.Equal(
            [
                Cover("C-1", 95_000m, null, Scene.Day("2026-12-31")),
                Cover("C-2", 95_001m, null, null),
            ],
            PendedCover.Assess(contracts, scene.Book.Pended(), Scene.Day("2026-03-10")));
        Assert.Equal(
            [
                Cover("C-1", 95_000m, GapReason.PaidAfter, null),
                Cover("C-2", 95_001m, null, null),
            ],
            PendedCover.Assess(contracts, scene.Book.Pended(), Scene.Day("2027-01-01")));
        Assert.Empty(PendedCover.Assess(
            new Contracts([plan with { StopLoss = null }]), scene.Book.Pended(), scene.Today));
    }

    [Fact]
    public void The_most_urgent_pended_claim_comes_first_and_a_claim_is_as_urgent_as_its_worst_line()
    {
        var plan = Free with { Benefits = Reviewed };
        var next = plan with
        {
            Year = new PlanYear(plan.Year.First + 12),
            StopLoss = Free.StopLoss! with { Basis = new StopLossBasis(12, 12) },
        };
        var scene = new Scene(plan) { Today = Scene.Day("2027-02-10") };
        scene.Adopt(next);
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(200m, on: "2027-01-20")));
        scene.Send(MadeUpClaims.Original("C-2", MadeUpClaims.Line(201m, on: "2027-01-20")) with { PaidDate = scene.Today });
        scene.Send(MadeUpClaims.Original(
            "C-4", MadeUpClaims.Line(202m, on: "2027-01-20"), MadeUpClaims.Line(203m, on: "2026-12-20", number: 2)));
        scene.Send(MadeUpClaims.Original("C-3", MadeUpClaims.Line(204m, on: "2026-12-20")));
        scene.Send(MadeUpClaims.Original(
            "C-5", MadeUpClaims.Line(205m, on: "2027-01-20"), MadeUpClaims.Line(206m, on: "2026-12-20", number: 2)) with
        {
            PaidDate = scene.Today,
        });

        var covers = PendedCover.Assess(new Contracts([plan, next]), scene.Book.Pended(), scene.Today);

        Assert.Equal(
            [
                ("C-3", (DateOnly?)Scene.Day("2027-03-31")), ("C-4", Scene.Day("2027-03-31")),
                ("C-1", Scene.Day("2027-12-31")), ("C-2", null), ("C-5", null),
            ],
            covers.Select(cover => (cover.ClaimNumber, cover.PayBy)));
        // A claim that says its own paid date is judged by that, however late it is.
        var late = PendedCover.Assess(new Contracts([plan, next]), scene.Book.Pended(), Scene.Day("2028-02-01"));
        Assert.Equal((true, Scene.Day("2026-12-20")), Told(late.Single(cover => cover.ClaimNumber == "C-5")));

        static (bool, DateOnly) Told(PendedCover cover) => (cover.IsCovered, cover.Incurred);
    }

    private static PendedCover Cover(string claim, decimal estimate, GapReason? reason, DateOnly? payBy) =>
        new(claim, "S-1", "M-1", Benefit.Medical, Scene.Day("2026-03-01"), Scene.Money(estimate), reason, payBy);

    private static (long AtNotice, long Over) NoticeAndOver(Scene scene)
    {
        var contract = scene.Book.Totals().Year(Free.Year).Contract;
        return (contract.UnitsAtNotice, contract.UnitsOverSpecific);
    }
}
