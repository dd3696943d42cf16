namespace Aso.Domain.Tests.Values;

/// <summary>Rule 2.1: whole cents, exact rates, one rounding half away from zero.</summary>
public sealed class CentsTests
{
    [Theory]
    // amount, rate; the product in cents
    [InlineData("100.00", "0.30", "30.00")]
    [InlineData("0.05", "0.10", "0.01")]
    [InlineData("0.04", "0.10", "0.00")]
    [InlineData("-0.05", "0.10", "-0.01")]
    [InlineData("-0.04", "0.10", "0.00")]
    [InlineData("33.33", "0.3333333333", "11.11")]
    public void A_product_is_rounded_once_half_away_from_zero(string amount, string rate, string product) =>
        Assert.Equal(product, Money(amount).Times(Number(rate)).ToString());

    [Theory]
    [InlineData("0.01", true)]
    [InlineData("-0.01", true)]
    [InlineData("0.001", false)]
    [InlineData("0.010", true)]
    [InlineData("90000000000000000.00", true)]
    [InlineData("90000000000000000.01", false)]
    [InlineData("-90000000000000000.00", true)]
    [InlineData("-90000000000000000.01", false)]
    public void An_amount_is_whole_cents_that_fit(string amount, bool expected)
    {
        Assert.Equal(expected, Cents.TryFromAmount(Number(amount), out var cents));
        Assert.Equal(expected ? Number(amount) : 0m, cents.Amount);
        if (expected) return;
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Cents.FromAmount(Number(amount)));
        Assert.Contains("whole cents", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_amount_too_large_is_an_error_and_never_wraps()
    {
        var most = new Cents(long.MaxValue);
        var least = new Cents(long.MinValue);

        Assert.Throws<OverflowException>(() => most + new Cents(1));
        Assert.Throws<OverflowException>(() => least - new Cents(1));
        Assert.Throws<OverflowException>(() => -least);
        Assert.Throws<OverflowException>(() => most * 2);
        Assert.Throws<OverflowException>(() => most.Times(2m));
    }

    [Fact]
    public void A_negative_amount_becomes_zero_where_none_may_be()
    {
        var (less, more) = (Money("-1.00"), Money("0.01"));

        Assert.Equal((Cents.Zero, more), (less.NotNegative(), more.NotNegative()));
    }

    private static Cents Money(string amount) => Cents.FromAmount(Number(amount));

    private static decimal Number(string text) =>
        decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
