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

/// <summary>The stop-loss contracts of an employer, one for each plan year that has one (rule 4.1).</summary>
public sealed class Contracts
{
    /// <summary>Earliest contract first.</summary>
    private readonly ContractWindow[] _windows;

    public Contracts(IEnumerable<Plan> plans)
    {
        _windows =
        [
            .. plans.Where(plan => plan.StopLoss is not null)
                .OrderBy(plan => plan.Year)
                .Select(plan => ContractWindow.FromTerms(plan.Year, plan.StopLoss!)),
        ];
    }

    /// <summary>
    /// The earliest contract whose dates a line fits and that covers its benefit in either half; null where no
    /// contract takes it (rule 4.1). A void counts where its original counted, so do not look it up again.
    /// </summary>
    public PlanYear? Taking(Benefit benefit, DateOnly incurred, DateOnly paidDate)
    {
        foreach (ref readonly var window in _windows.AsSpan())
            if (window.Takes(benefit, incurred, paidDate)) return window.Contract;
        return null;
    }

    /// <summary>
    /// Whether a paid line is to be reported as uncovered: its own plan year's contract covers its benefit, yet no
    /// contract takes it (rule 4.1).
    /// </summary>
    public bool LeavesUncovered(Benefit benefit, DateOnly incurred, DateOnly paidDate) =>
        IsMeantToBeCovered(benefit, incurred) && Taking(benefit, incurred, paidDate) is null;

    /// <summary>Whether the contract of the plan year that a line is incurred in covers its benefit.</summary>
    public bool IsMeantToBeCovered(Benefit benefit, DateOnly incurred)
    {
        foreach (ref readonly var window in _windows.AsSpan())
            if (window.Contract.Contains(incurred)) return window.Benefits.Contains(benefit);
        return false;
    }

    /// <summary>
    /// Why no contract takes a line that its own plan year's contract was meant to cover; null where one takes it or
    /// none was meant to.
    /// </summary>
    public GapReason? WhyUncovered(Benefit benefit, DateOnly incurred, DateOnly paidDate)
    {
        if (!LeavesUncovered(benefit, incurred, paidDate)) return null;
        var own = _windows.First(window => window.Contract.Contains(incurred));
        return !own.Incurred.Contains(incurred) ? GapReason.IncurredBefore
            : paidDate < own.Paid.From ? GapReason.PaidBefore
            : GapReason.PaidAfter;
    }

    /// <summary>
    /// The last paid date, counted from <paramref name="asOf"/>, up to which a line stays covered without a break;
    /// null where it would not be covered on <paramref name="asOf"/> itself.
    /// </summary>
    public DateOnly? CoveredThrough(Benefit benefit, DateOnly incurred, DateOnly asOf)
    {
        // Windows are in the order of their starts, and each starts its paid window on its first day.
        DateOnly? end = null;
        foreach (ref readonly var window in _windows.AsSpan())
        {
            if (!window.Benefits.Contains(benefit) || !window.Incurred.Contains(incurred)) continue;
            if (window.Paid.From > (end ?? asOf) || window.Paid.To <= (end ?? asOf)) continue;
            end = window.Paid.To;
        }

        return end?.AddDays(-1);
    }
}
