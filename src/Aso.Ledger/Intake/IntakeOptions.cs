using System.Numerics;
using Aso.Ledger.Journal;

namespace Aso.Ledger.Intake;

/// <summary>How files are taken in.</summary>
public sealed record IntakeOptions
{
    /// <summary>Shards of an employer's ledger, a power of two up to 64; null: by the size of its first plan.</summary>
    public int? Shards { get; init; }

    /// <summary>Reject X12 transactions whose envelope has an error.</summary>
    public bool Strict { get; init; }

    /// <summary>By the calendar year in which a plan year starts; a plan above its limit is warned of (rule 3.33).</summary>
    public IReadOnlyDictionary<int, Limit> FederalLimits { get; init; } = FederalLimit.Known;

    /// <summary>One shard carries about 5,000 members, two and a half to an employee; fixed for good at first contact.</summary>
    public int ShardsFor(Plan? plan)
    {
        if (Shards is { } chosen) return chosen;
        var wanted = (plan?.Employees ?? 0) * 5L / 2 / 5000;
        return (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(wanted, 1, ShardId.ShardsMax));
    }
}
