using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.StopLoss;

/// <summary>The aggregate's attachment point: the amount the group's eligible claims must exceed (rule 4.6).</summary>
public static class Attachment
{
    /// <summary>Σ months through <paramref name="through"/> Σ tiers (subscribers enrolled × monthly factor).</summary>
    public static Cents ToDate(AggregateStopLoss terms, PlanYear year, PlanYearTotals totals, Month through)
    {
        return year.AllMonths.Where(month => month <= through).Sum(month => MonthlyAmount(terms, totals, month));
    }

    /// <summary>
    /// max(all twelve months', minimum percent × the first month's × 12, minimum amount), with the enrollment known now
    /// for all months, those to come included.
    /// </summary>
    public static Cents Annual(AggregateStopLoss terms, PlanYear year, PlanYearTotals totals)
    {
        var months = ToDate(terms, year, totals, year.Last);
        var minimum = (MonthlyAmount(terms, totals, year.First) * PlanYear.Months).Times(terms.MinimumPercent);
        return Cents.Max(Cents.Max(months, minimum), terms.MinimumAmount);
    }

    private static Cents MonthlyAmount(AggregateStopLoss terms, PlanYearTotals totals, Month month) =>
        totals.Exposure.TryGetValue(month, out var exposure)
            ? terms.MonthlyFactor.For(exposure.SubscribersByTier)
            : Cents.Zero;
}
