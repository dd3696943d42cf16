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

    [Theory]
    [InlineData("1/3", 1, 3)]
    [InlineData("-2/6", -1, 3)]
    [InlineData("5/1", 5, 1)]
    public void What_is_written_is_read(string text, long numerator, long denominator)
    {
        Assert.True(Fraction.TryParse(text, out var read));
        Assert.Equal(Fraction.Of(numerator) / Fraction.Of(denominator), read);
        Assert.True(Fraction.TryParse(read.ToString(), out var again));
        Assert.Equal(read, again);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("1/2/3")]
    [InlineData("x/2")]
    [InlineData("1/x")]
    [InlineData("1/-2")]
    [InlineData("1/0")]
    public void What_is_no_fraction_is_not_read(string? text) => Assert.False(Fraction.TryParse(text, out _));

    [Theory]
    [InlineData(1, 3, 0.333333)]
    [InlineData(2, 3, 0.666667)]
    [InlineData(-1, 2_000_000, -0.000001)]
    [InlineData(7, 1, 7)]
    public void Six_decimals_are_for_people_to_read(long numerator, long denominator, double expected) =>
        Assert.Equal((decimal)expected, (Fraction.Of(numerator) / Fraction.Of(denominator)).ToSixDecimals());
}
