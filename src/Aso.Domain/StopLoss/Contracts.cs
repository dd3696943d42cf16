using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.StopLoss;

/// <summary>Why a line is outside its own plan year's contract (rule 4.1).</summary>
public enum GapReason : byte
{
    /// <summary>Before the contract's first incurred date.</summary>
    IncurredBefore,

    /// <summary>Before the contract's first paid date.</summary>
    PaidBefore,

    /// <summary>After the contract's last paid date.</summary>
    PaidAfter,
}

/// <summary>
/// The stop-loss contracts of an employer. Each half takes lines by itself (rule 4.1).
/// </summary>
public sealed class Contracts
{
    private readonly HalfContracts[] _halves;

    public Contracts(IEnumerable<Plan> plans)
    {
        var known = plans.ToList();
        Specific = new HalfContracts(known, ContractHalf.Specific);
        Aggregate = new HalfContracts(known, ContractHalf.Aggregate);
        _halves = [Specific, Aggregate];
    }

    public HalfContracts Specific { get; }

    public HalfContracts Aggregate { get; }

    /// <summary>Whether a half of the plan year that a line is incurred in covers its benefit.</summary>
    public bool IsMeantToBeCovered(Benefit benefit, DateOnly incurred) =>
        Array.Exists(_halves, half => half.IsMeantToCover(benefit, incurred));

    /// <summary>The halves that were meant to cover a line and miss it (rule 4.1).</summary>
    public IEnumerable<ContractHalf> Missed(Benefit benefit, DateOnly incurred, DateOnly paidDate) =>
        from half in Enum.GetValues<ContractHalf>()
        where _halves[(int)half].Misses(benefit, incurred, paidDate)
        select half;

    /// <summary>Why a half that was meant to cover a line misses it; null: none does.</summary>
    public GapReason? WhyUncovered(Benefit benefit, DateOnly incurred, DateOnly paidDate) =>
        Specific.WhyMissed(benefit, incurred, paidDate) ?? Aggregate.WhyMissed(benefit, incurred, paidDate);

    /// <summary>
    /// The last paid date, counted from <paramref name="asOf"/>, up to which every half that was meant to cover a line
    /// takes it without a break; null where one would not on <paramref name="asOf"/> itself.
    /// </summary>
    public DateOnly? CoveredThrough(Benefit benefit, DateOnly incurred, DateOnly asOf)
    {
        var last = DateOnly.MaxValue;
        foreach (var half in _halves.Where(half => half.IsMeantToCover(benefit, incurred)))
        {
            if (half.CoveredThrough(benefit, incurred, asOf) is not { } through) return null;
            if (through < last) last = through;
        }

        return last;
    }
}
