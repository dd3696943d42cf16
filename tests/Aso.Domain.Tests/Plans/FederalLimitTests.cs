using System.Text.Json;
using Aso.Domain.Tests.Rules;

namespace Aso.Domain.Tests.PlanTerms;

/// <summary>Rule 3.33, with its worked cases: the limit of 2026 is 10,600 / 21,200.</summary>
public sealed class FederalLimitTests
{
    private static readonly BenefitSet Both = BenefitSet.Of([Benefit.Medical, Benefit.Pharmacy]);

    private static readonly HealthPlan Unlimited = new();

    public static TheoryData<string, bool> Cases() => new()
    {
        { "shared, at the limit", false },
        { "shared, a cent above", true },
        { "their sum at the limit", false },
        { "their sum a dollar above", true },
        { "pharmacy without a maximum", true },
        { "no pharmacy", false },
        { "the family alone above", true },
        { "no family maximum", true },
        { "one shared with dental, one of its own, above", true },
        { "medical without any", true },
        { "another currency", false },
        { "no medical", false },
        { "a year without a limit", false },
        { "the year before, above", true },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rule_3_33_warns_above_the_federal_limit(string title, bool warned)
    {
        Assert.Equal(warned, FederalLimit.Check(PlanOf(title), FederalLimit.Known) is not null);
    }

    [Fact]
    public void Federal_limit_of_2026()
    {
        var example = WorkedExamples.Find("federal limit of 2026");

        var warned = example.Given.GetProperty("plans").EnumerateArray()
            .Select(plan => FederalLimit.Check(PlanOf(plan), FederalLimit.Known) is not null);

        Assert.Equal(example.Expect.GetProperty("warned").EnumerateArray().Select(one => one.GetBoolean()), warned);
    }

    [Fact]
    public void The_warning_says_what_is_above_what()
    {
        Assert.Equal(
            new FederalLimitWarning(2026, Of(10_600m, 21_200m), Money(10_601m), Money(21_200m), IsShared: false),
            FederalLimit.Check(PlanOf("their sum a dollar above"), FederalLimit.Known));
        Assert.Equal(
            new FederalLimitWarning(2026, Of(10_600m, 21_200m), null, null, IsShared: false),
            FederalLimit.Check(PlanOf("pharmacy without a maximum"), FederalLimit.Known));
        Assert.True(FederalLimit.Check(PlanOf("shared, a cent above"), FederalLimit.Known)!.IsShared);
    }

    [Fact]
    public void The_table_may_be_extended()
    {
        var plan = PlanOf("a year without a limit");
        var limits = new Dictionary<int, Limit>(FederalLimit.Known) { [2027] = Of(12_000m, 24_000m) };

        Assert.Equal(2027, FederalLimit.Check(plan, limits)?.Year);
    }

    private static Plan PlanOf(string title) => title switch
    {
        "shared, at the limit" => Sharing(Both, Of(10_600m, 21_200m)),
        "shared, a cent above" => Sharing(Both, Of(10_600.01m, 21_200m)),
        "their sum at the limit" => With(Of(6_000m, 12_000m), Of(4_600m, 9_200m)),
        "their sum a dollar above" => With(Of(6_000m, 12_000m), Of(4_601m, 9_200m)),
        "pharmacy without a maximum" => With(Of(6_000m, 12_000m), null),
        "no pharmacy" => Offering((Benefit.Medical, Limited(Of(10_600m, 21_200m)))),
        "the family alone above" => With(Of(6_000m, 12_000m), Of(4_600m, 9_200.01m)),
        "no family maximum" => Offering((Benefit.Medical, Limited(new Limit(Money(5_000m), null)))),
        "one shared with dental, one of its own, above" =>
            Sharing(BenefitSet.Of([Benefit.Medical, Benefit.Dental]), Of(6_000m, 12_000m), Of(4_601m, 9_200m)),
        "medical without any" => Offering((Benefit.Medical, Unlimited)),
        "another currency" => With(null, null) with { Currency = "CAD" },
        "no medical" => Offering((Benefit.Pharmacy, Unlimited)),
        "a year without a limit" => With(null, null) with { Year = new PlanYear(Month.Of(2027, 1)) },
        "the year before, above" => With(Of(9_000m, 18_000m), Of(201m, 400m)) with
        {
            Year = new PlanYear(Month.Of(2025, 12)),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(title)),
    };

    private static Plan PlanOf(JsonElement plan)
    {
        if (plan.TryGetProperty("shared", out var shared)) return Sharing(Both, LimitOf(shared)!);
        return plan.TryGetProperty("pharmacy", out var pharmacy)
            ? With(LimitOf(plan.GetProperty("medical")), LimitOf(pharmacy))
            : Offering((Benefit.Medical, Limited(LimitOf(plan.GetProperty("medical")))));
    }

    private static Limit? LimitOf(JsonElement amounts) => amounts.ValueKind == JsonValueKind.Null
        ? null
        : Of(amounts[0].GetDecimal(), amounts[1].GetDecimal());

    private static Plan With(Limit? medical, Limit? pharmacy) =>
        Offering((Benefit.Medical, Limited(medical)), (Benefit.Pharmacy, Limited(pharmacy)));

    private static Plan Sharing(BenefitSet benefits, Limit maximum, Limit? pharmacy = null) =>
        With(null, pharmacy) with { SharedLimits = [new SharedLimit(benefits, null, maximum)] };

    private static Plan Offering(params (Benefit Benefit, HealthPlan Terms)[] benefits) => MadeUpPlans.Standard with
    {
        Benefits = benefits.ToDictionary(one => one.Benefit, BenefitPlan (one) => one.Terms),
    };

    private static HealthPlan Limited(Limit? maximum) => Unlimited with { OutOfPocketMaximum = maximum };

    private static Cents Money(decimal amount) => Cents.FromAmount(amount);

    private static Limit Of(decimal individual, decimal family) => new(Money(individual), Money(family));
}
