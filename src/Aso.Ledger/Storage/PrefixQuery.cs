namespace Aso.Ledger.Storage;

/// <summary>Rows that belong together because their keys begin alike.</summary>
public static class PrefixQuery
{
    /// <summary>Above every character that follows a prefix in the ledger's keys.</summary>
    private const string Last = "\u00ff";

    /// <summary>Rows whose keys begin with <paramref name="prefix"/>, in key order (ordinal).</summary>
    public static IAsyncEnumerable<Row> QueryAsync(
        this ILedgerStorage storage, string partition, string prefix, CancellationToken cancellation = default)
    {
        return storage.QueryAsync(partition, prefix, prefix + Last, cancellation);
    }
}
