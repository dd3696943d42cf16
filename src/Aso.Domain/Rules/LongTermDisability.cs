using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Rules;

/// <summary>Long-term disability, month by month (rule 3.27).</summary>
public static class LongTermDisability
{
    private const int MonthsInYear = 12;

    /// <summary>M = min(monthly maximum, salary × percent ÷ 12) − other income, not below zero.</summary>
    public static Cents MonthlyBenefit(LongTermDisabilityPlan plan, Cents annualSalary, Cents otherIncome)
    {
        var salaried = Cents.Round(annualSalary.Value * plan.Percent / MonthsInYear);
        return (Cents.Min(plan.MonthlyMaximum, salaried) - otherIncome).NotNegative();
    }

    /// <summary>From start + elimination days, for the plan's months.</summary>
    public static DateWindow PayableWindow(LongTermDisabilityPlan plan, DateOnly start, DisabilityCause cause)
    {
        var first = start.AddDays(plan.EliminationDays.For(cause));
        return new DateWindow(first, first.AddMonths(plan.MaximumMonths));
    }

    /// <summary>
    /// What a month pays: M × its payable days through <paramref name="lastDay"/>, included, ÷ its days, less what
    /// stands paid for it, not below zero.
    /// </summary>
    public static Cents PaysFor(
        Month month, Cents monthlyBenefit, DateWindow payable, DateOnly lastDay, Cents alreadyPaid)
    {
        var through = new DateWindow(month.FirstDay, lastDay.AddDays(1));
        var days = payable.Intersect(month.Window).Intersect(through).Days;
        return (Cents.Round((decimal)monthlyBenefit.Value * days / month.Days) - alreadyPaid).NotNegative();
    }
}
