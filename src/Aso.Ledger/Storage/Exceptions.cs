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
