using Aso.Domain.Rules;
using static Aso.Domain.Tests.Rules.MadeUpClaims;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Rules;

/// <summary>Rules 3.20 to 3.24, one row a case; amounts in whole currency units.</summary>
public sealed class PricingTests
{
    [Theory]
    // charge, allowed, in network, discount; A, code of the difference
    [InlineData(100, null, true, 0.30, 70, "CO-45")]
    [InlineData(100, null, false, 0.30, 100, null)]
    [InlineData(100, 60, true, 0.30, 60, "CO-45")]
    [InlineData(100, 60, false, 0.30, 60, "PR-45")]
    [InlineData(100, 140, true, 0.30, 100, null)]
    [InlineData(100, 0, true, 0.30, 0, "CO-45")]
    [InlineData(0.05, null, true, 0.30, 0.04, "CO-45")]
    [InlineData(0.05, null, true, 0.50, 0.03, "CO-45")]
    public void Rule_3_20_prices_a_charge(
        double charge, int? allowed, bool inNetwork, double discount, double expected, string? code)
    {
        var scene = SceneWith(new HealthPlan { NetworkDiscount = (decimal)discount });

        var line = scene.Line(Line((decimal)charge) with
        {
            Allowed = allowed is { } given ? Money(given) : null, InNetwork = inNetwork,
        });

        Assert.Equal(Money((decimal)expected), line.Allowed);
        Assert.Equal(Money((decimal)expected), line.Paid);
        Assert.Equal(code, line.Adjustments.SingleOrDefault().Amount.IsZero ? null : line.Adjustments[0].Code);
        Assert.Equal(Rule.Of(3, 20), line.Rule);
    }

    [Theory]
    // A, copay, deductible left, coinsurance, out-of-pocket left; c, d, k
    [InlineData(900, 25, 300, 0.2, 250, 25, 225, 0)]
    [InlineData(900, 25, 300, 0.2, 400, 25, 300, 75)]
    [InlineData(900, 25, 300, 0.2, 20, 20, 0, 0)]
    [InlineData(900, 25, 300, 0.2, 0, 0, 0, 0)]
    [InlineData(900, 25, 300, 0.2, null, 25, 300, 115)]
    [InlineData(20, 25, 300, 0.2, null, 20, 0, 0)]
    [InlineData(100, 25, 300, 0.2, null, 25, 75, 0)]
    [InlineData(0.05, 0, 0, 0.5, null, 0, 0, 0.03)]
    [InlineData(0, 25, 300, 0.2, null, 0, 0, 0)]
    public void Rule_3_21_shares_a_cost(
        double allowed, double copay, double deductibleLeft, double coinsurance, int? outOfPocketLeft,
        double c, double d, double k)
    {
        var share = CostShare.Calculate(
            Money((decimal)allowed), Money((decimal)copay), Money((decimal)deductibleLeft), (decimal)coinsurance,
            outOfPocketLeft is { } left ? Money(left) : null);

        Assert.Equal(new CostShare(Money((decimal)c), Money((decimal)d), Money((decimal)k)), share);
    }

    [Fact]
    public void Rule_3_21_takes_a_copay_once_per_claim_and_service_on_its_first_line_not_denied()
    {
        var visit = Line(50m, "A1");
        var scene = SceneWith(new HealthPlan
        {
            Copay = Money(10m),
            Services =
            [
                MadeUpPlans.Service("visit", "A0", "A9") with { Copay = Money(30m) },
                MadeUpPlans.Service("test", "B0", "B9") with { Copay = Money(5m), Authorization = true },
            ],
        });

        var decision = scene.Send(Original(
            "C-1",
            Line(20m, "A1"),
            visit with { LineNumber = 2, Procedure = "A2" },
            Line(40m, "B1", number: 3),
            Line(40m, "B2", number: 4) with { Authorized = true },
            Line(40m, "Z1", number: 5),
            Line(41m, null, number: 6)));

        Assert.Equal([20m, 0m, 0m, 5m, 10m, 0m], decision.Lines.Select(line => line.Copay.Amount));
    }

