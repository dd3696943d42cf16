using Aso.Domain.Accumulators;
using Aso.Domain.Book;
using Aso.Domain.Periods;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Liability;

/// <summary>What next year is assumed to be (rules 5.8, 5.9); each as 0.05 for 5 %.</summary>
/// <param name="Trend">Of claims, yearly.</param>
/// <param name="Margin">On claims.</param>
/// <param name="FixedTrend">Of fees, premium and taxes, once.</param>
public readonly record struct NextYear(decimal Trend, decimal Margin, decimal FixedTrend)
{
    /// <summary>From the middle of the months to date to the middle of next year, in half months: 36 − months.</summary>
    private const int HalfMonths = 3 * PlanYear.Months;

    /// <summary>(1 + trend)^((36 − months) ÷ 24).</summary>
    /// <param name="months">The plan year's months to date.</param>
    public Fraction Growth(int months) =>
        Fraction.Power(Fraction.One + Fraction.Of(Trend), HalfMonths - months, 2 * PlanYear.Months);
}

/// <summary>What next year would have to be funded with, per member and month (rule 5.9).</summary>
/// <param name="MemberMonths">Of the months to date.</param>
/// <param name="Rate">Null where there are no member-months to spread it over.</param>
/// <param name="LeveragedTrend">Of what is above the specific deductible, to 4 decimals; null where nothing is.</param>
public sealed record NextYearFunding(NextYear Assumed, long MemberMonths, MonthlyRate? Rate, decimal? LeveragedTrend)
{
    /// <param name="toDate">The plan year's figures through the last closed month.</param>
    /// <param name="experience">All shards', at the same trend.</param>
    /// <exception cref="ArgumentOutOfRangeException">A trend is not above −1, or the margin is below it.</exception>
    public static NextYearFunding Calculate(YearToDate toDate, Experience experience, NextYear assumed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(assumed.Trend, -1m);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(assumed.FixedTrend, -1m);
        ArgumentOutOfRangeException.ThrowIfLessThan(assumed.Margin, -1m);
        var leveraged = LeveragedTrendOf(experience.AboveCap, experience.TrendedAboveCap);
        if (toDate.MemberMonths == 0) return new NextYearFunding(assumed, 0, null, leveraged);

        var memberMonths = Fraction.Of(toDate.MemberMonths);
        var claims = Fraction.Of(
                toDate.Paid - toDate.Recoveries - experience.AboveCap + toDate.Unpaid.Net + toDate.DisabilityReserve)
            * assumed.Growth(toDate.Months) * (Fraction.One + Fraction.Of(assumed.Margin)) / memberMonths;
        var fixedCosts = Fraction.Of(toDate.Fixed)
            * (Fraction.One + Fraction.Of(assumed.FixedTrend)) / memberMonths;
        return new NextYearFunding(
            assumed, toDate.MemberMonths, new MonthlyRate(claims.Round(), fixedCosts.Round()), leveraged);
    }

    private static decimal? LeveragedTrendOf(Cents above, Fraction trended) => above.IsZero
        ? null
        : (trended * Fraction.Of(10_000) / Fraction.Of(above) - Fraction.Of(10_000)).Round().Value * 0.0001m;
}

/// <summary>Per member and month; each part rounded, then summed.</summary>
public readonly record struct MonthlyRate(Cents Claims, Cents Fixed)
{
    public Cents Total => Claims + Fixed;
}
