using Aso.Domain.Plans;

namespace Aso.Domain.Enrollment;

/// <summary>
/// Tiers of single benefits that differ from the row's own: a family that has family dental and single medical. Equal
/// by value.
/// </summary>
public sealed class BenefitTiers : IEquatable<BenefitTiers>
{
    private readonly string?[] _tiers = new string?[Benefits.Count];

    private BenefitTiers()
    {
    }

    /// <summary>Null: there are none.</summary>
    public static BenefitTiers? Of(IEnumerable<(Benefit Benefit, string Tier)> tiers)
    {
        BenefitTiers? all = null;
        foreach (var (benefit, tier) in tiers) (all ??= new BenefitTiers())._tiers[(int)benefit] = tier;
        return all;
    }

    /// <summary>Null: as the row.</summary>
    public string? this[Benefit benefit] => _tiers[(int)benefit];

    /// <summary>In the order of the benefits.</summary>
    public IEnumerable<(Benefit Benefit, string Tier)> All =>
        Benefits.All.Where(benefit => this[benefit] is not null).Select(benefit => (benefit, this[benefit]!));

    public bool Equals(BenefitTiers? other) => other is not null && _tiers.AsSpan().SequenceEqual(other._tiers);

    public override bool Equals(object? obj) => Equals(obj as BenefitTiers);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var tier in _tiers) hash.Add(tier);
        return hash.ToHashCode();
    }

    /// <summary>As a CSV has them: <c>medical=single;dental=family</c>.</summary>
    public override string ToString() => string.Join(';', All.Select(one => $"{one.Benefit.Name()}={one.Tier}"));
}
