using System.Globalization;
using System.Runtime.CompilerServices;

namespace Aso.Ledger.Storage;

/// <summary>
/// Another storage with changes in memory over it: reads fall through, writes stay here and are gone with it, and messages
/// go nowhere. So the pipeline's own code tells what it would do, and nothing is done. Thread-safe.
/// </summary>
/// <param name="bytesMax">The most that writes may take.</param>
public sealed class OverlayStorage(ILedgerStorage below, long bytesMax = long.MaxValue) : ILedgerStorage
{
    private readonly Lock _lock = new();

    /// <summary>By partition and key; null: deleted.</summary>
    private readonly Dictionary<string, SortedDictionary<string, Row?>> _rows = new(StringComparer.Ordinal);

    /// <summary>By container and name; null: deleted.</summary>
    private readonly SortedDictionary<string, Blob?> _blobs = new(StringComparer.Ordinal);

    private (string Partition, string From, string To)? _hidden;
    private long _versions;
    private long _bytes;

    /// <summary>Of the storage below.</summary>
    public StorageCounts Counts => below.Counts;

    /// <summary>Reads the row below once and for all; null: there is none.</summary>
    public async Task<Row?> PinAsync(string partition, string key, CancellationToken cancellation = default)
    {
        var found = await below.ReadAsync(partition, key, cancellation);
        lock (_lock) RowsOf(partition)[key] = found;
        return found;
    }

    /// <summary>What comes below with <paramref name="from"/> ≤ key &lt; <paramref name="to"/> is not seen.</summary>
    public void Hide(string partition, string from, string to) => _hidden = (partition, from, to);

    /// <summary>A blob whose bytes are not held in memory.</summary>
    /// <param name="open">Opens them, as often as they are asked for.</param>
    public void Put(BlobName blob, long size, Func<Stream> open)
    {
        lock (_lock) _blobs[blob.ToString()] = new Blob(NextVersion(), size, open);
    }

    public async Task<Row?> ReadAsync(string partition, string key, CancellationToken cancellation = default)
    {
        lock (_lock)
            if (TryFind(partition, key, out var row)) return row;
        return await ReadBelowAsync(partition, key, cancellation);
    }

    public async IAsyncEnumerable<Row> QueryAsync(
        string partition, string from, string to, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        Queue<KeyValuePair<string, Row?>> over;
        lock (_lock)
            over = new(RowsOf(partition).Where(row =>
                string.CompareOrdinal(row.Key, from) >= 0 && string.CompareOrdinal(row.Key, to) < 0));
        await foreach (var row in below.QueryAsync(partition, from, to, cancellation))
        {
            while (over.TryPeek(out var next) && string.CompareOrdinal(next.Key, row.Key) < 0)
                if (over.Dequeue().Value is { } before) yield return before;
            if (over.TryPeek(out var same) && same.Key == row.Key)
            {
                if (over.Dequeue().Value is { } instead) yield return instead;
            }
            else if (!IsHidden(partition, row.Key)) yield return row;
        }

        while (over.TryDequeue(out var rest))
            if (rest.Value is { } row) yield return row;
    }

    public async Task<IReadOnlyList<string?>> CommitAsync(
        string partition, IReadOnlyList<RowAction> actions, CancellationToken cancellation = default)
    {
        RowLimits.Check(partition, actions);
        var stored = new Row?[actions.Count];
        for (var index = 0; index < actions.Count; index++)
            if (actions[index].Kind != RowActionKind.Upsert)
                stored[index] = await ReadAsync(partition, actions[index].Row.Key, cancellation);
        lock (_lock)
        {
            foreach (var (index, action) in actions.Index())
                if (!Holds(action, TryFind(partition, action.Row.Key, out var row) ? row : stored[index]))
                    throw new ConflictException($"{partition}/{action.Row.Key}");
            return [.. actions.Select(action => Apply(partition, action))];
        }
    }

