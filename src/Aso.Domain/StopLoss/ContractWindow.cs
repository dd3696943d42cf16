using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.StopLoss;

/// <summary>
/// The lines that a half of a stop-loss contract takes: incurred in <paramref name="Incurred"/>, with a paid date in
/// <paramref name="Paid"/>, of one of <paramref name="Benefits"/> (rule 4.1). All windows are half-open.
/// </summary>
/// <param name="Own">The days of the contract's own plan year.</param>
public readonly record struct ContractWindow(
    PlanYear Contract, DateWindow Own, DateWindow Incurred, DateWindow Paid, BenefitSet Benefits)
{
    /// <summary>The window of a half of a plan year's contract (rule 4.1); null: the contract has no such half.</summary>
    public static ContractWindow? FromTerms(Plan plan, ContractHalf half)
    {
        if (plan.StopLoss is not { } terms || terms.BenefitsOf(half) is not { } benefits) return null;
        var (start, end) = (plan.Year.First, plan.End);
        var paidEnd = terms.BasisOf(half) is { PaidMonths: { } paid } ? end + (paid - PlanYear.Months) : end;
        if (plan.Terminated is not null) paidEnd += terms.TerminalMonthsOf(half);
        var incurred = terms.BasisOf(half) is { IncurredMonths: { } months }
            ? new DateWindow((start - (months - PlanYear.Months)).FirstDay, end.FirstDay)
            : new DateWindow(terms.OriginalEffective, DateOnly.MaxValue);
        return new ContractWindow(
            plan.Year, plan.Window, incurred, new DateWindow(start.FirstDay, paidEnd.FirstDay), benefits);
    }

    public bool Takes(Benefit benefit, DateOnly incurred, DateOnly paidDate) =>
        Benefits.Contains(benefit) && Incurred.Contains(incurred) && Paid.Contains(paidDate);
}
