using FsCheck;
using FsCheck.Fluent;

namespace Aso.Domain.Tests;

/// <summary>The one rounding of rule 2.1.</summary>
public sealed class CentsRoundingTests
{
    [Theory]
    // cents, rate, expected: half away from zero
    [InlineData(5, "0.5", 3)]
    [InlineData(-5, "0.5", -3)]
    [InlineData(3, "0.3", 1)]
    [InlineData(-3, "0.3", -1)]
    [InlineData(1, "0.49", 0)]
    [InlineData(7, "-0.5", -4)]
    [InlineData(7, "1", 7)]
    [InlineData(7, "1.00000000000000000000", 7)]
    [InlineData(9_000_000_000, "0.70", 6_300_000_000)]
    [InlineData(100, "0.33333333333333333333", 33)]
    public void A_product_is_rounded_half_away_from_zero(long cents, string rate, long expected) =>
        Assert.Equal(
            new Cents(expected),
            new Cents(cents).Times(decimal.Parse(rate, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Whole_number_arithmetic_gives_the_cents_of_decimal_arithmetic()
    {
        var cases =
            from cents in Gen.Choose(int.MinValue, int.MaxValue)
            from mantissa in Gen.Choose(int.MinValue, int.MaxValue)
            from scale in Gen.Choose(1, 10)
            select (Cents: cents * 3L, Rate: new decimal(Math.Abs((long)mantissa)) / (decimal)Math.Pow(10, scale));
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Or(2_000)),
            Prop.ForAll(
                cases.ToArbitrary(),
                one => new Cents(one.Cents).Times(one.Rate) == Cents.Round(one.Cents * one.Rate)));
    }
}
