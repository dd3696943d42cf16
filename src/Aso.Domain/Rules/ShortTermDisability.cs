using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Rules;

/// <summary>Short-term disability, cumulative over the lines of one disability (rule 3.26).</summary>
public static class ShortTermDisability
{
    private const int WeeksInYear = 52;
    private const int DaysInWeek = 7;

    /// <summary>W = min(weekly maximum, salary × percent ÷ 52).</summary>
    public static Cents WeeklyBenefit(ShortTermDisabilityPlan plan, Cents annualSalary)
    {
        return Cents.Min(plan.WeeklyMaximum, Cents.Round(annualSalary.Value * plan.Percent / WeeksInYear));
    }

    /// <summary>Days from the end of the elimination through <paramref name="lastDay"/>, included.</summary>
    public static int PayableDays(
        ShortTermDisabilityPlan plan, DateOnly start, DisabilityCause cause, DateOnly lastDay)
    {
        var first = start.AddDays(plan.EliminationDays.For(cause));
        var days = new DateWindow(first, lastDay.AddDays(1)).Days;
        return Math.Min(days, plan.MaximumWeeks * DaysInWeek);
    }

    /// <summary>W × days ÷ 7 less what is already paid for the disability, never below zero.</summary>
    public static Cents Pays(Cents weeklyBenefit, int payableDays, Cents alreadyPaid) =>
        (Cents.Round((decimal)weeklyBenefit.Value * payableDays / DaysInWeek) - alreadyPaid).NotNegative();
}
