using Aso.Domain.Plans;
using Aso.Domain.Rules;
using Aso.Domain.Values;

namespace Aso.Domain.Unpaid;

/// <summary>
/// What a disability may still cost: all days that remain payable after its last day, each week or month by the factor
/// of continuation (rule 5.11). Rounded once.
/// </summary>
public static class DisabilityReserve
{
    private const int DaysInWeek = 7;

    /// <summary>
    /// Whether the plan gives factors of continuation (method <c>table</c>), or all payable days count
    /// (<c>maximum</c>); null: it has no disability benefit.
    /// </summary>
    public static bool? IsByTable(Plan plan)
    {
        var terms = plan.Benefits.Where(benefit => benefit.Key.IsDisability()).Select(benefit => benefit.Value).ToList();
        return terms.Count == 0
            ? null
            : terms.Exists(benefit => benefit is DisabilityPlan { Continuation: not null });
    }

    /// <summary>Payable days after a last day, of the maximum weeks.</summary>
    public static int RemainingDays(
        ShortTermDisabilityPlan plan, DateOnly start, DisabilityCause cause, DateOnly lastDay) =>
        plan.MaximumWeeks * DaysInWeek - ShortTermDisability.PayableDays(plan, start, cause, lastDay);

    /// <summary>Payable days after a last day; none where the window is over.</summary>
    public static DateWindow Remaining(
        LongTermDisabilityPlan plan, DateOnly start, DisabilityCause cause, DateOnly lastDay)
    {
        var payable = LongTermDisability.PayableWindow(plan, start, cause);
        return payable.Intersect(payable with { From = lastDay.AddDays(1) });
    }

    /// <summary>W × remaining days ÷ 7, the n-th remaining week times the n-th factor.</summary>
    /// <param name="weeklyBenefit">W (rule 3.26).</param>
    /// <param name="continuation">The last factor is repeated; null: 1.</param>
    public static Cents ShortTerm(Cents weeklyBenefit, int remainingDays, IReadOnlyList<decimal>? continuation)
    {
        var weeks = Fraction.Zero;
        for (var week = 0; week * DaysInWeek < remainingDays; week++)
        {
            var days = Math.Min(DaysInWeek, remainingDays - week * DaysInWeek);
            weeks += Factor(continuation, week) * Fraction.Of(days) / Fraction.Of(DaysInWeek);
        }

        return (Fraction.Of(weeklyBenefit) * weeks).Round();
    }

    /// <summary>
    /// Σ over calendar months of M × remaining days ÷ the month's days, the n-th month with remaining days times the
    /// n-th factor.
    /// </summary>
    /// <param name="monthlyBenefit">M (rule 3.27).</param>
    /// <inheritdoc cref="ShortTerm"/>
    public static Cents LongTerm(Cents monthlyBenefit, DateWindow remaining, IReadOnlyList<decimal>? continuation)
    {
        var months = Fraction.Zero;
        var first = Month.Of(remaining.From);
        for (var month = first; month.FirstDay < remaining.To; month = month.Next)
        {
            var days = remaining.Intersect(month.Window).Days;
            months += Factor(continuation, month - first) * Fraction.Of(days) / Fraction.Of(month.Days);
        }

        return (Fraction.Of(monthlyBenefit) * months).Round();
    }

    /// <param name="place">From 0.</param>
    private static Fraction Factor(IReadOnlyList<decimal>? continuation, int place) =>
        continuation is null ? Fraction.One : Fraction.Of(continuation[Math.Min(place, continuation.Count - 1)]);
}
