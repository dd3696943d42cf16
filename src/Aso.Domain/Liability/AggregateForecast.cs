using Aso.Domain.Periods;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Liability;

/// <summary>
/// Where the claims that count under the aggregate may end the plan year (rule 5.9): those to date, and the days to come at
/// the pace of the days to date, without trend.
/// </summary>
/// <param name="AsOf">The pace is of the plan year's days through this one.</param>
/// <param name="To">The plan year's last month.</param>
/// <param name="Eligible">To date (rule 4.5).</param>
/// <param name="Unpaid">N of rule 5.10: unpaid claims that the aggregate would take; not below zero.</param>
/// <param name="Days">Of the plan year, to date.</param>
/// <param name="DaysToCome">Of the plan year.</param>
public sealed record AggregateForecast(
    DateOnly AsOf, Month To, Cents Eligible, Cents Unpaid, int Days, int DaysToCome)
{
    /// <summary>Of the unpaid claims nothing is paid by then.</summary>
    public Cents Low => Eligible + ToCome.Round();

    /// <summary>Of the unpaid claims everything is paid by then.</summary>
    public Cents High => Low + Unpaid;

    /// <summary>In cents: (eligible + unpaid) × days to come ÷ days to date.</summary>
    internal Fraction ToCome =>
        Fraction.Of(Eligible + Unpaid) * Fraction.Of(DaysToCome) / Fraction.Of(Days);

    /// <summary>
    /// Null: there is no aggregate, the plan year's first month is not over, or the plan year is.
    /// </summary>
    /// <param name="plan">One of the employer's.</param>
    public static AggregateForecast? Of(Plan plan, EmployerPosition employer)
    {
        var asOf = employer.Moment.AsOf;
        if (employer.Contracts.First(contract => contract.Contract == plan.Year).Attachment is not { } position
            || asOf < plan.Year.First.LastDay || asOf >= plan.Last.LastDay) return null;
        return new AggregateForecast(
            asOf, plan.Last, position.Eligible, employer.UnpaidUnderAggregate(plan).NotNegative(),
            asOf.DayNumber - plan.Year.Start.DayNumber + 1, plan.Last.LastDay.DayNumber - asOf.DayNumber);
    }
}
