using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Periods;

/// <summary>How claims incurred but not reported were estimated.</summary>
public enum IbnrMethod : byte
{
    ChainLadder,
    BornhuetterFerguson,
    AverageDailyPaid,
    Complete,
}

/// <summary>Claims incurred and not reported yet, at the end of a month, and how they were estimated.</summary>
public readonly record struct IbnrEstimate(Cents Amount, IbnrMethod Method);

/// <summary>The lowest and highest estimate of the methods that apply; for a chart, not for a balance.</summary>
public readonly record struct IbnrRange(Cents Low, Cents High);

/// <summary>Claims incurred but not reported, of the non-disability benefits of one plan year (rule 5.6).</summary>
public static class Ibnr
{
    private const int MonthsLeast = 6;

    private static readonly Fraction CompletionLeast = Fraction.Of(0.40m);

    /// <summary>The estimate at the end of <paramref name="through"/>; never below zero.</summary>
    public static IbnrEstimate Estimate(Plan plan, PlanYearTotals totals, Month through)
    {
        if (through >= plan.LastRunOutMonth) return new IbnrEstimate(Cents.Zero, IbnrMethod.Complete);
        if (through - plan.Year.First + 1 < MonthsLeast) return AverageDailyPaid(plan, totals, through);
        return Developed(plan.Year, totals, through) ?? AverageDailyPaid(plan, totals, through);
    }

    /// <summary>
    /// From the least to the most of the estimate, the average day and the chain ladder alone (the last with enough
    /// months); zero to zero once complete.
    /// </summary>
    public static IbnrRange Range(YearToDate toDate, PlanYearTotals totals)
    {
        var (plan, through, estimate) = (toDate.Plan, toDate.Through, toDate.Ibnr);
        if (estimate.Method == IbnrMethod.Complete) return default;
        var all = new List<Cents> { estimate.Amount, AverageDailyPaid(plan, totals, through).Amount };
        if (through - plan.Year.First + 1 >= MonthsLeast)
            all.Add(Triangle.FromTotals(plan.Year, totals, through).Reserve().Round().NotNegative());
        return new IbnrRange(all.Min(), all.Max());
    }

    /// <summary>paid to date × reserve days ÷ days from the plan year's start through the month's end.</summary>
    public static IbnrEstimate AverageDailyPaid(Plan plan, PlanYearTotals totals, Month through)
    {
        var days = new DateWindow(plan.Year.Start, through.Next.FirstDay).Days;
        var paid = totals.Months.Where(month => month.Key <= through)
            .Sum(month => Benefits.All.Where(benefit => !benefit.IsDisability())
                .Sum(benefit => month.Value.PaidByBenefit[(int)benefit]));
        var reserve = days == 0
            ? Cents.Zero
            : (Fraction.Of(paid) * Fraction.Of(plan.Funding.ReserveDays) / Fraction.Of(days)).Round();
        return new IbnrEstimate(reserve.NotNegative(), IbnrMethod.AverageDailyPaid);
    }

    /// <summary>Chain ladder, and Bornhuetter–Ferguson for months under 0.40; null where no month is at 0.40.</summary>
    private static IbnrEstimate? Developed(PlanYear year, PlanYearTotals totals, Month through)
    {
        var triangle = Triangle.FromTotals(year, totals, through);
        var months = Enumerable.Range(0, triangle.Multipliers.Count).ToLookup(month => IsComplete(triangle, month));
        if (!months[true].Any()) return null;

        var reserve = Fraction.Zero;
        var ultimate = Fraction.Zero;
        long memberMonths = 0;
        foreach (var month in months[true])
        {
            reserve += triangle.Ultimate(month) - Fraction.Of(triangle.Reported(month));
            ultimate += triangle.Ultimate(month);
            memberMonths += Members(totals, year.First + month);
        }

        if (memberMonths > 0)
            foreach (var month in months[false])
                reserve += ultimate * Fraction.Of(Members(totals, year.First + month))
                    * (Fraction.One - Fraction.One / triangle.Multipliers[month]) / Fraction.Of(memberMonths);
        return new IbnrEstimate(
            reserve.Round().NotNegative(),
            months[false].Any() ? IbnrMethod.BornhuetterFerguson : IbnrMethod.ChainLadder);
    }

    private static bool IsComplete(Triangle triangle, int month) =>
        Fraction.One / triangle.Multipliers[month] >= CompletionLeast;

    private static long Members(PlanYearTotals totals, Month month) =>
        totals.Exposure.TryGetValue(month, out var exposure) ? exposure.Members : 0;
}
