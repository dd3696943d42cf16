using Aso.Domain.Tests.Rules;
using Scenes = Aso.Domain.Tests.Rules.MadeUpPlans;

namespace Aso.Domain.Tests.Liability;

/// <summary>What-if: the totals as if the contract had been another from the start.</summary>
public sealed class TotalsUnderTests
{
    public static TheoryData<string> Others => [.. Contracts.Keys];

    private static readonly Dictionary<string, StopLossTerms?> Contracts = new()
    {
        ["none"] = null,
        ["each family, with a maximum of the run-in"] = Scenes.StopLoss with
        {
            Basis = new StopLossBasis(24, 12),
            Specific = Scenes.StopLoss.Specific! with { Per = SpecificUnit.Subscriber, RunInMaximum = Scene.Money(900m) },
        },
        ["each half by itself"] = Scenes.StopLoss with
        {
            Specific = Scenes.StopLoss.Specific! with { Basis = new StopLossBasis(12, 12) },
        },
        ["the same"] = Scenes.StopLoss,
        ["another deductible"] = Scenes.StopLoss with
        {
            Specific = Scenes.StopLoss.Specific! with { Deductible = Scene.Money(500m) },
        },
        ["a laser"] = Scenes.StopLoss with
        {
            Specific = Scenes.StopLoss.Specific! with
            {
                Lasers = new Dictionary<string, Cents> { ["M-1"] = Scene.Money(25_000m) },
            },
        },
        ["no specific"] = Scenes.StopLoss with { Specific = null },
        ["no aggregate"] = Scenes.StopLoss with { Aggregate = null },
        ["a basis that leaves the late ones uncovered"] = Scenes.StopLoss with { Basis = new StopLossBasis(12, 12) },
        ["paid, from March"] = Scenes.StopLoss with
        {
            Basis = StopLossBasis.Paid, OriginalEffective = Scene.Day("2026-03-01"),
        },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void They_are_those_of_a_ledger_that_was_always_under_the_other_contract(string name)
    {
        var other = Contracts[name];
        var scene = Told();
        var before = Printed.Print(scene.Book);

        var under = scene.Book.TotalsUnder(scene.Plan with { StopLoss = other });

        var always = new ShardBook();
        foreach (var happened in scene.Events)
            always.Apply(happened is PlanAdopted adopted && adopted.Plan.Year == scene.Plan.Year
                ? adopted with { Plan = adopted.Plan with { StopLoss = other } }
                : happened);
        Assert.Equal(Printed.Print((object)always.Totals()), Printed.Print((object)under));
        Assert.Equal(before, Printed.Print(scene.Book));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(5_000)]
    public void Another_large_claim_cap_counts_from_the_start_too(int? cap)
    {
        var scene = Told();
        var other = scene.Plan with
        {
            Funding = scene.Plan.Funding with { LargeClaimCap = cap is { } most ? Scene.Money(most) : null },
            StopLoss = null,
        };

        var always = new ShardBook();
        foreach (var happened in scene.Events)
            always.Apply(happened is PlanAdopted adopted && adopted.Plan.Year == scene.Plan.Year
                ? adopted with { Plan = other }
                : happened);

        Assert.Equal(
            Printed.Print((object)always.Totals()), Printed.Print((object)scene.Book.TotalsUnder(other)));
    }

    [Fact]
    public void A_plan_without_a_contract_is_counted_under_one()
    {
        var reviewed = Scenes.With(Benefit.Medical, new HealthPlan { ReviewAbove = Cents.Zero });
        var scene = new Scene(reviewed with { StopLoss = null });
        scene.Send(MadeUpClaims.Original("C-1", MadeUpClaims.Line(12_000m)));

        var under = scene.Book.TotalsUnder(scene.Plan with { StopLoss = Scenes.StopLoss });

        Assert.Equal(
            Scene.Money(2_000m),
            under.Year(scene.Plan.Year).Contract.PendedRiseIn(Scene.MonthOf("2026-03"))!.Amount);
    }

    /// <summary>Two plan years, large, late and pended claims, a void and a replacement, closed months.</summary>
    private static Scene Told()
    {
        var scene = new Scene(Scenes.Standard) { Today = Scene.Day("2027-02-10") };
        scene.Adopt(scene.Plan with
        {
            Year = new PlanYear(scene.Plan.Year.First + 12),
            StopLoss = Scenes.StopLoss with { Basis = new StopLossBasis(24, 12) },
        });
        foreach (var (number, amount, on, paid, member) in ((string, decimal, string, string, string)[])
            [
                ("C-1", 30_000m, "2026-03-01", "2026-03-20", "M-1"), ("C-2", 9_000m, "2026-02-01", "2026-03-20", "M-2"),
                ("C-3", 20_000m, "2026-04-01", "2026-04-20", "M-1"), ("C-4", 700m, "2026-12-20", "2027-01-20", "M-1"),
                ("C-5", 12_000m, "2027-01-05", "2027-01-20", "M-2"),
            ])
            scene.Send(MadeUpClaims.Original(number, MadeUpClaims.Line(amount, on: on)) with
            {
                MemberId = member, Received = Scene.Day(on), PaidDate = Scene.Day(paid),
            });
        foreach (var (number, amount, member) in ((string, decimal, string)[])
            [("C-7", 400_000m, "M-1"), ("C-8", 380_000m, "M-2")])
            scene.Send(MadeUpClaims.Original(number, MadeUpClaims.Line(amount, on: "2026-12-21")) with
            {
                MemberId = member, Received = Scene.Day("2026-12-28"),
            });
        foreach (var month in (string[])["2026-01", "2026-02", "2026-03", "2026-04", "2026-05"]) scene.Close(month);
        scene.Send(MadeUpClaims.Void("C-3"));
        scene.Send(MadeUpClaims.Replacement("C-1", "C-6", MadeUpClaims.Line(28_000m)));
        return scene;
    }
}
