using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Periods;

/// <summary>The moment that figures to date are of (section 1): a close, or now.</summary>
/// <param name="Through">To date is through this month, included.</param>
/// <param name="AsOf">Of a close, the month's last day; live, the business date.</param>
/// <param name="ClosedThrough">T, the last closed month: of a close, that month itself; null: none is closed.</param>
public sealed record Moment(Month Through, DateOnly AsOf, Month? ClosedThrough)
{
    public bool IsClose => ClosedThrough == Through && AsOf == Through.LastDay;

    public static Moment Close(Month month) => new(month, month.LastDay, month);

    /// <summary>
    /// Now: to date is through the latest of the first open month, the business date's month and the latest month that
    /// anything of the employer was posted to.
    /// </summary>
    /// <param name="openMonth">The first open month.</param>
    /// <param name="totals">All that is posted.</param>
    /// <param name="today">The business date.</param>
    /// <param name="plans">The employer's: before the first month of the earliest is closed, no month is.</param>
    public static Moment Live(Month openMonth, Totals totals, DateOnly today, IEnumerable<Plan> plans)
    {
        var through = totals.Years.Values
            .SelectMany(year => year.Months.Keys.Concat(year.Contract.Payments.Keys))
            .Append(openMonth)
            .Append(Month.Of(today))
            .Max();
        return new Moment(through, today, openMonth > plans.Min(plan => plan.Year.First) ? openMonth - 1 : null);
    }
}
