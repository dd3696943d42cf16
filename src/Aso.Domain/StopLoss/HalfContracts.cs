using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.StopLoss;

/// <summary>One half of an employer's stop-loss contracts, those of all plan years that have it (rule 4.1).</summary>
public sealed class HalfContracts
{
    /// <summary>Earliest contract first.</summary>
    private readonly ContractWindow[] _windows;

    public HalfContracts(IEnumerable<Plan> plans, ContractHalf half)
    {
        _windows =
        [
            .. plans.Select(plan => ContractWindow.FromTerms(plan, half)).OfType<ContractWindow>()
                .OrderBy(window => window.Contract),
        ];
    }

    /// <summary>
    /// The earliest contract whose half covers a line's benefit and whose dates fit; null: none (rule 4.1). A void
    /// counts where its original counted, so do not look it up again.
    /// </summary>
    public PlanYear? Taking(Benefit benefit, DateOnly incurred, DateOnly paidDate)
    {
        foreach (ref readonly var window in _windows.AsSpan())
            if (window.Takes(benefit, incurred, paidDate)) return window.Contract;
        return null;
    }

    /// <summary>Whether this half of the plan year that a line is incurred in covers its benefit.</summary>
    public bool IsMeantToCover(Benefit benefit, DateOnly incurred)
    {
        foreach (ref readonly var window in _windows.AsSpan())
            if (window.Own.Contains(incurred)) return window.Benefits.Contains(benefit);
        return false;
    }

    /// <summary>Whether the half of its own plan year covers the line's benefit and yet no contract takes it.</summary>
    public bool Misses(Benefit benefit, DateOnly incurred, DateOnly paidDate) =>
        IsMeantToCover(benefit, incurred) && Taking(benefit, incurred, paidDate) is null;

    /// <summary>Why no contract takes a line that this half was meant to cover; null: one takes it, or none was meant to.</summary>
    public GapReason? WhyMissed(Benefit benefit, DateOnly incurred, DateOnly paidDate)
    {
        if (!Misses(benefit, incurred, paidDate)) return null;
        var own = _windows.First(window => window.Own.Contains(incurred));
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

    /// <summary>The months on whose first day a paid window starts or ends, in order.</summary>
    public IReadOnlyList<Month> PaidBoundaries =>
    [
        .. _windows.SelectMany(window => new[] { Month.Of(window.Paid.From), Month.Of(window.Paid.To) })
            .Distinct().Order(),
    ];
}