    [Fact]
    public void Rule_3_21_falls_back_to_the_benefit_where_the_service_is_silent()
    {
        var scene = SceneWith(new HealthPlan
        {
            Coinsurance = 0.2m,
            Copay = Money(10m),
            Deductible = new Deductible(new Limit(Money(100m), null), DeductibleKind.Embedded),
            Services =
            [
                MadeUpPlans.Service("silent", "A1"),
                MadeUpPlans.Service("speaking", "A2") with { Copay = Cents.Zero, Coinsurance = 0.5m, Deductible = false },
                MadeUpPlans.Service("later", "A1"),
            ],
        });

        var silent = scene.Line(Line(210m, "A1"));
        var speaking = scene.Line(Line(210m, "A2"));

        Assert.Equal((10m, 100m, 20m), Shares(silent));
        Assert.Equal((0m, 0m, 105m), Shares(speaking));
        Assert.Equal(["PR-3", "PR-1", "PR-2"], silent.Adjustments.Select(adjustment => adjustment.Code));
    }

    [Fact]
    public void Rule_3_21_accumulates_over_the_lines_of_a_claim_and_over_claims_by_benefit_and_plan_year()
    {
        var scene = SceneWith(new HealthPlan
        {
            Deductible = new Deductible(new Limit(Money(100m), null), DeductibleKind.Embedded),
            Coinsurance = 0.5m,
            OutOfPocketMaximum = new Limit(Money(150m), null),
        });

        var first = scene.Send(Original("C-1", Line(70m), Line(80m, number: 2)));
        var second = scene.Send(Original("C-2", Line(100m)));

        Assert.Equal([(0m, 70m, 0m), (0m, 30m, 25m)], first.Lines.Select(Shares));
        Assert.Equal((0m, 0m, 25m), Shares(second.Lines[0]));
        Assert.Equal(Money(75m), second.Paid);
        Assert.Equal((100m, 150m), (scene.Accumulators().Deductible.Amount, scene.Accumulators().OutOfPocket.Amount));
        Assert.Equal(Cents.Zero, scene.Accumulators(benefit: Benefit.Dental).Deductible);
    }

    [Theory]
    // kind, members' deductible met by another, expected deductible of M-1 on 5,000
    [InlineData(DeductibleKind.Embedded, 1_500, true, 1_500)]
    [InlineData(DeductibleKind.Embedded, 2_000, true, 1_000)]
    [InlineData(DeductibleKind.Aggregate, 1_500, true, 1_500)]
    [InlineData(DeductibleKind.Aggregate, 500, true, 2_500)]
    [InlineData(DeductibleKind.Aggregate, 0, true, 3_000)]
    [InlineData(DeductibleKind.Aggregate, 0, false, 1_500)]
    public void Rule_3_22_a_family_shares_its_deductible(
        DeductibleKind kind, int metByOther, bool moreThanOneCovered, int expected)
    {
        var terms = new HealthPlan
        {
            Deductible = new Deductible(new Limit(Money(2_000m), Money(3_000m)), kind),
        };
        if (kind == DeductibleKind.Aggregate || metByOther == 1_500)
            terms = terms with { Deductible = terms.Deductible with { Limit = new(Money(1_500m), Money(3_000m)) } };
        var scene = SceneWith(terms);
        if (metByOther > 0) scene.Line(Line(metByOther), member: "M-2");
        if (!moreThanOneCovered)
            scene.Enroll("M-2", relationship: Relationship.Spouse, termination: "2026-02-01");

        Assert.Equal(Money(expected), scene.Line(Line(5_000m)).Deductible);
    }

    [Fact]
    public void Rule_3_22_keeps_the_out_of_pocket_maximum_embedded()
    {
        var scene = SceneWith(new HealthPlan
        {
            Coinsurance = 1m,
            OutOfPocketMaximum = new Limit(Money(600m), Money(1_000m)),
            Deductible = new Deductible(new Limit(Money(100m), Money(2_000m)), DeductibleKind.Aggregate),
        });

        Assert.Equal(Money(600m), scene.Line(Line(5_000m)).Deductible);
        Assert.Equal(Money(400m), scene.Line(Line(5_000m), member: "M-2").Deductible);
    }

