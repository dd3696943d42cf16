using Azure;

namespace Aso.Ledger.Storage;

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
