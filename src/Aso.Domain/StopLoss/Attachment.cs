using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.StopLoss;

/// <summary>The aggregate's attachment point: the amount the group's eligible claims must exceed (rules 4.6, 4.9).</summary>
public static class Attachment
{
    /// <summary>
    /// With m months to date, max(Σ of those months Σ tiers (subscribers enrolled × monthly factor), round(minimum × m ÷
    /// 12)). A subscriber's tier is that of the contract's benefits, where others differ.
    /// </summary>
    public static Cents ToDate(AggregateStopLoss terms, Plan plan, PlanYearTotals totals, Month through)
    {
        var months = plan.Months.Count(month => month <= through);
        var minimum = Fraction.Of(Minimum(terms, plan, totals)) * Fraction.Of(months) / Fraction.Of(PlanYear.Months);
        return Cents.Max(Sum(terms, plan, totals, through), minimum.Round());
    }

    /// <summary>
    /// max(Σ of the plan year's months, minimum), with the enrollment known now for all months, those to come included;
    /// of a terminated plan year, more by the terminal months × its last month's.
    /// </summary>
    public static Cents Annual(AggregateStopLoss terms, Plan plan, PlanYearTotals totals)
    {
        var annual = Cents.Max(Sum(terms, plan, totals, plan.Last), Minimum(terms, plan, totals));
        return plan.Terminated is null
            ? annual
            : annual + MonthlyAmount(terms, totals, plan.Last) * terms.TerminalMonths;
    }

    /// <summary>max(round(minimum percent × first month's × 12), minimum amount).</summary>
    internal static Cents Minimum(AggregateStopLoss terms, Plan plan, PlanYearTotals totals) => Cents.Max(
        (MonthlyAmount(terms, totals, plan.Year.First) * PlanYear.Months).Times(terms.MinimumPercent),
        terms.MinimumAmount);

    private static Cents Sum(AggregateStopLoss terms, Plan plan, PlanYearTotals totals, Month through) =>
        plan.Months.Where(month => month <= through).Sum(month => MonthlyAmount(terms, totals, month));

    private static Cents MonthlyAmount(AggregateStopLoss terms, PlanYearTotals totals, Month month) =>
        totals.Exposure.TryGetValue(month, out var exposure)
            ? terms.MonthlyFactor.For(
                [.. Enumerable.Range(0, exposure.SubscribersByTier.Length).Select(exposure.ContractSubscribers)])
            : Cents.Zero;
}
