using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.StopLoss;

/// <summary>The aggregate's attachment point: the amount the group's eligible claims must exceed (rule 4.6).</summary>
public static class Attachment
{
    /// <summary>
    /// With m months to date, max(Σ of those months Σ tiers (subscribers enrolled × monthly factor), round(minimum × m ÷
    /// 12)).
    /// </summary>
    public static Cents ToDate(AggregateStopLoss terms, PlanYear year, PlanYearTotals totals, Month through)
    {
        var months = year.AllMonths.Count(month => month <= through);
        var minimum = Fraction.Of(Minimum(terms, year, totals)) * Fraction.Of(months) / Fraction.Of(PlanYear.Months);
        return Cents.Max(Sum(terms, year, totals, through), minimum.Round());
    }

    /// <summary>
    /// max(Σ of the plan year's months, minimum), with the enrollment known now for all months, those to come included.
    /// </summary>
    public static Cents Annual(AggregateStopLoss terms, PlanYear year, PlanYearTotals totals) =>
        Cents.Max(Sum(terms, year, totals, year.Last), Minimum(terms, year, totals));

    /// <summary>max(round(minimum percent × first month's × 12), minimum amount).</summary>
    private static Cents Minimum(AggregateStopLoss terms, PlanYear year, PlanYearTotals totals) => Cents.Max(
        (MonthlyAmount(terms, totals, year.First) * PlanYear.Months).Times(terms.MinimumPercent), terms.MinimumAmount);

    private static Cents Sum(AggregateStopLoss terms, PlanYear year, PlanYearTotals totals, Month through) =>
        year.AllMonths.Where(month => month <= through).Sum(month => MonthlyAmount(terms, totals, month));

    private static Cents MonthlyAmount(AggregateStopLoss terms, PlanYearTotals totals, Month month) =>
        totals.Exposure.TryGetValue(month, out var exposure)
            ? terms.MonthlyFactor.For(exposure.SubscribersByTier)
            : Cents.Zero;
}
