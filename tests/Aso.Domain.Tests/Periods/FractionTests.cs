using System.Globalization;
using System.Numerics;

namespace Aso.Domain.Tests.Periods;

/// <summary>Rule 2.1: one rounding, half away from zero, and powers of at least 28 digits.</summary>
public sealed class FractionTests
{
    [Theory]
    [InlineData("1.08", 29, 24, "1.0974557995227656386068847204639058221993")]
    [InlineData("0.9", 35, 24, "0.8575714738380036567226158746544497678864")]
    [InlineData("1.07", 30, 24, "1.0882526217519381045510761683295315371662")]
    [InlineData("1.08", 24, 24, "1.08")]
    [InlineData("1.08", 36, 24, "1.1223689")]
    [InlineData("4", 1, 2, "2")]
    [InlineData("7", 0, 24, "1")]
    public void A_power_is_exact_to_forty_decimals(string number, int numerator, int denominator, string expected)
    {
        var power = Fraction.Power(
            Fraction.Of(decimal.Parse(number, CultureInfo.InvariantCulture)), numerator, denominator);

        var digits = expected.Length - expected.IndexOf('.', StringComparison.Ordinal) - 1;
        if (!expected.Contains('.', StringComparison.Ordinal)) digits = 0;
        var truncated = power.Numerator * BigInteger.Pow(10, digits) / power.Denominator;
        Assert.Equal(BigInteger.Parse(expected.Replace(".", "", StringComparison.Ordinal), null), truncated);
    }

    [Theory]
    [InlineData(1, 2, 1)]
    [InlineData(-1, 2, -1)]
    [InlineData(3, 2, 2)]
    [InlineData(49, 100, 0)]
    [InlineData(-49, 100, 0)]
    [InlineData(-51, 100, -1)]
    [InlineData(1, -2, -1)]
    public void Rounding_is_half_away_from_zero(long numerator, long denominator, long cents)
    {
        Assert.Equal(new Cents(cents), (Fraction.Of(numerator) / Fraction.Of(denominator)).Round());
    }

    [Theory]
    [InlineData(0, 1, 2, "number")]
    [InlineData(-1, 1, 2, "number")]
    [InlineData(2, -1, 2, "numerator")]
    [InlineData(2, 1, 0, "denominator")]
    public void A_power_without_one_real_root_is_refused(int number, int numerator, int denominator, string refused) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            refused, () => Fraction.Power(Fraction.Of(number), numerator, denominator));

    [Fact]
    public void Thirds_sum_to_the_whole()
    {
        var third = Fraction.One / Fraction.Of(3);

        Assert.Equal(Fraction.One, third + third + third);
        Assert.Equal(Fraction.Zero, third - third);
        Assert.Equal(0, default(Fraction).CompareTo(Fraction.Zero));
        Assert.True(third < Fraction.Of(0.3333333333333333333333333334m));
        Assert.Throws<DivideByZeroException>(() => third / Fraction.Zero);
    }
}
