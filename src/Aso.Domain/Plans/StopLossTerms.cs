using Aso.Domain.Values;

namespace Aso.Domain.Plans;

/// <summary>The stop-loss contract of a plan year (rules 4.1–4.7). Either half may be absent.</summary>
public sealed record StopLossTerms
{
    public required string Carrier { get; init; }

    /// <summary>Of a half that has none of its own.</summary>
    public required StopLossBasis Basis { get; init; }

    /// <summary>For a paid basis: the first incurred date it covers (rule 4.1).</summary>
    public DateOnly OriginalEffective { get; init; }

    /// <summary>Diagnoses that the carrier wants to hear of (rule 4.11).</summary>
    public IReadOnlyList<TriggerCategory> Triggers { get; init; } = [];

    /// <summary>A longer stay, in days, is a trigger of its own (rule 4.11); null: none is.</summary>
    public int? ConfinementDays { get; init; }

    /// <summary>Days after the specific's paid window to file with the carrier (rule 4.12); null: no limit.</summary>
    public int? FilingDays { get; init; }

    public SpecificStopLoss? Specific { get; init; }

    public AggregateStopLoss? Aggregate { get; init; }

    /// <summary>The basis of a half: its own, else the contract's (rule 4.1).</summary>
    public StopLossBasis BasisOf(ContractHalf half) =>
        (half == ContractHalf.Specific ? Specific?.Basis : Aggregate?.Basis) ?? Basis;

    /// <summary>The benefits that either half covers.</summary>
    public BenefitSet Benefits => (Specific?.Benefits ?? default).Union(Aggregate?.Benefits ?? default);

    /// <summary>Months that a half's paid window is longer where the plan year is terminated (rule 4.9).</summary>
    public int TerminalMonthsOf(ContractHalf half) =>
        (half == ContractHalf.Specific ? Specific?.TerminalMonths : Aggregate?.TerminalMonths) ?? 0;

    /// <summary>The benefits of a half; null: the contract has no such half.</summary>
    public BenefitSet? BenefitsOf(ContractHalf half) =>
        half == ContractHalf.Specific ? Specific?.Benefits : Aggregate?.Benefits;
}

/// <summary>A half of a stop-loss contract (section 1).</summary>
public enum ContractHalf : byte
{
    Specific,
    Aggregate,
}

/// <summary>
/// <c>A/B</c> — incurred within A months, paid within B — or <c>paid</c>, where both are null (rule 4.1).
/// </summary>
public sealed record StopLossBasis(int? IncurredMonths, int? PaidMonths)
{
    public static StopLossBasis Paid { get; } = new(null, null);

    public override string ToString() => IncurredMonths is null ? "paid" : $"{IncurredMonths}/{PaidMonths}";
}

/// <summary>A category of diagnoses (rule 4.11).</summary>
/// <param name="Category">Never <see cref="Confinement"/>, which long stays have.</param>
/// <param name="Codes">Diagnosis codes or their beginnings, matched without dots and case.</param>
public sealed record TriggerCategory(string Category, IReadOnlyList<string> Codes)
{
    public const string Confinement = "confinement";
}

/// <summary>Whose claims the specific adds up (section 1).</summary>
public enum SpecificUnit : byte
{
    Member,

    /// <summary>The whole family, under the subscriber's id.</summary>
    Subscriber,
}

public sealed record SpecificStopLoss
{
    public SpecificUnit Per { get; init; }

    /// <summary>Null: the contract's (rule 4.1).</summary>
    public StopLossBasis? Basis { get; init; }

    public required Cents Deductible { get; init; }

    public required BenefitSet Benefits { get; init; }

    /// <summary>A higher deductible for a named unit.</summary>
    public IReadOnlyDictionary<string, Cents> Lasers { get; init; } = new Dictionary<string, Cents>();

    public Cents AggregatingDeductible { get; init; }

    /// <summary>The part of the excess the carrier pays, 0 to 1.</summary>
    public decimal Reimbursement { get; init; } = 1m;

    /// <summary>Per unit; null: no maximum.</summary>
    public Cents? Maximum { get; init; }

    /// <summary>
    /// What counts at most, per unit, of claims incurred before the plan year (rule 4.8); null: no maximum.
    /// </summary>
    public Cents? RunInMaximum { get; init; }

    /// <summary>The part of the deductible at which notice is given (rule 4.4).</summary>
    public decimal NoticeAt { get; init; } = 0.5m;

    /// <summary>Whether the carrier pays in advance of its report (rule 4.10).</summary>
    public bool AdvanceFunding { get; init; }

    /// <summary>Months that the paid window is longer where the plan year is terminated (rule 4.9).</summary>
    public int TerminalMonths { get; init; }

    /// <summary>The unit's own deductible: the laser, else the plan's.</summary>
    public Cents DeductibleOf(string unitId) => Lasers.TryGetValue(unitId, out var laser) ? laser : Deductible;
}

public sealed record AggregateStopLoss
{
    /// <summary>Null: the contract's (rule 4.1).</summary>
    public StopLossBasis? Basis { get; init; }

    public required BenefitSet Benefits { get; init; }

    /// <summary>Per enrolled subscriber of each tier and month.</summary>
    public required TierAmounts MonthlyFactor { get; init; }

    public decimal MinimumPercent { get; init; }

    public Cents MinimumAmount { get; init; }

    public decimal Reimbursement { get; init; } = 1m;

    /// <summary>Null: no maximum.</summary>
    public Cents? Maximum { get; init; }

    public bool Accommodation { get; init; }

    public bool LasersCountTowardAggregate { get; init; }

    /// <summary>
    /// Months that the paid window is longer, and the attachment higher, where the plan year is terminated (rule 4.9).
    /// </summary>
    public int TerminalMonths { get; init; }
}
