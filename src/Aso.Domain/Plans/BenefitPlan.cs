using Aso.Domain.Values;

namespace Aso.Domain.Plans;

/// <summary>The terms of one benefit.</summary>
public abstract record BenefitPlan
{
    /// <summary>Null: no limit (rule 3.6).</summary>
    public int? TimelyFilingDays { get; init; }

    /// <summary>A claim charged strictly above it waits for a decision (rule 3.12); null: never.</summary>
    public Cents? ReviewAbove { get; init; }

    /// <summary>Months of unbroken coverage before a service is covered (rule 3.10), unless the service has its own.</summary>
    public int WaitingMonths { get; init; }

    /// <summary>Whether a line needs an authorization (rule 3.9), unless the service has its own setting.</summary>
    public bool Authorization { get; init; }
}

/// <summary>Medical, pharmacy, dental and vision.</summary>
public sealed record HealthPlan : BenefitPlan
{
    /// <summary>Null: no deductible.</summary>
    public Deductible? Deductible { get; init; }

    public decimal Coinsurance { get; init; }

    public Cents Copay { get; init; }

    /// <summary>Always embedded (rule 3.22); null: no maximum.</summary>
    public Limit? OutOfPocketMaximum { get; init; }

    /// <summary>Per member and plan year (rule 3.23); null: none.</summary>
    public Cents? AnnualMaximum { get; init; }

    public decimal NetworkDiscount { get; init; }

    public Coordination Coordination { get; init; }

    /// <summary>Visits a member may have of one service in a plan year (rule 3.11); null: no limit.</summary>
    public int? Visits { get; init; }

    /// <summary>
    /// The first that covers a line's codes counts; a line that none covers is the nameless service's.
    /// </summary>
    public IReadOnlyList<Service> Services { get; init; } = [];
}

public enum Coordination : byte
{
    Standard,
    CarveOut,
    Maintenance,
}

/// <summary>A limit for a person and, where there is one, for the family.</summary>
public sealed record Limit(Cents Individual, Cents? Family);

public enum DeductibleKind : byte
{
    Embedded,
    Aggregate,
}

public sealed record Deductible(Limit Limit, DeductibleKind Kind);

/// <summary>
/// One deductible, one out-of-pocket maximum, or both, of several health benefits, in place of their own (rule 3.31).
/// </summary>
public sealed record SharedLimit(BenefitSet Benefits, Deductible? Deductible, Limit? OutOfPocketMaximum);

/// <summary>The limits of a benefit's cost share, and the benefits over which each is one (rule 3.31).</summary>
/// <param name="DeductibleOver">The benefit alone, or those that share the deductible with it.</param>
/// <param name="MaximumOver">The same for the out-of-pocket maximum.</param>
public sealed record CostShareLimits(
    Deductible? Deductible, BenefitSet DeductibleOver, Limit? OutOfPocketMaximum, BenefitSet MaximumOver);

/// <summary>A service rule; what it leaves out (null) falls back to the benefit's.</summary>
public sealed record Service
{
    public required string Name { get; init; }

    /// <summary>What it covers, beside <see cref="RevenueCodes"/>: one of the two is not empty.</summary>
    public IReadOnlyList<ProcedureRange> Procedures { get; init; } = [];

    /// <summary>Of four digits.</summary>
    public IReadOnlyList<ProcedureRange> RevenueCodes { get; init; } = [];

    public bool Covered { get; init; } = true;

    public Cents? Copay { get; init; }

    public decimal? Coinsurance { get; init; }

    /// <summary>False: the service waives the deductible.</summary>
    public bool Deductible { get; init; } = true;

    public int? Visits { get; init; }

    public bool? Authorization { get; init; }

    public int? WaitingMonths { get; init; }

    public bool OutsideMaximum { get; init; }

    /// <summary>By either code of a line.</summary>
    public bool Covers(string? procedure, string? revenueCode = null) =>
        Contain(Procedures, procedure) || Contain(RevenueCodes, revenueCode);

    private static bool Contain(IReadOnlyList<ProcedureRange> ranges, string? code)
    {
        if (code is null) return false;
        foreach (var range in ranges)
            if (range.Contains(code)) return true;
        return false;
    }
}

/// <summary>Codes from first to last, both included, by character order of codes of equal length.</summary>
public sealed record ProcedureRange(string First, string Last)
{
    public bool Contains(string procedure)
    {
        return procedure.Length == First.Length
            && string.CompareOrdinal(First, procedure) <= 0
            && string.CompareOrdinal(procedure, Last) <= 0;
    }
}

/// <summary>A family's account for what its members still owe on other claims (rule 3.32).</summary>
public sealed record SpendingAccountPlan : BenefitPlan
{
    /// <summary>A plan year's, by the subscriber's tier.</summary>
    public required TierAmounts Credit { get; init; }

    /// <summary>Whether what is left lasts through the next plan year.</summary>
    public bool CarryForward { get; init; }
}

/// <summary>Days from the start of a disability before it is paid, by cause.</summary>
public sealed record EliminationDays(int Injury, int Sickness)
{
    public int For(DisabilityCause cause) => cause == DisabilityCause.Injury ? Injury : Sickness;
}

/// <summary>What both disability benefits have.</summary>
public abstract record DisabilityPlan : BenefitPlan
{
    /// <summary>Days after its last day through which a disability is still open (rule 5.11).</summary>
    public int OpenDays { get; init; } = 31;

    /// <summary>
    /// The factor of the n-th week or month that remains, each from 0 to 1, the last one repeated (rule 5.11); null:
    /// no table.
    /// </summary>
    public IReadOnlyList<decimal>? Continuation { get; init; }
}

/// <summary>Short-term disability (rule 3.26).</summary>
public sealed record ShortTermDisabilityPlan : DisabilityPlan
{
    public decimal Percent { get; init; }

    public Cents WeeklyMaximum { get; init; }

    public required EliminationDays EliminationDays { get; init; }

    public int MaximumWeeks { get; init; }
}

/// <summary>Long-term disability (rule 3.27).</summary>
public sealed record LongTermDisabilityPlan : DisabilityPlan
{
    public decimal Percent { get; init; }

    public Cents MonthlyMaximum { get; init; }

    public required EliminationDays EliminationDays { get; init; }

    public int MaximumMonths { get; init; }

    public int MinimumEmployees { get; init; } = 500;
}

public enum DisabilityCause : byte
{
    Injury,
    Sickness,
}
