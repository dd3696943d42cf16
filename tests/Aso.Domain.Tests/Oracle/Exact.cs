using System.Numerics;

namespace Aso.Domain.Tests.Oracle;

/// <summary>A fraction, for the worksheet's own arithmetic.</summary>
internal readonly record struct Exact
{
    public Exact(BigInteger over, BigInteger under)
    {
        var common = BigInteger.GreatestCommonDivisor(over, under) * (under.Sign < 0 ? -1 : 1);
        (Over, Under) = (over / common, under / common);
    }

    public BigInteger Over { get; }

    public BigInteger Under { get; }

    public static Exact Of(decimal number) => new(new BigInteger(number * 1_000_000_000m), 1_000_000_000);

    public static implicit operator Exact(long number) => new(number, 1);

    public static Exact operator +(Exact left, Exact right) =>
        new(left.Over * right.Under + right.Over * left.Under, left.Under * right.Under);

    public static Exact operator -(Exact left, Exact right) => left + new Exact(-right.Over, right.Under);

    public static Exact operator *(Exact left, Exact right) => new(left.Over * right.Over, left.Under * right.Under);

    public static Exact operator /(Exact left, Exact right) => new(left.Over * right.Under, left.Under * right.Over);

    public static bool operator >(Exact left, Exact right) => (left - right).Over.Sign > 0;

    public static bool operator <(Exact left, Exact right) => right > left;

    public Exact NotNegative() => Over.Sign < 0 ? 0 : this;

    /// <summary>number^(power ÷ 24), to 50 decimals, by halving.</summary>
    public static Exact RootOf24(Exact number, int power)
    {
        var scale = BigInteger.Pow(10, 50);
        var (least, most) = (BigInteger.Zero, scale * 100);
        var aim = BigInteger.Pow(number.Over, power) * BigInteger.Pow(scale, 24);
        while (most - least > 1)
        {
            var middle = (least + most) / 2;
            if (BigInteger.Pow(middle, 24) * BigInteger.Pow(number.Under, power) <= aim) least = middle;
            else most = middle;
        }

        return new Exact(least, scale);
    }

    /// <summary>Half away from zero.</summary>
    public long Round() => (long)((2 * BigInteger.Abs(Over) + Under) / (2 * Under)) * Over.Sign;

    /// <summary>Rule 2.2.</summary>
    public static long[] Share(long amount, Exact[] weights, int whenAllZero)
    {
        var parts = new long[weights.Length];
        Exact[] positive = [.. weights.Select(weight => weight.NotNegative())];
        var total = positive.Aggregate((Exact)0, (sum, weight) => sum + weight);
        if (total.Over.IsZero)
        {
            parts[whenAllZero] = amount;
            return parts;
        }

        Exact[] exact = [.. positive.Select(weight => Math.Abs(amount) * weight / total)];
        for (var place = 0; place < parts.Length; place++) parts[place] = (long)(exact[place].Over / exact[place].Under);
        var left = Math.Abs(amount) - parts.Sum();
        while (left-- > 0)
        {
            var most = 0;
            for (var place = 1; place < parts.Length; place++)
                if (exact[place] - parts[place] > exact[most] - parts[most]) most = place;
            parts[most]++;
        }

        return [.. parts.Select(part => amount < 0 ? -part : part)];
    }
}
