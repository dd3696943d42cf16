using Azure;

namespace Aso.Ledger.Storage;

/// <summary>Someone else wrote first: a condition of a write did not hold, and nothing was changed.</summary>
public sealed class ConflictException(string place, Exception? cause = null)
    : Exception($"{place} was written by someone else first; nothing was changed", cause)
{
    /// <summary>The partition or blob the write was meant for.</summary>
    public string Place { get; } = place;
}

/// <summary>The one place that says which exceptions are storage's and which are defects of our own code.</summary>
internal static class StorageFailure
{
    /// <summary>Storage failed, or the process is ending: the next try may well succeed.</summary>
    public static bool Is(Exception cause) =>
        cause is RequestFailedException or IOException or OperationCanceledException or HttpRequestException
            or AggregateException;

    /// <summary>Our own code failed: it was not storage, another worker's write, or memory.</summary>
    public static bool IsDefect(Exception cause) =>
        !Is(cause) && cause is not (ConflictException or OutOfMemoryException);
}

/// <summary>A stored row is not what the ledger wrote: changed, removed, inserted or damaged.</summary>
public sealed class CorruptLedgerException(string partition, string key, string reason, Exception? cause = null)
    : Exception($"row {partition}/{key}: {reason}", cause)
{
    public string Partition { get; } = partition;

    public string Key { get; } = key;

    public string Reason { get; } = reason;
}
