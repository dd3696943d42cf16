using Azure;

namespace Aso.Ledger;

/// <summary>Someone else wrote first: a condition of a write did not hold, and nothing was changed.</summary>
public sealed class ConflictException(string place, Exception? cause = null)
    : Exception($"{place} was written by someone else first; nothing was changed", cause)
{
    /// <summary>The partition or blob the write was meant for.</summary>
    public string Place { get; } = place;
}

/// <summary>What storage answers when it fails, or a process that ends: the next try may well succeed.</summary>
internal static class StorageFailure
{
    public static bool Is(Exception cause) =>
        cause is RequestFailedException or IOException or OperationCanceledException or HttpRequestException
            or AggregateException;
}

/// <summary>A stored row is not what the ledger wrote: changed, removed, inserted or damaged.</summary>
public sealed class CorruptLedgerException(string partition, string key, string reason, Exception? cause = null)
    : Exception($"row {partition}/{key}: {reason}", cause)
{
    public string Partition { get; } = partition;

    public string Key { get; } = key;

    public string Reason { get; } = reason;
}

/// <summary>
/// Someone else has made the entry final that is being prepared: what was read for it may be of later entries, and must
/// not be written down.
/// </summary>
internal sealed class OvertakenException(JournalEntry entry)
    : Exception($"journal entry {entry.Sequence} of {entry.Employer} was made final by someone else")
{
    /// <summary>As it stands.</summary>
    public JournalEntry Entry => entry;
}

/// <summary>
/// An item of the journal cannot be applied: a defect of ours. Its shard waits at it, so that nothing is left out; all
/// other shards go on, and the shard does once the cause is gone.
/// </summary>
public sealed class ApplyFailedException(ShardId shard, Position position, Exception cause)
    : Exception($"shard {shard} cannot apply item {position.Index} of journal entry {position.Sequence}", cause)
{
    public ShardId Shard { get; } = shard;

    public Position Position { get; } = position;
}

/// <summary>
/// A file cannot be prepared: a defect of ours. Its employer's later entries wait, so that their order stands; other
/// employers go on, and this one does once the cause is gone.
/// </summary>
public sealed class PrepareFailedException(string employer, long sequence, Exception cause)
    : Exception($"journal entry {sequence} of {employer} cannot be prepared", cause)
{
    public string Employer { get; } = employer;

    public long Sequence { get; } = sequence;
}
