using System.Globalization;
using System.Numerics;

namespace Aso.Domain.Values;

/// <summary>
/// An exact number, for formulas whose one rounding comes last (rule 2.1). Amounts enter and leave it in cents.
/// </summary>
public readonly record struct Fraction : IComparable<Fraction>
{
    private const int PowerDecimals = 40;

    /// <summary>Zero stands for one, so that the default is the number zero.</summary>
    private readonly BigInteger _denominator;

    private Fraction(BigInteger numerator, BigInteger denominator)
    {
        var common = denominator.IsOne ? denominator : BigInteger.GreatestCommonDivisor(numerator, denominator);
        if (denominator.Sign < 0) common = -common;
        (Numerator, denominator) = common.IsOne ? (numerator, denominator) : (numerator / common, denominator / common);
        _denominator = denominator.IsOne ? BigInteger.Zero : denominator;
    }

    public static Fraction Zero => default;

    public static Fraction One { get; } = new(1, 1);

    public BigInteger Numerator { get; }

    /// <summary>Positive.</summary>
    public BigInteger Denominator => _denominator.IsZero ? BigInteger.One : _denominator;

    public bool IsZero => Numerator.IsZero;

    public static Fraction Of(long number) => new(number, 1);

    /// <summary>In cents.</summary>
    public static Fraction Of(Cents amount) => Of(amount.Value);

    public static Fraction Of(decimal number)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(number, bits);
        // The decimal's digits without its point.
        var digits = new BigInteger(new decimal(bits[0], bits[1], bits[2], decimal.IsNegative(number), scale: 0));
        return new Fraction(digits, BigInteger.Pow(10, number.Scale));
    }

    /// <exception cref="DivideByZeroException"><paramref name="denominator"/> is zero.</exception>
    public static Fraction Of(Cents numerator, Cents denominator) => Of(numerator) / Of(denominator);

    /// <summary>
    /// number^(numerator ÷ denominator), exact to 40 decimals, which is more than the 28 digits of rule 2.1.
    /// </summary>
    /// <param name="number">Positive.</param>
    /// <param name="numerator">Not negative.</param>
    /// <param name="denominator">Positive.</param>
    public static Fraction Power(Fraction number, int numerator, int denominator)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number.Numerator.Sign, 1, nameof(number));
        ArgumentOutOfRangeException.ThrowIfNegative(numerator);
        ArgumentOutOfRangeException.ThrowIfLessThan(denominator, 1);
        var common = (int)BigInteger.GreatestCommonDivisor(numerator, denominator);
        var (power, root) = (numerator / common, denominator / common);
        var raised = new Fraction(
            BigInteger.Pow(number.Numerator, power), BigInteger.Pow(number.Denominator, power));
        if (root == 1) return raised;
        var scale = BigInteger.Pow(10, PowerDecimals);
        return new Fraction(Root(raised.Numerator * BigInteger.Pow(scale, root) / raised.Denominator, root), scale);
    }

    public static Fraction operator +(Fraction left, Fraction right) => left.Denominator == right.Denominator
        ? new(left.Numerator + right.Numerator, left.Denominator)
        : new(left.Numerator * right.Denominator + right.Numerator * left.Denominator,
            left.Denominator * right.Denominator);

    public static Fraction operator -(Fraction left, Fraction right) => left + -right;

    public static Fraction operator -(Fraction value) => new(-value.Numerator, value.Denominator);

    public static Fraction operator *(Fraction left, Fraction right) =>
        new(left.Numerator * right.Numerator, left.Denominator * right.Denominator);

    /// <exception cref="DivideByZeroException"><paramref name="right"/> is zero.</exception>
    public static Fraction operator /(Fraction left, Fraction right) =>
        right.IsZero
            ? throw new DivideByZeroException()
            : new Fraction(left.Numerator * right.Denominator, left.Denominator * right.Numerator);

    public static bool operator <(Fraction left, Fraction right) => left.CompareTo(right) < 0;

    public static bool operator >(Fraction left, Fraction right) => left.CompareTo(right) > 0;

    public static bool operator <=(Fraction left, Fraction right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Fraction left, Fraction right) => left.CompareTo(right) >= 0;

    public int CompareTo(Fraction other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string? text, out Fraction value)
    {
        value = Zero;
        if (text?.Split('/') is not [var numerator, var denominator]
            || !BigInteger.TryParse(numerator, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var over)
            || !BigInteger.TryParse(denominator, NumberStyles.None, CultureInfo.InvariantCulture, out var under)
            || under.IsZero) return false;
        value = new Fraction(over, under);
        return true;
    }

    /// <summary>Numerator and denominator, as <c>1/3</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");

    /// <summary>This number of cents, rounded once, half away from zero (rule 2.1).</summary>
    /// <exception cref="OverflowException">It does not fit.</exception>
    public Cents Round()
    {
        var half = (2 * BigInteger.Abs(Numerator) + Denominator) / (2 * Denominator);
        return new Cents((long)(Numerator.Sign * half));
    }

    /// <summary>This number to six decimals, half away from zero, for people to read.</summary>
    /// <exception cref="OverflowException">It does not fit.</exception>
    public decimal ToSixDecimals() => new decimal((this * Of(1_000_000)).Round().Value) * 0.000001m;

    /// <summary>The largest whole number whose power is not above <paramref name="number"/>, by Newton.</summary>
    private static BigInteger Root(BigInteger number, int root)
    {
        if (number.IsZero) return number;
        // Any start at or above the root falls to it; this one has the right number of bits.
        var guess = BigInteger.One << (int)(number.GetBitLength() / root + 1);
        while (true)
        {
            var next = ((root - 1) * guess + number / BigInteger.Pow(guess, root - 1)) / root;
            if (next >= guess) return guess;
            guess = next;
        }
    }
}
