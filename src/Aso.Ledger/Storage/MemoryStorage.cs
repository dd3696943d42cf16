using System.Globalization;

namespace Aso.Ledger.Storage;

/// <summary>The memory form of storage: for tests, the simulator and replays. Thread-safe.</summary>
public sealed partial class MemoryStorage : ILedgerStorage
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SortedList<string, Row>> _partitions = new(StringComparer.Ordinal);
    private long _versions;

    public StorageCounts Counts { get; } = new();

    public Task<Row?> ReadAsync(string partition, string key, CancellationToken cancellation = default)
    {
        Begin(StorageKind.Table, cancellation);
        lock (_lock)
            return Task.FromResult(Find(partition, key) is { } row ? Copy(row, row.Version!, row.Payload) : null);
    }

    public async IAsyncEnumerable<Row> QueryAsync(
        string partition,
        string from,
        string to,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        Begin(StorageKind.Table, cancellation);
        List<Row> found;
        lock (_lock)
        {
            found = _partitions.TryGetValue(partition, out var rows)
                ? [.. Range(rows, from, to).Select(row => Copy(row, row.Version!, row.Payload))]
                : [];
        }

        await Task.CompletedTask;
        foreach (var row in found) yield return row;
    }

    public Task<IReadOnlyList<string?>> CommitAsync(
        string partition, IReadOnlyList<RowAction> actions, CancellationToken cancellation = default)
    {
        Begin(StorageKind.Table, cancellation);
        RowLimits.Check(partition, actions);
        lock (_lock)
        {
            foreach (var action in actions)
                if (!Holds(partition, action)) throw new ConflictException($"{partition}/{action.Row.Key}");
            var versions = new string?[actions.Count];
            for (var index = 0; index < actions.Count; index++) versions[index] = Apply(partition, actions[index]);
            return Task.FromResult<IReadOnlyList<string?>>(versions);
        }
    }

    /// <summary>For tests: puts a row in place of another without any condition, keeping its version.</summary>
    public void Tamper(string partition, string key, Row? row)
    {
        lock (_lock)
        {
            var rows = _partitions[partition];
            var version = rows.GetValueOrDefault(key)?.Version ?? NextVersion();
            if (row is null) rows.Remove(key);
            else rows[key] = Copy(row, version, row.Payload.ToArray());
        }
    }

    /// <summary>For tests: another storage that holds the same now; what is written to one is not in the other.</summary>
    public MemoryStorage Fork()
    {
        var fork = new MemoryStorage();
        lock (_lock)
        {
            // Rows and contents are never changed in place, so both may hold the same.
            foreach (var (partition, rows) in _partitions)
                fork._partitions.Add(partition, new SortedList<string, Row>(rows, StringComparer.Ordinal));
            foreach (var (name, blob) in _blobs)
                fork._blobs.Add(name, blob with { Snapshots = new(blob.Snapshots, StringComparer.Ordinal) });
            foreach (var (queue, messages) in _queues) fork._queues.Add(queue, new Queue<string>(messages));
            fork._versions = _versions;
        }

        return fork;
    }

    private bool Holds(string partition, RowAction action)
    {
        var stored = Find(partition, action.Row.Key);
        return action.Kind switch
        {
            RowActionKind.Insert => stored is null,
            RowActionKind.Upsert => true,
            _ => stored is not null && (action.IfMatch is null || action.IfMatch == stored.Version),
        };
    }

    private string? Apply(string partition, RowAction action)
    {
        if (!_partitions.TryGetValue(partition, out var rows))
            _partitions.Add(partition, rows = new SortedList<string, Row>(StringComparer.Ordinal));
        if (action.Kind == RowActionKind.Delete)
        {
            rows.Remove(action.Row.Key);
            return null;
        }

        var version = NextVersion();
        rows[action.Row.Key] = Copy(action.Row, version, action.Row.Payload.ToArray());
        return version;
    }

    private string NextVersion() => (++_versions).ToString(CultureInfo.InvariantCulture);

    private Row? Find(string partition, string key) =>
        _partitions.TryGetValue(partition, out var rows) ? rows.GetValueOrDefault(key) : null;

    private static IEnumerable<Row> Range(SortedList<string, Row> rows, string from, string to)
    {
        int low = 0, high = rows.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(rows.GetKeyAtIndex(middle), from) < 0) low = middle + 1;
            else high = middle;
        }

        for (var index = low; index < rows.Count; index++)
        {
            if (string.CompareOrdinal(rows.GetKeyAtIndex(index), to) >= 0) yield break;
            yield return rows.GetValueAtIndex(index);
        }
    }

    private static Row Copy(Row row, string version, ReadOnlyMemory<byte> payload)
    {
        var copy = new Row(row.Partition, row.Key) { Version = version, Payload = payload };
        foreach (var (field, value) in row.Fields)
        {
            if (value is long number) copy.With(field, number);
            else copy.With(field, (string)value);
        }

        return copy;
    }

    private void Begin(StorageKind kind, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Counts.Add(kind);
    }
}
