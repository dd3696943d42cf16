namespace Aso.Local.Generation;

/// <summary>
/// SplitMix64: the same numbers for the same seed on every machine and .NET version, which Random does not promise.
/// </summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>An independent generator for one part of the work, so that parts do not shift each other.</summary>
    public static Dice ForPart(long seed, int part) =>
        new(unchecked(new Dice((ulong)seed).Next() + (ulong)part * 0xD1B54A32D192ED03UL));

    /// <summary>A whole number in <c>[0, count)</c>.</summary>
    public int Below(int count) => (int)(((Next() >> 32) * (ulong)count) >> 32);

    /// <summary>A whole number from first to last, both included.</summary>
    public int Between(int first, int last) => first + Below(last - first + 1);

    public bool PerMille(int chances) => Below(1000) < chances;

    /// <summary>An amount from low to high, both included; most of them near low, as charges are.</summary>
    public long Skewed(long low, long high)
    {
        const int bits = 20;
        var draw = (ulong)Below(1 << bits);
        var cubed = (draw * draw * draw) >> (2 * bits);
        return low + (long)((ulong)(high - low) * cubed >> bits);
    }

    /// <summary>The index of a weight, drawn by its share of their sum.</summary>
    public int Weighted(ReadOnlySpan<int> weights)
    {
        var sum = 0;
        foreach (var weight in weights) sum += weight;
        var draw = Below(sum);
        var index = 0;
        while (draw >= weights[index]) draw -= weights[index++];
        return index;
    }

    private ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15UL;
            var mixed = _state;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
            return mixed ^ (mixed >> 31);
        }
    }
}
