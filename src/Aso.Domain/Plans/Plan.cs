using Aso.Domain.Values;

namespace Aso.Domain.Plans;

/// <summary>
/// The terms of one employer's plan for one plan year, as its document says them (files.md section 2), already checked.
/// Amounts by tier are in the order of <see cref="Tiers"/>.
/// </summary>
public sealed record Plan
{
    public required string Employer { get; init; }

    public required string Name { get; init; }

    public required PlanYear Year { get; init; }

    /// <summary>Months after the plan year in which its claims may still be paid.</summary>
    public int RunOutMonths { get; init; }

    public int? Employees { get; init; }

    /// <summary>Days from its received date for which a claim waits for the enrollment of its member (rule 3.34).</summary>
    public int AwaitMemberDays { get; init; }

    public required string Currency { get; init; }

    /// <summary>IANA name; months and the business date are in it.</summary>
    public required string TimeZone { get; init; }

    public required IReadOnlyList<string> Tiers { get; init; }

    /// <summary>Monthly, per enrolled subscriber of each tier.</summary>
    public required TierAmounts AdministrationFees { get; init; }

    /// <summary>Monthly, per enrolled subscriber of each tier.</summary>
    public required TierAmounts StopLossPremium { get; init; }

    public required Funding Funding { get; init; }

    public required IReadOnlyDictionary<Benefit, BenefitPlan> Benefits { get; init; }

    public StopLossTerms? StopLoss { get; init; }

    public FullyInsured? FullyInsured { get; init; }

    public BenefitSet Offered => BenefitSet.Of(Benefits.Keys);

    /// <summary>The last month in which claims of the plan year may be posted before rule 3.6 denies them.</summary>
    public Month LastRunOutMonth => Year.Last + RunOutMonths;
}

/// <summary>An amount for each tier, in the order of the plan's tiers.</summary>
public sealed record TierAmounts(IReadOnlyList<Cents> Amounts)
{
    /// <summary>Σ tiers (count × amount).</summary>
    public Cents For(IReadOnlyList<long> countsByTier)
    {
        var sum = Cents.Zero;
        for (var tier = 0; tier < countsByTier.Count; tier++) sum += Amounts[tier] * countsByTier[tier];
        return sum;
    }
}

public enum FundingMethod : byte
{
    Level,
    PayAsYouGo,
}

public enum SurplusDisposition : byte
{
    Refund,
    CreditNextYear,
    Reserve,
}

public enum DeficitDisposition : byte
{
    Bill,
    CarryForward,
}

public sealed record Funding
{
    public FundingMethod Method { get; init; }

    /// <summary>With level funding, per enrolled subscriber of each tier; null with pay-as-you-go.</summary>
    public TierAmounts? MonthlyDeposit { get; init; }

    public Cents OpeningBalance { get; init; }

    public Cents PriorDeficit { get; init; }

    /// <summary>Days of average paid claims held as IBNR until there is enough data for a triangle (rule 5.6).</summary>
    public int ReserveDays { get; init; } = 45;

    public Cents ReserveKept { get; init; }

    public decimal EmployerShare { get; init; } = 1m;

    public SurplusDisposition Surplus { get; init; }

    public DeficitDisposition Deficit { get; init; }
}

public sealed record FullyInsured(TierAmounts MonthlyPremium, decimal TargetLossRatio);

/// <summary>A plan document in force for its plan year.</summary>
/// <param name="Version">1 for the first document of its plan year.</param>
public sealed record AdoptedPlan(Plan Plan, int Version, DateOnly On);
