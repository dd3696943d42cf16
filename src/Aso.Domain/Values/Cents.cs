using System.Globalization;
using System.Numerics;

namespace Aso.Domain.Values;

/// <summary>
/// An amount of money in whole cents of the plan's one currency (rule 2.1). Arithmetic is checked: it throws
/// <see cref="OverflowException"/> rather than wrap.
/// </summary>
public readonly record struct Cents(long Value) :
    IComparable<Cents>,
    IAdditionOperators<Cents, Cents, Cents>,
    ISubtractionOperators<Cents, Cents, Cents>,
    IUnaryNegationOperators<Cents, Cents>,
    IComparisonOperators<Cents, Cents, bool>,
    IAdditiveIdentity<Cents, Cents>
{
    /// <summary>Times any rate of 31 bits it stays within 63.</summary>
    private const long FastLimit = uint.MaxValue;

    private static readonly long[] PowersOfTen =
        [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    /// <summary>
    /// The most that any one amount may be that comes from outside, of a claim, an enrollment, a deposit or a plan:
    /// 10 billion units. Whoever reads one rejects more, so that sums stay within 63 bits.
    /// </summary>
    public static Cents AmountMax { get; } = new(10_000_000_000_00);

    public static Cents Zero => default;

    public static Cents AdditiveIdentity => default;

    public bool IsZero => Value == 0;

    /// <summary>The amount in whole currency units, always exact, with two decimals.</summary>
    public decimal Amount => new decimal(Value) * 0.01m;

    /// <summary>
    /// An amount in currency units that must be whole cents; false where it has a fraction of a cent or does not fit.
    /// </summary>
    public static bool TryFromAmount(decimal amount, out Cents cents)
    {
        cents = default;
        if (amount is > 90_000_000_000_000_000m or < -90_000_000_000_000_000m) return false;
        var scaled = amount * 100m;
        if (scaled != decimal.Truncate(scaled)) return false;
        cents = new Cents(decimal.ToInt64(scaled));
        return true;
    }

    /// <summary>An amount in currency units that is whole cents.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It has a fraction of a cent or does not fit.</exception>
    public static Cents FromAmount(decimal amount) =>
        TryFromAmount(amount, out var cents)
            ? cents
            : throw new ArgumentOutOfRangeException(nameof(amount), "an amount of whole cents was expected");

    /// <summary>The one rounding of rule 2.1, half away from zero, of an exact number of cents.</summary>
    public static Cents Round(decimal cents) =>
        new(decimal.ToInt64(decimal.Round(cents, 0, MidpointRounding.AwayFromZero)));

    /// <summary>This amount × <paramref name="rate"/>, rounded once (rule 2.1).</summary>
    public Cents Times(decimal rate)
    {
        // Rates have few digits: whole-number arithmetic gives the same cents many times faster.
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(rate, parts);
        var scale = (parts[3] >> 16) & 0xFF;
        if (scale >= PowersOfTen.Length || (parts[1] | parts[2]) != 0 || parts[0] < 0 || rate < 0m
            || Value is > FastLimit or < -FastLimit) return Round(Value * rate);
        var (product, unit) = (Value * parts[0], PowersOfTen[scale]);
        var (whole, rest) = Math.DivRem(product, unit);
        return new Cents(whole + (Math.Abs(rest) * 2 < unit ? 0 : Math.Sign(rest)));
    }

    public static Cents Min(Cents left, Cents right) => new(Math.Min(left.Value, right.Value));

    public static Cents Max(Cents left, Cents right) => new(Math.Max(left.Value, right.Value));

    /// <summary>The amount, or zero where it is negative.</summary>
    public Cents NotNegative() => new(Math.Max(Value, 0));

    public int CompareTo(Cents other) => Value.CompareTo(other.Value);

    public static Cents operator +(Cents left, Cents right) => new(left.Value + right.Value);

    public static Cents operator -(Cents left, Cents right) => new(left.Value - right.Value);

    public static Cents operator -(Cents value) => new(-value.Value);

    public static Cents operator *(Cents left, long times) => new(left.Value * times);

    public static bool operator <(Cents left, Cents right) => left.Value < right.Value;

    public static bool operator >(Cents left, Cents right) => left.Value > right.Value;

    public static bool operator <=(Cents left, Cents right) => left.Value <= right.Value;

    public static bool operator >=(Cents left, Cents right) => left.Value >= right.Value;

    /// <summary>The amount with two decimals and a point, as <c>1234.50</c>.</summary>
    public override string ToString() => Amount.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Sums of amounts.</summary>
public static class CentsExtensions
{
    public static Cents Sum(this IEnumerable<Cents> amounts)
    {
        var sum = Cents.Zero;
        foreach (var amount in amounts) sum += amount;
        return sum;
    }

    public static Cents Sum<T>(this IEnumerable<T> items, Func<T, Cents> amount)
    {
        var sum = Cents.Zero;
        foreach (var item in items) sum += amount(item);
        return sum;
    }
}
