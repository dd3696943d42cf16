using System.Globalization;
using System.Runtime.CompilerServices;

namespace Aso.Ledger.Storage;

/// <summary>The blob and queue half of the memory form.</summary>
public sealed partial class MemoryStorage
{
    private const int AppendMaxBytes = 4 * 1024 * 1024;

    private readonly SortedDictionary<string, StoredBlob> _blobs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Queue<string>> _queues = new(StringComparer.Ordinal);

    private sealed record StoredBlob(byte[] Content, string Version)
    {
        public Dictionary<string, byte[]> Snapshots { get; init; } = new(StringComparer.Ordinal);
    }

    public Task PutBlobAsync(BlobName blob, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        Begin(StorageKind.Blob, cancellation);
        lock (_lock) Store(blob, content.ToArray());
        return Task.CompletedTask;
    }

    public async Task UploadBlobAsync(BlobName blob, Stream content, CancellationToken cancellation = default)
    {
        Begin(StorageKind.Blob, cancellation);
        using var whole = new MemoryStream();
        await content.CopyToAsync(whole, cancellation);
        lock (_lock)
        {
            if (_blobs.ContainsKey(blob.ToString())) throw new ConflictException(blob.ToString());
            Store(blob, whole.ToArray());
        }
    }

    public Task<byte[]?> ReadBlobAsync(
        BlobName blob, long offset = 0, long? length = null, CancellationToken cancellation = default)
    {
        Begin(StorageKind.Blob, cancellation);
        lock (_lock)
        {
            if (!_blobs.TryGetValue(blob.ToString(), out var stored)) return Task.FromResult<byte[]?>(null);
            var from = (int)Math.Min(offset, stored.Content.Length);
            var count = (int)Math.Min(length ?? int.MaxValue, stored.Content.Length - from);
            return Task.FromResult<byte[]?>(stored.Content.AsSpan(from, count).ToArray());
        }
    }

    public Task<Stream?> OpenBlobAsync(
        BlobName blob, string? snapshot = null, CancellationToken cancellation = default)
    {
        Begin(StorageKind.Blob, cancellation);
        lock (_lock)
        {
            var stored = _blobs.GetValueOrDefault(blob.ToString());
            var content = snapshot is null ? stored?.Content : stored?.Snapshots.GetValueOrDefault(snapshot);
            return Task.FromResult<Stream?>(content is null ? null : new MemoryStream(content, writable: false));
        }
    }

    public Task<BlobFacts?> DescribeBlobAsync(BlobName blob, CancellationToken cancellation = default)
    {
        Begin(StorageKind.Blob, cancellation);
        lock (_lock)
        {
            return Task.FromResult(
                _blobs.TryGetValue(blob.ToString(), out var stored)
                    ? new BlobFacts(stored.Content.Length, stored.Version, DateTimeOffset.UnixEpoch)
                    : null);
        }
    }

    public Task<string?> FreezeBlobAsync(BlobName blob, CancellationToken cancellation = default)
    {
        Begin(StorageKind.Blob, cancellation);
        lock (_lock)
        {
            if (!_blobs.TryGetValue(blob.ToString(), out var stored)) return Task.FromResult<string?>(null);
            var id = "snapshot-" + (stored.Snapshots.Count + 1).ToString(CultureInfo.InvariantCulture);
            stored.Snapshots.Add(id, stored.Content);
            return Task.FromResult<string?>(id);
        }
    }

    public Task AppendBlobAsync(
        BlobName blob, long length, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        Begin(StorageKind.Blob, cancellation);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, AppendMaxBytes);
        lock (_lock)
        {
            var before = _blobs.GetValueOrDefault(blob.ToString())?.Content ?? [];
            if (before.Length != length) throw new ConflictException(blob.ToString());
            Store(blob, [.. before, .. content.Span]);
        }

        return Task.CompletedTask;
    }

    public Task DeleteBlobAsync(BlobName blob, CancellationToken cancellation = default)
    {
        Begin(StorageKind.Blob, cancellation);
        lock (_lock) _blobs.Remove(blob.ToString());
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<ListedBlob> ListBlobsAsync(
        string container, string prefix, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        Begin(StorageKind.Blob, cancellation);
        var start = new BlobName(container, prefix).ToString();
        List<ListedBlob> found;
        lock (_lock)
        {
            found = _blobs
                .Where(blob => blob.Key.StartsWith(start, StringComparison.Ordinal))
                .Select(blob => new ListedBlob(
                    blob.Key[(container.Length + 1)..], blob.Value.Version, DateTimeOffset.UnixEpoch,
                    blob.Value.Content.Length))
                .ToList();
        }

        await Task.CompletedTask;
        foreach (var blob in found) yield return blob;
    }

    public Task SendAsync(
        string queue, string message, TimeSpan? delay = null, CancellationToken cancellation = default)
    {
        Begin(StorageKind.Queue, cancellation);
        lock (_lock)
        {
            if (!_queues.TryGetValue(queue, out var messages)) _queues.Add(queue, messages = []);
            messages.Enqueue(message);
        }

        return Task.CompletedTask;
    }

    public Task<int> CountMessagesAsync(string queue, CancellationToken cancellation = default)
    {
        Begin(StorageKind.Queue, cancellation);
        lock (_lock) return Task.FromResult(_queues.TryGetValue(queue, out var messages) ? messages.Count : 0);
    }

    public Task<IReadOnlyList<string>> PeekAsync(string queue, CancellationToken cancellation = default)
    {
        Begin(StorageKind.Queue, cancellation);
        lock (_lock)
            return Task.FromResult<IReadOnlyList<string>>(
                _queues.TryGetValue(queue, out var messages) ? [.. messages.Take(ILedgerStorage.PeekMax)] : []);
    }

    /// <summary>Takes the oldest message of a queue, for whoever plays the host; null: it is empty.</summary>
    public string? Take(string queue)
    {
        lock (_lock)
            return _queues.TryGetValue(queue, out var messages) && messages.TryDequeue(out var first) ? first : null;
    }

    private void Store(BlobName blob, byte[] content)
    {
        var name = blob.ToString();
        var snapshots = _blobs.GetValueOrDefault(name)?.Snapshots ?? [];
        _blobs[name] = new StoredBlob(content, NextVersion()) { Snapshots = snapshots };
    }
}
