using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

/// <summary>Every call of a storage passes <see cref="AroundAsync"/>.</summary>
internal abstract class StorageDecorator(ILedgerStorage inner) : ILedgerStorage
{
    public StorageCounts Counts => inner.Counts;

    /// <param name="what">For traces.</param>
    /// <param name="hasCondition">Whether storage may refuse the call because of what is stored.</param>
    protected abstract Task<T> AroundAsync<T>(string what, Func<Task<T>> call, bool hasCondition = false);

    public Task<Row?> ReadAsync(string partition, string key, CancellationToken cancellation = default) =>
        AroundAsync($"read {partition}/{key}", () => inner.ReadAsync(partition, key, cancellation));

    public async IAsyncEnumerable<Row> QueryAsync(
        string partition,
        string from,
        string to,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var rows = await AroundAsync(
            $"query {partition}/{from}",
            async () => await inner.QueryAsync(partition, from, to, cancellation).ToListAsync());
        foreach (var row in rows) yield return row;
    }

    public virtual Task<IReadOnlyList<string?>> CommitAsync(
        string partition, IReadOnlyList<RowAction> actions, CancellationToken cancellation = default) =>
        AroundAsync(
            $"commit {partition}: {string.Join(' ', actions.Select(action => $"{action.Kind} {action.Row.Key}"))}",
            () => inner.CommitAsync(partition, actions, cancellation),
            actions.Any(action => action.Kind != RowActionKind.Upsert));

    public virtual Task PutBlobAsync(BlobName blob, ReadOnlyMemory<byte> content, CancellationToken cancellation = default) =>
        AroundAsync($"put {blob}", () => Nothing(inner.PutBlobAsync(blob, content, cancellation)));

    public Task UploadBlobAsync(BlobName blob, Stream content, CancellationToken cancellation = default) =>
        AroundAsync(
            $"upload {blob}", () => Nothing(inner.UploadBlobAsync(blob, content, cancellation)), hasCondition: true);

    public Task<byte[]?> ReadBlobAsync(
        BlobName blob, long offset = 0, long? length = null, CancellationToken cancellation = default) =>
        AroundAsync($"read {blob}", () => inner.ReadBlobAsync(blob, offset, length, cancellation));

    public virtual Task<Stream?> OpenBlobAsync(
        BlobName blob, string? snapshot = null, CancellationToken cancellation = default) =>
        AroundAsync($"open {blob}", () => inner.OpenBlobAsync(blob, snapshot, cancellation));

    public Task<BlobFacts?> DescribeBlobAsync(BlobName blob, CancellationToken cancellation = default) =>
        AroundAsync($"describe {blob}", () => inner.DescribeBlobAsync(blob, cancellation));

    public Task<string?> FreezeBlobAsync(BlobName blob, CancellationToken cancellation = default) =>
        AroundAsync($"freeze {blob}", () => inner.FreezeBlobAsync(blob, cancellation));

    public Task AppendBlobAsync(
        BlobName blob, long length, ReadOnlyMemory<byte> content, CancellationToken cancellation = default) =>
        AroundAsync(
            $"append {blob} at {length}",
            () => Nothing(inner.AppendBlobAsync(blob, length, content, cancellation)),
            hasCondition: true);

    public virtual Task DeleteBlobAsync(BlobName blob, CancellationToken cancellation = default) =>
        AroundAsync($"delete {blob}", () => Nothing(inner.DeleteBlobAsync(blob, cancellation)));

    public virtual async IAsyncEnumerable<ListedBlob> ListBlobsAsync(
        string container,
        string prefix,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var found = await AroundAsync(
            $"list {container}/{prefix}",
            async () => await inner.ListBlobsAsync(container, prefix, cancellation).ToListAsync());
        foreach (var blob in found) yield return blob;
    }

    public virtual Task SendAsync(
        string queue, string message, TimeSpan? delay = null, CancellationToken cancellation = default) =>
        AroundAsync($"send {queue} {message}", () => Nothing(inner.SendAsync(queue, message, delay, cancellation)));

    public Task<int> CountMessagesAsync(string queue, CancellationToken cancellation = default) =>
        AroundAsync($"count {queue}", () => inner.CountMessagesAsync(queue, cancellation));

    public virtual Task<IReadOnlyList<string>> PeekAsync(string queue, CancellationToken cancellation = default) =>
        AroundAsync($"peek {queue}", () => inner.PeekAsync(queue, cancellation));

    private static async Task<bool> Nothing(Task call)
    {
        await call;
        return true;
    }
}