    public Task PutBlobAsync(BlobName blob, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        var bytes = content.ToArray();
        lock (_lock)
        {
            Take(bytes.Length);
            var snapshots = _blobs.GetValueOrDefault(blob.ToString())?.Snapshots ?? [];
            _blobs[blob.ToString()] = new Blob(NextVersion(), bytes.Length, () => new MemoryStream(bytes, writable: false))
            {
                Snapshots = snapshots,
            };
        }

        return Task.CompletedTask;
    }

    public async Task UploadBlobAsync(BlobName blob, Stream content, CancellationToken cancellation = default)
    {
        if (await DescribeBlobAsync(blob, cancellation) is not null) throw new ConflictException(blob.ToString());
        using var whole = new MemoryStream();
        await content.CopyToAsync(whole, cancellation);
        await PutBlobAsync(blob, whole.ToArray(), cancellation);
    }

    public async Task<byte[]?> ReadBlobAsync(
        BlobName blob, long offset = 0, long? length = null, CancellationToken cancellation = default)
    {
        if (!TryFind(blob, out var found)) return await below.ReadBlobAsync(blob, offset, length, cancellation);
        if (found is null) return null;
        var end = length is { } asked ? Math.Min(found.Size, offset + asked) : found.Size;
        // Its beginning may lie below.
        var start = offset < found.SizeBelow
            ? (await below.ReadBlobAsync(blob, offset, Math.Min(end, found.SizeBelow) - offset, cancellation))!
            : [];
        var from = Math.Max(offset, found.SizeBelow);
        if (from >= end) return start;
        var bytes = new byte[start.Length + (end - from)];
        start.CopyTo(bytes, 0);
        await using var content = found.Open();
        content.Position = from - found.SizeBelow;
        await content.ReadExactlyAsync(bytes.AsMemory(start.Length), cancellation);
        return bytes;
    }

    public async Task<Stream?> OpenBlobAsync(
        BlobName blob, string? snapshot = null, CancellationToken cancellation = default)
    {
        if (!TryFind(blob, out var found)) return await below.OpenBlobAsync(blob, snapshot, cancellation);
        if (snapshot is not null && found?.Snapshots.GetValueOrDefault(snapshot) is { } frozen) return frozen.Open();
        if (snapshot is not null) return await below.OpenBlobAsync(blob, snapshot, cancellation);
        if (found is { SizeBelow: 0 }) return found.Open();
        return await ReadBlobAsync(blob, cancellation: cancellation) is { } bytes ? new MemoryStream(bytes) : null;
    }

    public async Task<BlobFacts?> DescribeBlobAsync(BlobName blob, CancellationToken cancellation = default)
    {
        if (!TryFind(blob, out var found)) return await below.DescribeBlobAsync(blob, cancellation);
        return found is null ? null : new BlobFacts(found.Size, found.Version, DateTimeOffset.UnixEpoch);
    }

    public async Task<string?> FreezeBlobAsync(BlobName blob, CancellationToken cancellation = default)
    {
        if (!TryFind(blob, out _) && await below.ReadBlobAsync(blob, cancellation: cancellation) is { } bytes)
            await PutBlobAsync(blob, bytes, cancellation);
        lock (_lock)
        {
            if (_blobs.GetValueOrDefault(blob.ToString()) is not { } found) return null;
            var id = NextVersion();
            found.Snapshots.Add(id, found);
            return id;
        }
    }

    public async Task AppendBlobAsync(
        BlobName blob, long length, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        var isOver = TryFind(blob, out var found);
        var size = isOver ? found?.Size ?? 0 : (await below.DescribeBlobAsync(blob, cancellation))?.Size ?? 0;
        if (size != length) throw new ConflictException(blob.ToString());
        var sizeBelow = isOver ? found?.SizeBelow ?? 0 : size;
        using var tail = new MemoryStream();
        if (isOver && found is not null)
        {
            await using var before = found.Open();
            await before.CopyToAsync(tail, cancellation);
        }

        tail.Write(content.Span);
        var bytes = tail.ToArray();
        lock (_lock)
        {
            Take(content.Length);
            _blobs[blob.ToString()] = new Blob(
                NextVersion(), sizeBelow + bytes.Length, () => new MemoryStream(bytes, writable: false), sizeBelow)
            {
                Snapshots = found?.Snapshots ?? [],
            };
        }
    }

