using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.StopLoss;

/// <summary>
/// The lines that a half of a stop-loss contract takes: incurred in <paramref name="Incurred"/>, with a paid date in
/// <paramref name="Paid"/>, of one of <paramref name="Benefits"/> (rule 4.1). Both windows are half-open.
/// </summary>
public readonly record struct ContractWindow(
    PlanYear Contract, DateWindow Incurred, DateWindow Paid, BenefitSet Benefits)
{
    /// <summary>The window of a half of a plan year's contract (rule 4.1); null: the contract has no such half.</summary>
    public static ContractWindow? FromTerms(Plan plan, ContractHalf half)
    {
        if (plan.StopLoss is not { } terms || terms.BenefitsOf(half) is not { } benefits) return null;
        var start = plan.Year.First;
        var end = start + PlanYear.Months;
        var paidThrough = terms.BasisOf(half) is { PaidMonths: { } paid } ? start + paid : end;
        var incurred = terms.BasisOf(half) is { IncurredMonths: { } months }
            ? new DateWindow((end - months).FirstDay, end.FirstDay)
            : new DateWindow(terms.OriginalEffective, DateOnly.MaxValue);
        return new ContractWindow(
            plan.Year, incurred, new DateWindow(start.FirstDay, paidThrough.FirstDay), benefits);
    }

    public bool Takes(Benefit benefit, DateOnly incurred, DateOnly paidDate) =>
        Benefits.Contains(benefit) && Incurred.Contains(incurred) && Paid.Contains(paidDate);
}
