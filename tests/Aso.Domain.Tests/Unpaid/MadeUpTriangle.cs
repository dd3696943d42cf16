using Aso.Domain.Tests.Rules;
using Aso.Domain.Unpaid;

namespace Aso.Domain.Tests.Unpaid;

/// <summary>Triangles of calendar plan years from 2026 on.</summary>
internal static class MadeUpTriangle
{
    public static Month January { get; } = Month.Of(2026, 1);

    public static PlanYear Year { get; } = new(January);

    public static Cents Money(decimal amount) => Cents.FromAmount(amount);

    public static Fraction InCents(decimal amount) => Fraction.Of(Money(amount));

    public static DateOnly Day(int year, int month, int day) => new(year, month, day);

    public static DateOnly Day(string iso) => Scene.Day(iso);

    /// <summary>
    /// Each month from January 2026 through T, of the newest 36, pays the same pattern by age, for ten members.
    /// </summary>
    public static UnpaidTriangle Steady(
        Month through, decimal[] pattern, decimal? expected = null, int immatureMonths = 2) =>
        new(
            through,
            [.. Months(January, through).TakeLast(UnpaidTriangle.Reach).Select(month => Incurred(
                month, [.. Enumerable.Range(0, through - month + 1).Select(age => pattern.Take(age + 1).Sum())]) with
            {
                MemberMonths = 10,
                Expected = expected is { } budget ? Money(budget) : null,
            })],
            immatureMonths);

    public static IEnumerable<Month> Months(Month first, Month last) =>
        Enumerable.Range(0, last - first + 1).Select(place => first + place);

    /// <summary>In the calendar year's plan year.</summary>
    public static IncurredMonth Incurred(Month month, params decimal[] cumulative) => new()
    {
        Month = month,
        PlanYear = new PlanYear(Month.Of(month.Year, 1)),
        Cumulative = [.. cumulative.Select(Money)],
    };

    /// <summary>A calendar year's plan year, 45 reserve days.</summary>
    public static PaidHealth Paid(decimal paid, decimal since = 0m, int year = 2026) => new()
    {
        Year = new PlanYear(Month.Of(year, 1)),
        LastDay = Day(year, 12, 31),
        ReserveDays = 45,
        Paid = Money(paid),
        PaidSince = Money(since),
    };
}