    public Task DeleteBlobAsync(BlobName blob, CancellationToken cancellation = default)
    {
        lock (_lock) _blobs[blob.ToString()] = null;
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<ListedBlob> ListBlobsAsync(
        string container, string prefix, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var listed = new SortedDictionary<string, ListedBlob?>(StringComparer.Ordinal);
        await foreach (var blob in below.ListBlobsAsync(container, prefix, cancellation)) listed[blob.Name] = blob;
        lock (_lock)
        {
            var start = new BlobName(container, prefix).ToString();
            foreach (var (full, blob) in _blobs)
            {
                if (!full.StartsWith(start, StringComparison.Ordinal)) continue;
                var name = full[(container.Length + 1)..];
                listed[name] = blob is null ? null : new ListedBlob(name, blob.Version, DateTimeOffset.UnixEpoch, blob.Size);
            }
        }

        foreach (var blob in listed.Values)
            if (blob is not null) yield return blob;
    }

    public Task SendAsync(
        string queue, string message, TimeSpan? delay = null, CancellationToken cancellation = default) =>
        Task.CompletedTask;

    public Task<int> CountMessagesAsync(string queue, CancellationToken cancellation = default) => Task.FromResult(0);

    public Task<IReadOnlyList<string>> PeekAsync(string queue, CancellationToken cancellation = default) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>Who works below holds up nobody here.</summary>
    private async Task<Row?> ReadBelowAsync(string partition, string key, CancellationToken cancellation) =>
        key == Lease.Key || IsHidden(partition, key) ? null : await below.ReadAsync(partition, key, cancellation);

    private bool IsHidden(string partition, string key) =>
        _hidden is var (where, from, to) && where == partition
        && string.CompareOrdinal(key, from) >= 0 && string.CompareOrdinal(key, to) < 0;

    private bool TryFind(string partition, string key, out Row? row)
    {
        row = null;
        return _rows.TryGetValue(partition, out var rows) && rows.TryGetValue(key, out row);
    }

    private bool TryFind(BlobName blob, out Blob? found)
    {
        lock (_lock) return _blobs.TryGetValue(blob.ToString(), out found);
    }

    private SortedDictionary<string, Row?> RowsOf(string partition)
    {
        if (!_rows.TryGetValue(partition, out var rows))
            _rows.Add(partition, rows = new SortedDictionary<string, Row?>(StringComparer.Ordinal));
        return rows;
    }

    private static bool Holds(RowAction action, Row? stored) => action.Kind switch
    {
        RowActionKind.Insert => stored is null,
        RowActionKind.Upsert => true,
        _ => stored is not null && (action.IfMatch is null || action.IfMatch == stored.Version),
    };

    private string? Apply(string partition, RowAction action)
    {
        if (action.Kind == RowActionKind.Delete)
        {
            RowsOf(partition)[action.Row.Key] = null;
            return null;
        }

        Take(action.Row.Payload.Length);
        var row = new Row(partition, action.Row.Key) { Version = NextVersion(), Payload = action.Row.Payload.ToArray() };
        foreach (var (field, value) in action.Row.Fields)
        {
            if (value is long number) row.With(field, number);
            else row.With(field, (string)value);
        }

        RowsOf(partition)[row.Key] = row;
        return row.Version;
    }

    private void Take(long bytes)
    {
        _bytes += bytes;
        if (_bytes > bytesMax) throw new OverlayFullException(bytesMax);
    }

    /// <summary>None is like one of the storage below.</summary>
    private string NextVersion() => string.Create(CultureInfo.InvariantCulture, $"over-{++_versions}");

    /// <param name="Open">What comes after the bytes that lie below.</param>
    /// <param name="SizeBelow">How many of the bytes lie below.</param>
    private sealed record Blob(string Version, long Size, Func<Stream> Open, long SizeBelow = 0)
    {
        public Dictionary<string, Blob> Snapshots { get; init; } = new(StringComparer.Ordinal);
    }
}

/// <summary>The writes over a storage take more memory than they may.</summary>
public sealed class OverlayFullException(long bytesMax) : IOException($"more than {bytesMax} bytes would be written");
