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
    // the most decimals of whole-number arithmetic, and one more
    [InlineData(100_000_000, "0.00000015", 15)]
    [InlineData(1_000_000_000, "0.000000015", 15)]
    // rates of more than 32 bits, though they have few decimals
    [InlineData(100, "42.94967301", 4_295)]
    [InlineData(1, "184467440737.09551621", 184_467_440_737)]
    [InlineData(1, "184467440780.04518917", 184_467_440_780)]
    [InlineData(100, "24.00000000", 2_400)]
    // amounts at and beyond 32 bits
    [InlineData(4_294_967_295, "0.5", 2_147_483_648)]
    [InlineData(-4_294_967_296, "0.5", -2_147_483_648)]
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
