using System.Globalization;
using System.Numerics;
using System.Text;

namespace Aso.Ledger.Journal;

/// <summary>One shard of an employer's ledger. A family always lands in the same one.</summary>
public readonly record struct ShardId(string Employer, int Shard)
{
    public const int ShardsMax = 64;

    /// <summary>The shard that posts what belongs to no family: deposits, reimbursements, some recoveries.</summary>
    public const int Common = 0;

    /// <summary>The partition of its rows, and its name in messages: <c>{employer}~{shard}</c>.</summary>
    public string Partition => ToString();

    /// <summary>The shard of a family: FNV-1a of the subscriber's id in UTF-8, mixed. Never changed again.</summary>
    /// <param name="shards">A power of two.</param>
    public static int IndexFor(string subscriberId, int shards)
    {
        if (!BitOperations.IsPow2(shards)) throw new ArgumentOutOfRangeException(nameof(shards));
        Span<byte> buffer = stackalloc byte[256];
        var length = Encoding.UTF8.GetMaxByteCount(subscriberId.Length) <= buffer.Length
            ? Encoding.UTF8.GetBytes(subscriberId, buffer)
            : -1;
        ReadOnlySpan<byte> bytes = length < 0 ? Encoding.UTF8.GetBytes(subscriberId) : buffer[..length];
        unchecked
        {
            var hash = 14695981039346656037UL;
            foreach (var value in bytes) hash = (hash ^ value) * 1099511628211UL;
            hash ^= hash >> 33;
            hash *= 0xff51afd7ed558ccdUL;
            hash ^= hash >> 33;
            return (int)(hash & (uint)(shards - 1));
        }
    }

    /// <summary>Reads <c>{employer}~{shard}</c>.</summary>
    public static bool TryParse(string? text, out ShardId shard)
    {
        shard = default;
        var separator = text?.LastIndexOf('~') ?? -1;
        if (separator <= 0
            || !int.TryParse(
                text.AsSpan(separator + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number >= ShardsMax) return false;
        shard = new ShardId(text![..separator], number);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Employer}~{Shard}");
}
