using Aso.Domain.Periods;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Liability;

/// <summary>
/// Where the claims that count under the aggregate may end the plan year (rule 5.9), by a close: those to date, and the days
/// to come at the pace of the days to date, without trend.
/// </summary>
/// <param name="AsOf">The close's day; the pace is of the plan year's days through it.</param>
/// <param name="To">The plan year's last month.</param>
/// <param name="Eligible">At the close (rule 4.5).</param>
/// <param name="Unpaid">N of rule 5.10 at the close: unpaid claims that the aggregate would take; not below zero.</param>
/// <param name="Days">Of the plan year, to date.</param>
/// <param name="DaysToCome">Of the plan year.</param>
public sealed record AggregateForecast(
    DateOnly AsOf, Month To, Cents Eligible, Cents Unpaid, int Days, int DaysToCome)
{
    /// <summary>What is eligible now, which the plan year cannot end below; null: of the close alone.</summary>
    public Cents? EligibleNow { get; init; }

    /// <summary>Of the unpaid claims nothing is paid by then.</summary>
    public Cents Low => AtPace + Risen;

    /// <summary>Of the unpaid claims everything is paid by then.</summary>
    public Cents High => Low + Unpaid;

    internal Cents AtPace => Eligible + ToCome.Round();

    /// <summary>Of what is eligible now, what the pace did not foresee.</summary>
    internal Cents Risen => EligibleNow is { } now ? (now - AtPace).NotNegative() : Cents.Zero;

    /// <summary>In cents: (eligible + unpaid) × days to come ÷ days to date.</summary>
    internal Fraction ToCome =>
        Fraction.Of(Eligible + Unpaid) * Fraction.Of(DaysToCome) / Fraction.Of(Days);

    /// <summary>Null: there is no aggregate, or the plan year is over.</summary>
    /// <param name="atClose">The employer at the close of one of the plan year's months.</param>
    public static AggregateForecast? Of(PlanYear year, EmployerPosition atClose)
    {
        var (plan, asOf) = (atClose.Plans.First(plan => plan.Year == year), atClose.Moment.AsOf);
        if (Attachment(year, atClose) is not { } position || asOf >= plan.Last.LastDay) return null;
        return new AggregateForecast(
            asOf, plan.Last, position.Eligible, atClose.UnpaidUnderAggregate(plan).NotNegative(),
            asOf.DayNumber - year.Start.DayNumber + 1, plan.Last.LastDay.DayNumber - asOf.DayNumber);
    }

    /// <summary>The same now: by the last close, and not less than what is eligible already.</summary>
    public static AggregateForecast? Of(PlanYear year, EmployerPosition atClose, EmployerPosition now) =>
        Of(year, atClose) is { } forecast && Attachment(year, now) is { } position
            ? forecast with { EligibleNow = position.Eligible }
            : null;

    private static StopLoss.AggregatePosition? Attachment(PlanYear year, EmployerPosition at) =>
        at.Contracts.First(contract => contract.Contract == year).Attachment;
}
