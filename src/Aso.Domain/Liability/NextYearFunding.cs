using Aso.Domain.Accumulators;
using Aso.Domain.Periods;
using Aso.Domain.Values;

namespace Aso.Domain.Liability;

/// <summary>What next year would have to be funded with, per member and month (rule 5.9).</summary>
/// <param name="Trend">Yearly, as 0.08 for 8 %.</param>
/// <param name="Margin">As 0.05 for 5 %.</param>
/// <param name="MemberMonths">Of the months to date.</param>
/// <param name="Rate">Null where there are no member-months to spread it over.</param>
public sealed record NextYearFunding(decimal Trend, decimal Margin, long MemberMonths, MonthlyRate? Rate)
{
    /// <summary>From the middle of the months to date to the middle of next year, in half months: 36 − months.</summary>
    private const int HalfMonths = 3 * PlanYear.Months;

    /// <param name="toDate">The plan year's figures to date.</param>
    /// <param name="totals">The plan year's totals they were made of.</param>
    /// <param name="trend">Above −1.</param>
    /// <param name="margin">Not below −1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Trend or margin is out of its range.</exception>
    public static NextYearFunding Calculate(YearToDate toDate, PlanYearTotals totals, decimal trend, decimal margin)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(trend, -1m);
        ArgumentOutOfRangeException.ThrowIfLessThan(margin, -1m);
        if (toDate.MemberMonths == 0) return new NextYearFunding(trend, margin, 0, null);

        var memberMonths = Fraction.Of(toDate.MemberMonths);
        var experience = totals.CappedSpecificPaid + totals.OtherPaid + toDate.Ibnr.Amount;
        var growth = Fraction.Power(
            Fraction.One + Fraction.Of(trend), HalfMonths - toDate.Months, 2 * PlanYear.Months);
        var claims = Fraction.Of(experience) * growth * (Fraction.One + Fraction.Of(margin)) / memberMonths;
        var fixedCosts = Fraction.Of(toDate.Fees + toDate.Premium) / memberMonths;
        return new NextYearFunding(
            trend, margin, toDate.MemberMonths, new MonthlyRate(claims.Round(), fixedCosts.Round()));
    }
}

/// <summary>Per member and month; each part rounded, then summed.</summary>
public readonly record struct MonthlyRate(Cents Claims, Cents Fixed)
{
    public Cents Total => Claims + Fixed;
}
