using Aso.Domain.Values;

namespace Aso.Domain.Plans;

/// <summary>A line of benefits (section 1). <see cref="Life"/> may appear in files and is always denied.</summary>
public enum Benefit : byte
{
    Medical,
    Pharmacy,
    Dental,
    ShortTermDisability,
    LongTermDisability,
    Life,
    Vision,
    SpendingAccount,
}

/// <summary>The benefits' names in files and over HTTP, and which are disability.</summary>
public static class Benefits
{
    public const int Count = 8;

    public static IReadOnlyList<Benefit> All { get; } = Enum.GetValues<Benefit>();

    public static string Name(this Benefit benefit) => benefit switch
    {
        Benefit.Medical => "medical",
        Benefit.Pharmacy => "pharmacy",
        Benefit.Dental => "dental",
        Benefit.ShortTermDisability => "shortTermDisability",
        Benefit.LongTermDisability => "longTermDisability",
        Benefit.Life => "life",
        Benefit.Vision => "vision",
        Benefit.SpendingAccount => "spendingAccount",
        _ => throw new ArgumentOutOfRangeException(nameof(benefit)),
    };

    public static bool IsDisability(this Benefit benefit) =>
        benefit is Benefit.ShortTermDisability or Benefit.LongTermDisability;

    /// <summary>What of amounts by benefit is of health: all that is not disability (section 1).</summary>
    public static Cents HealthOf(IReadOnlyList<Cents> byBenefit) =>
        All.Where(benefit => !benefit.IsDisability()).Sum(benefit => byBenefit[(int)benefit]);

    /// <summary>Reads a benefit's name, in any case.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Benefit benefit)
    {
        for (benefit = Benefit.Medical; benefit <= Benefit.SpendingAccount; benefit++)
            if (text.Equals(benefit.Name(), StringComparison.OrdinalIgnoreCase)) return true;
        benefit = default;
        return false;
    }
}

/// <summary>A set of benefits as one byte.</summary>
public readonly record struct BenefitSet(byte Bits)
{
    public static BenefitSet Of(IEnumerable<Benefit> benefits)
    {
        var set = default(BenefitSet);
        foreach (var benefit in benefits) set = set.With(benefit);
        return set;
    }

    public bool IsEmpty => Bits == 0;

    public bool Contains(Benefit benefit) => (Bits & (1 << (int)benefit)) != 0;

    public bool Contains(BenefitSet other) => (Bits & other.Bits) == other.Bits;

    public BenefitSet With(Benefit benefit) => new((byte)(Bits | (1 << (int)benefit)));

    public BenefitSet Union(BenefitSet other) => new((byte)(Bits | other.Bits));

    public BenefitSet Intersect(BenefitSet other) => new((byte)(Bits & other.Bits));

    public IEnumerable<Benefit> Members => Benefits.All.Where(Contains);
}
