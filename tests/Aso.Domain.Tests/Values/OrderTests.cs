using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Values;

/// <summary>Amounts, exact numbers, months and plan years are in the order of what they count; nothing is below itself.</summary>
public sealed class OrderTests
{
    [Theory]
    [InlineData(-2, 3)]
    [InlineData(3, 3)]
    [InlineData(4, 3)]
    public void A_value_is_below_equal_to_or_above_another_as_its_number_is(int left, int right)
    {
        var expected = (left < right, left <= right, left > right, left >= right, left.CompareTo(right));
        var (cents, otherCents) = (new Cents(left), new Cents(right));
        var (fraction, otherFraction) = (Fraction.Of(left), Fraction.Of(right));
        var (month, otherMonth) = (MonthOf("2026-06") + left, MonthOf("2026-06") + right);
        var (year, otherYear) = (new PlanYear(month), new PlanYear(otherMonth));

        Assert.Equal(expected, (
            cents < otherCents, cents <= otherCents, cents > otherCents, cents >= otherCents,
            cents.CompareTo(otherCents)));
        Assert.Equal(expected, (
            fraction < otherFraction, fraction <= otherFraction, fraction > otherFraction, fraction >= otherFraction,
            fraction.CompareTo(otherFraction)));
        Assert.Equal(expected, (
            month < otherMonth, month <= otherMonth, month > otherMonth, month >= otherMonth,
            month.CompareTo(otherMonth)));
        Assert.Equal(expected, (
            year < otherYear, year <= otherYear, year > otherYear, year >= otherYear, year.CompareTo(otherYear)));
        Assert.Equal(
            (Math.Min(left, right), Math.Max(left, right)),
            (Cents.Min(cents, otherCents).Value, Cents.Max(cents, otherCents).Value));
        Assert.Equal(
            (Math.Min(left, right), Math.Max(left, right)),
            (Month.Min(month, otherMonth) - MonthOf("2026-06"), Month.Max(month, otherMonth) - MonthOf("2026-06")));
    }
}