    [Fact]
    public void Rule_3_23_cuts_at_the_annual_maximum_of_each_member()
    {
        var scene = SceneWith(new HealthPlan
        {
            AnnualMaximum = Money(1_000m),
            Coinsurance = 0.5m,
            Services = [MadeUpPlans.Service("outside", "A1") with { OutsideMaximum = true, Coinsurance = 0m }],
        });

        var outside = scene.Line(Line(5_000m, "A1"));
        var cut = scene.Send(Original("C-9", Line(1_200m), Line(1_000m, number: 2)));
        var used = scene.Line(Line(500m));
        var other = scene.Line(Line(500m), member: "M-2");

        Assert.Equal(Money(5_000m), outside.Paid);
        Assert.Equal([600m, 400m], cut.Lines.Select(line => line.Paid.Amount));
        Assert.Equal(["PR-2 500.00", "PR-119 100.00"], Codes(cut.Lines[1]));
        Assert.Equal(Rule.Of(3, 23), cut.Lines[1].Rule);
        Assert.Equal(Cents.Zero, used.Paid);
        Assert.False(used.Denied);
        Assert.Equal(Money(250m), other.Paid);
        Assert.Equal(Money(1_000m), scene.Accumulators().AnnualMaximumUsed);
    }

    [Fact]
    public void Rule_3_23_cuts_after_the_other_payer()
    {
        var scene = SceneWith(new HealthPlan { AnnualMaximum = Money(200m) });

        var line = scene.Line(Line(1_000m) with { OtherPaid = Money(700m) });

        Assert.Equal(Money(200m), line.Paid);
        Assert.Equal(["OA-23 700.00", "PR-119 100.00"], Codes(line));
    }

    [Theory]
    // coordination, other paid; paid, owed copay, deductible, coinsurance, OA-23; A = 1,000, copay 50, deductible 150
    [InlineData(Coordination.Standard, 100, 640, 50, 150, 60, 100)]
    [InlineData(Coordination.Standard, 700, 300, 0, 0, 0, 700)]
    [InlineData(Coordination.Standard, 1_000, 0, 0, 0, 0, 1_000)]
    [InlineData(Coordination.Standard, 1_300, 0, 0, 0, 0, 1_000)]
    [InlineData(Coordination.Standard, 250, 640, 50, 60, 0, 250)]
    [InlineData(Coordination.CarveOut, 100, 540, 50, 150, 160, 100)]
    [InlineData(Coordination.CarveOut, 700, 0, 50, 150, 100, 700)]
    [InlineData(Coordination.CarveOut, 980, 0, 20, 0, 0, 980)]
    [InlineData(Coordination.CarveOut, 1_300, 0, 0, 0, 0, 1_000)]
    [InlineData(Coordination.Maintenance, 100, 560, 50, 150, 140, 100)]
    [InlineData(Coordination.Maintenance, 900, 0, 50, 50, 0, 900)]
    [InlineData(Coordination.Maintenance, 1_300, 0, 0, 0, 0, 1_000)]
    public void Rule_3_24_pays_as_the_second_payer(
        Coordination coordination, int otherPaid, int paid, int copay, int deductible, int coinsurance, int otherPayer)
    {
        var scene = SceneWith(new HealthPlan
        {
            Coordination = coordination,
            Copay = Money(50m),
            Deductible = new Deductible(new Limit(Money(150m), null), DeductibleKind.Embedded),
            Coinsurance = 0.2m,
        });

        var line = scene.Line(Line(1_000m) with { OtherPaid = Money(otherPaid) });

        Assert.Equal(Money(paid), line.Paid);
        Assert.Equal(
            (copay, deductible, coinsurance, otherPayer),
            ((int)Adjusted("PR-3"), (int)Adjusted("PR-1"), (int)Adjusted("PR-2"), (int)Adjusted("OA-23")));
        Assert.Equal(Rule.Of(3, 24), line.Rule);
        if (coordination != Coordination.Maintenance) Assert.Equal((50m, 150m, 160m), Shares(line));
        Assert.Equal(line.Copay + line.Deductible + line.Coinsurance, scene.Accumulators().OutOfPocket);

        decimal Adjusted(string code) => line.Adjustments.SingleOrDefault(one => one.Code == code).Amount.Amount;
    }

    internal static IEnumerable<string> Codes(LineDecision line) =>
        line.Adjustments.Select(adjustment => $"{adjustment.Code} {adjustment.Amount}");

    private static Scene SceneWith(HealthPlan terms) => new(MadeUpPlans.With(Benefit.Medical, terms));

    private static (decimal Copay, decimal Deductible, decimal Coinsurance) Shares(LineDecision line) =>
        (line.Copay.Amount, line.Deductible.Amount, line.Coinsurance.Amount);
}
