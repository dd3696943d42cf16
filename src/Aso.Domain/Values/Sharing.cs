using System.Numerics;

namespace Aso.Domain.Values;

/// <summary>
/// Splits an amount so that the parts sum to it, by largest remainder (rule 2.2). The caller lists the weights in the
/// order in which ties are decided.
/// </summary>
public static class Sharing
{
    /// <summary>
    /// The part of each weight, in their order. A negative weight counts as zero; a negative amount is shared as its
    /// negative.
    /// </summary>
    /// <param name="whenAllZero">The place that gets everything where no weight is positive.</param>
    public static Cents[] Share(Cents amount, IReadOnlyList<Cents> weights, int whenAllZero)
    {
        // Two numbers of 63 bits: their product fits.
        return Share(amount, [.. weights.Select(weight => (Int128)Math.Max(0, weight.Value))], whenAllZero);
    }

    /// <inheritdoc cref="Share(Cents, IReadOnlyList{Cents}, int)"/>
    public static Cents[] Share(Cents amount, IReadOnlyList<long> weights, int whenAllZero) =>
        Share(amount, [.. weights.Select(weight => (Int128)Math.Max(0, weight))], whenAllZero);

    /// <inheritdoc cref="Share(Cents, IReadOnlyList{Cents}, int)"/>
    public static Cents[] Share(Cents amount, IReadOnlyList<Fraction> weights, int whenAllZero)
    {
        var common = weights.Aggregate(BigInteger.One, (multiple, weight) =>
            multiple / BigInteger.GreatestCommonDivisor(multiple, weight.Denominator) * weight.Denominator);
        return Share(
            amount,
            [.. weights.Select(weight => BigInteger.Max(0, weight.Numerator * (common / weight.Denominator)))],
            whenAllZero);
    }

    /// <param name="weights">Not negative.</param>
    private static Cents[] Share<T>(Cents amount, T[] weights, int whenAllZero)
        where T : IBinaryInteger<T>
    {
        var parts = new Cents[weights.Length];
        if (amount.IsZero) return parts;
        var total = weights.Aggregate(T.Zero, (sum, weight) => sum + weight);
        // A weight that is the total is the only one: by far the most common case, without a division.
        var only = T.IsZero(total) ? whenAllZero : Array.IndexOf(weights, total);
        if (only >= 0)
        {
            parts[only] = amount;
            return parts;
        }

        var left = Math.Abs(amount.Value);
        var (whole, sign) = (T.CreateChecked(left), Math.Sign(amount.Value));
        var cutOff = new T[weights.Length];
        for (var place = 0; place < weights.Length; place++)
        {
            (var part, cutOff[place]) = T.DivRem(whole * weights[place], total);
            parts[place] = new Cents(sign * long.CreateChecked(part));
            left -= long.CreateChecked(part);
        }

        // Fewer cents are left than parts were cut. The order is stable: of equals the earlier comes first.
        var mostCutOff = Enumerable.Range(0, weights.Length).OrderByDescending(place => cutOff[place]);
        foreach (var place in mostCutOff.Take((int)left)) parts[place] += new Cents(sign);
        return parts;
    }
}
