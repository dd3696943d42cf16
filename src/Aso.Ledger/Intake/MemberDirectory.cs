using System.IO.Compression;
using System.Text;
using Aso.Ledger.Journal;

namespace Aso.Ledger.Intake;

/// <summary>
/// Which family each member of an employer belongs to: what routes a claim that names no subscriber to its shard.
/// </summary>
public sealed class MemberDirectory
{
    /// <summary>Of a member: two ids of some ten characters, and a place in the dictionary.</summary>
    private const long MemberBytes = 160;

    private readonly Dictionary<string, string> _subscribers;

    private MemberDirectory(Dictionary<string, string> subscribers) => _subscribers = subscribers;

    public static MemberDirectory Empty => new(new Dictionary<string, string>(StringComparer.Ordinal));

    public int Count => _subscribers.Count;

    /// <summary>What a directory takes in memory, roughly (docs/benchmarks.md, *Memory*).</summary>
    internal static long BytesOf(long members) => 1024 + members * MemberBytes;

    /// <summary>Null: the member is unknown.</summary>
    public string? SubscriberOf(string memberId) => _subscribers.GetValueOrDefault(memberId);

    /// <summary>Whether the row would take its member to another shard, which nothing can do.</summary>
    public bool WouldMove(EnrollmentRow row, int shards)
    {
        return SubscriberOf(row.MemberId) is { } before
            && ShardId.IndexFor(before, shards) != ShardId.IndexFor(row.SubscriberId, shards);
    }

    /// <summary>The member belongs to the row's family from now on.</summary>
    public void Put(EnrollmentRow row)
    {
        _subscribers[row.MemberId] = row.SubscriberId;
    }

    /// <summary>The shard of a claim: its member's family, else the subscriber it names, else its member id.</summary>
    public int ShardOf(Claim claim, int shards)
    {
        return ShardId.IndexFor(SubscriberOf(claim.MemberId) ?? claim.SubscriberId ?? claim.MemberId, shards);
    }

    /// <summary>Equal directories give equal bytes.</summary>
    public byte[] Write()
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest))
        using (var writer = new BinaryWriter(brotli, Encoding.UTF8))
        {
            writer.Write(_subscribers.Count);
            foreach (var (member, subscriber) in _subscribers.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                writer.Write(member);
                writer.Write(subscriber);
            }
        }

        return packed.ToArray();
    }

    public static MemberDirectory Read(byte[] bytes)
    {
        using var reader = new BinaryReader(
            new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress), Encoding.UTF8);
        var count = reader.ReadInt32();
        var subscribers = new Dictionary<string, string>(count, StringComparer.Ordinal);
        for (var index = 0; index < count; index++)
        {
            var member = reader.ReadString();
            subscribers.Add(member, reader.ReadString());
        }

        return new MemberDirectory(subscribers);
    }
}
