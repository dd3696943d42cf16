using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.StopLoss;

/// <summary>
/// The lines a stop-loss contract takes: incurred in <paramref name="Incurred"/>, with a paid date in
/// <paramref name="Paid"/>, of one of <paramref name="Benefits"/> (rule 4.1). Both windows are half-open.
/// </summary>
public readonly record struct ContractWindow(
    PlanYear Contract, DateWindow Incurred, DateWindow Paid, BenefitSet Benefits)
{
    /// <summary>The window of a plan year's contract (rule 4.1).</summary>
    public static ContractWindow FromTerms(PlanYear year, StopLossTerms terms)
    {
        var start = year.First;
        var end = start + PlanYear.Months;
        return terms.Basis is { IncurredMonths: { } incurred, PaidMonths: { } paid }
            ? new ContractWindow(
                year,
                new DateWindow((end - incurred).FirstDay, end.FirstDay),
                new DateWindow(start.FirstDay, (start + paid).FirstDay),
                terms.Benefits)
            : new ContractWindow(
                year,
                new DateWindow(terms.OriginalEffective, DateOnly.MaxValue),
                new DateWindow(start.FirstDay, end.FirstDay),
                terms.Benefits);
    }

    public bool Takes(Benefit benefit, DateOnly incurred, DateOnly paidDate) =>
        Benefits.Contains(benefit) && Incurred.Contains(incurred) && Paid.Contains(paidDate);
}
