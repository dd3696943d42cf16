namespace Aso.Ledger.Storage;

/// <summary>A blob by container and name.</summary>
public readonly record struct BlobName(string Container, string Name)
{
    public override string ToString() => $"{Container}/{Name}";
}

/// <summary>A blob of a list.</summary>
public sealed record ListedBlob(string Name, string Version, DateTimeOffset Modified, long Size);

/// <summary>A blob's size and version, as found.</summary>
public sealed record BlobFacts(long Size, string Version, DateTimeOffset Created);

/// <summary>
/// What the ledger asks of storage: rows with conditions and one-partition transactions, blobs, queue messages. Each
/// call is one storage transaction (a query: one a page). The memory and the Azure form pass one contract suite.
/// </summary>
public interface ILedgerStorage
{
    /// <summary>As many messages as a storage queue shows at once.</summary>
    const int PeekMax = 32;

    StorageCounts Counts { get; }

    Task<Row?> ReadAsync(string partition, string key, CancellationToken cancellation = default);

    /// <summary>Rows with <paramref name="from"/> ≤ key &lt; <paramref name="to"/>, in key order (ordinal).</summary>
    IAsyncEnumerable<Row> QueryAsync(
        string partition, string from, string to, CancellationToken cancellation = default);

    /// <summary>
    /// Makes all the writes, or none: at most 100 actions and 4 MiB on one partition. Returns each action's new version
    /// (null for a delete).
    /// </summary>
    /// <exception cref="ConflictException">A condition did not hold.</exception>
    Task<IReadOnlyList<string?>> CommitAsync(
        string partition, IReadOnlyList<RowAction> actions, CancellationToken cancellation = default);

    /// <summary>Writes a blob that others may rewrite: only for what is a pure function of the ledger.</summary>
    Task PutBlobAsync(BlobName blob, ReadOnlyMemory<byte> content, CancellationToken cancellation = default);

    /// <summary>Writes a blob piece by piece, of any size, where there is none of the name.</summary>
    /// <exception cref="ConflictException">There is one; how much of the content was read then is not said.</exception>
    Task UploadBlobAsync(BlobName blob, Stream content, CancellationToken cancellation = default);

    /// <summary>
    /// The bytes from <paramref name="offset"/>, at most <paramref name="length"/>; null: no such blob.
    /// </summary>
    Task<byte[]?> ReadBlobAsync(
        BlobName blob, long offset = 0, long? length = null, CancellationToken cancellation = default);

    /// <summary>A forward-only stream over a blob or a snapshot of it; null: no such blob.</summary>
    Task<Stream?> OpenBlobAsync(BlobName blob, string? snapshot = null, CancellationToken cancellation = default);

    Task<BlobFacts?> DescribeBlobAsync(BlobName blob, CancellationToken cancellation = default);

    /// <summary>Freezes the blob as it is now; returns the snapshot's id, null where there is no such blob.</summary>
    Task<string?> FreezeBlobAsync(BlobName blob, CancellationToken cancellation = default);

    /// <summary>
    /// Appends to a blob of exactly <paramref name="length"/> bytes (0: may not exist yet); at most 4 MiB.
    /// </summary>
    /// <exception cref="ConflictException">The blob has another length.</exception>
    Task AppendBlobAsync(
        BlobName blob, long length, ReadOnlyMemory<byte> content, CancellationToken cancellation = default);

    /// <summary>Deletes a blob and its snapshots; a missing one is no error.</summary>
    Task DeleteBlobAsync(BlobName blob, CancellationToken cancellation = default);

    /// <summary>Blobs whose names begin with <paramref name="prefix"/>, in order of names.</summary>
    IAsyncEnumerable<ListedBlob> ListBlobsAsync(
        string container, string prefix, CancellationToken cancellation = default);

    Task SendAsync(
        string queue, string message, TimeSpan? delay = null, CancellationToken cancellation = default);

    /// <summary>How many messages lie in a queue, roughly; 0 where there is no such queue.</summary>
    Task<int> CountMessagesAsync(string queue, CancellationToken cancellation = default);

    /// <summary>Messages that are visible now, without removing them: at most <see cref="PeekMax"/>.</summary>
    Task<IReadOnlyList<string>> PeekAsync(string queue, CancellationToken cancellation = default);
}

/// <summary>Rows that belong together because their keys begin alike.</summary>
public static class PrefixQuery
{
    /// <summary>Above every character that follows a prefix in the ledger's keys.</summary>
    private const string Last = "\u00ff";

    /// <summary>Rows whose keys begin with <paramref name="prefix"/>, in key order (ordinal).</summary>
    public static IAsyncEnumerable<Row> QueryAsync(
        this ILedgerStorage storage, string partition, string prefix, CancellationToken cancellation = default) =>
        storage.QueryAsync(partition, prefix, prefix + Last, cancellation);
}
