using Aso.Domain.Tests.Rules;
using Scenes = Aso.Domain.Tests.Rules.MadeUpPlans;

namespace Aso.Domain.Tests.StopLossRules;

/// <summary>Rules 2.2, 4.8, 4.13 and 5.16: whose plan year and division a unit's reimbursement is.</summary>
public sealed class SharesTests
{
    private const string East = "East";
    private const string North = "North";

    private static readonly Plan Free = Scenes.With(Benefit.Medical, new HealthPlan());

    private static readonly PlanYear First = Free.Year;

    private static readonly PlanYear Next = new(Free.Year.First + 12);

    [Fact]
    public void A_cent_between_equal_plan_years_is_the_earlier_ones()
    {
        var half = HalfPosition.Share(
            Next, new Cents(1), new Dictionary<PlanYear, Cents> { [Next] = new Cents(5), [First] = new Cents(5) },
            received: new Cents(1), denied: Cents.Zero);

        Assert.Equal(new HalfAmounts(new Cents(1), new Cents(1), Cents.Zero), half.ByYear[First]);
        Assert.Equal(default, half.ByYear[Next]);
    }

    [Fact]
    public void A_familys_lines_of_several_divisions_are_of_one_year_and_no_run_in()
    {
        // 2,000 and 12,000 are 4,000 above the deductible; 1,000 more are 5,000. A run-in would count up to 500.
        var scene = Family(Under(Free, terms => terms with { RunInMaximum = Scene.Money(500m) }));
        Send(scene, "M-1", 2_000m, "2026-03-01");
        Send(scene, "M-2", 12_000m, "2026-03-01");
        Assert.Equal(Scene.Money(4_000m), Contract(scene, First).SpecificReimbursable);

        Send(scene, "M-1", 1_000m, "2026-03-02");

        Assert.Equal(Scene.Money(5_000m), Contract(scene, First).SpecificReimbursable);
        // What is voided again counts in no part.
        Send(scene, "M-2", 700m, "2026-03-03");
        scene.Send(MadeUpClaims.Void("C-M-2-2026-03-03") with { MemberId = "M-2" });

        // By 3,000 and 12,000.
        Assert.Equal(Parts((East, 1_000m), (North, 4_000m)), Contract(scene, First).SpecificByDivision![First]);
    }

    [Theory]
    // deductible; of 24,000, what of the excess is of 2026 and of 2027
    [InlineData(23_999.99, 0.01, 0)]
    [InlineData(23_999.97, 0.02, 0.01)]
    [InlineData(14_000, 5_000, 5_000)]
    public void A_plan_years_part_goes_by_its_lines_of_all_divisions(double deductible, double first, double next)
    {
        var contract = Contract(RunIn(deductible), Next);

        Assert.Equal(Scene.Money((decimal)first), contract.SpecificByYear[First]);
        Assert.Equal(Scene.Money((decimal)next), contract.SpecificByYear.GetValueOrDefault(Next));
    }

    [Fact]
    public void A_plan_years_part_is_shared_over_the_divisions_of_its_own_lines()
    {
        // 5,000 of 2026 by 6,000 and 6,000; 5,000 of 2027 wholly East's.
        var contract = Contract(RunIn(14_000), Next);

        Assert.Equal(Parts((East, 2_500m), (North, 2_500m)), contract.SpecificByDivision![First]);
        Assert.Equal(Parts((East, 5_000m)), contract.SpecificByDivision[Next]);
    }

    /// <summary>A family's 6,000 of East and 6,000 of North in 2026, and 12,000 of East in 2027; all paid in 2027.</summary>
    private static Scene RunIn(double deductible)
    {
        var plan = Under(Free, terms => terms with { Deductible = Scene.Money((decimal)deductible) });
        var scene = Family(Free with { StopLoss = null });
        scene.Adopt(plan with { Year = Next, StopLoss = plan.StopLoss! with { Basis = new StopLossBasis(24, 12) } });
        scene.Today = Scene.Day("2027-01-15");
        Send(scene, "M-1", 6_000m, "2026-12-20");
        Send(scene, "M-2", 6_000m, "2026-12-20");
        Send(scene, "M-1", 12_000m, "2027-01-05");
        return scene;
    }

    private static Scene Family(Plan plan)
    {
        var scene = new Scene(plan, enrolled: false);
        scene.Enroll("M-1", division: East);
        scene.Enroll("M-2", relationship: Relationship.Spouse, division: North);
        return scene;
    }

    private static Plan Under(Plan plan, Func<SpecificStopLoss, SpecificStopLoss> change) => plan with
    {
        StopLoss = Scenes.StopLoss with
        {
            Specific = change(Scenes.StopLoss.Specific! with { Per = SpecificUnit.Subscriber }), Aggregate = null,
        },
    };

    private static void Send(Scene scene, string member, decimal charge, string on) => scene.Send(
        MadeUpClaims.Original($"C-{member}-{on}", MadeUpClaims.Line(charge, on: on)) with { MemberId = member });

    private static ContractTotals Contract(Scene scene, PlanYear year) => scene.Book.Totals().Year(year).Contract;

    private static SortedDictionary<string, Fraction> Parts(params (string Division, decimal Amount)[] parts) =>
        new(parts.ToDictionary(part => part.Division, part => Fraction.Of(Scene.Money(part.Amount))));
}
