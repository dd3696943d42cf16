namespace Aso.Ledger;

/// <summary>Someone else wrote first: a condition of a write did not hold, and nothing was changed.</summary>
public sealed class ConflictException : Exception
{
    public ConflictException(string place, Exception? cause = null)
        : base($"{place} was written by someone else first; nothing was changed", cause) => Place = place;

    /// <summary>The partition or blob the write was meant for.</summary>
    public string Place { get; }
}

/// <summary>A stored row is not what the ledger wrote: changed, removed, inserted or damaged.</summary>
public sealed class CorruptLedgerException : Exception
{
    public CorruptLedgerException(string partition, string key, string reason, Exception? cause = null)
        : base($"row {partition}/{key}: {reason}", cause)
    {
        Partition = partition;
        Key = key;
        Reason = reason;
    }

    public string Partition { get; }

    public string Key { get; }

    public string Reason { get; }
}

/// <summary>
/// An item of the journal cannot be applied: a defect of ours. Its shard waits at it, so that nothing is left out; all
/// other shards go on, and the shard does once the cause is gone.
/// </summary>
public sealed class ApplyFailedException : Exception
{
    public ApplyFailedException(ShardId shard, Position position, Exception cause)
        : base($"shard {shard} cannot apply item {position.Index} of journal entry {position.Sequence}", cause)
    {
        Shard = shard;
        Position = position;
    }

    public ShardId Shard { get; }

    public Position Position { get; }
}

/// <summary>
/// A file cannot be prepared: a defect of ours. Its employer's later entries wait, so that their order stands; other
/// employers go on, and this one does once the cause is gone.
/// </summary>
public sealed class PrepareFailedException : Exception
{
    public PrepareFailedException(string employer, long sequence, Exception cause)
        : base($"journal entry {sequence} of {employer} cannot be prepared", cause)
    {
        Employer = employer;
        Sequence = sequence;
    }

    public string Employer { get; }

    public long Sequence { get; }
}
