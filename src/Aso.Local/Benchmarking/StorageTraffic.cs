using System.Data.Common;
using System.Diagnostics.Metrics;
using System.Globalization;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;
using Aso.Local.Running;
using Azure.Data.Tables;

namespace Aso.Local.Benchmarking;

/// <summary>Storage transactions by kind.</summary>
internal readonly record struct Transactions(long Tables, long Blobs, long Queues)
{
    public long Total => Tables + Blobs + Queues;

    public static Transactions From(StorageCounts counts) => new(counts.Tables, counts.Blobs, counts.Queues);

    public static Transactions operator -(Transactions left, Transactions right) =>
        new(left.Tables - right.Tables, left.Blobs - right.Blobs, left.Queues - right.Queues);

    /// <summary>For so many of something, all together and by kind.</summary>
    public string Per(double count) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Total / count:N2} (tables {Tables / count:N2}, blobs {Blobs / count:N2}, queues {Queues / count:N2})");
}

/// <summary>
/// Every request to the storage that a pipeline started: as the storage counts them, and those of this process, which
/// are the host's listeners' and the benchmark's own. The rest is the app's.
/// </summary>
internal sealed class StorageTraffic : IDisposable
{
    private readonly LocalPipeline _owner;
    private readonly MeterListener _listener = new();
    private readonly Dictionary<int, StorageKind> _ports = [];
    private readonly long[] _counts = new long[3];

    /// <param name="owner">The services of its storage are distinguished by port.</param>
    public StorageTraffic(LocalPipeline owner)
    {
        _owner = owner;
        var endpoints = new DbConnectionStringBuilder { ConnectionString = owner.Connection };
        foreach (var kind in Enum.GetValues<StorageKind>())
            _ports.Add(new Uri((string)endpoints[kind + "Endpoint"]).Port, kind);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name is "http.client.request.duration") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Request(tags));
        _listener.Start();
    }

    /// <summary>All requests so far.</summary>
    public async Task<Transactions> CountAsync()
    {
        var counts = new long[3];
        foreach (var (port, count) in await _owner.CountRequestsAsync()) counts[(int)_ports[port]] = count;
        return From(counts);
    }

    /// <summary>The app's requests so far, sweeps included, without its host's polls, which cost by the hour.</summary>
    public async Task<Transactions> CountOfAppAsync() => await CountAsync() - From(_counts);

    /// <summary>When the first and the last commit since an instant was made, as the ledger's rows say.</summary>
    public async Task<(DateTimeOffset First, DateTimeOffset Last)> DecidedAsync(
        IReadOnlyList<ShardId> shards, DateTimeOffset since, CancellationToken cancellation)
    {
        var table = new TableClient(_owner.Connection, LedgerNames.Table);
        var commits = new List<DateTimeOffset>();
        foreach (var shard in shards)
        {
            var rows = table.QueryAsync<TableEntity>(
                row => row.PartitionKey == shard.Partition && row.RowKey.CompareTo("log~") > 0
                    && row.RowKey.CompareTo("log~:") < 0,
                select: [nameof(TableEntity.RowKey), nameof(TableEntity.Timestamp)],
                cancellationToken: cancellation);
            await foreach (var row in rows)
                if (row.Timestamp is { } at && at >= since) commits.Add(at);
        }

        return (commits.Min(), commits.Max());
    }

    public void Dispose() => _listener.Dispose();

    private static Transactions From(long[] counts) => new(
        Interlocked.Read(ref counts[(int)StorageKind.Table]),
        Interlocked.Read(ref counts[(int)StorageKind.Blob]),
        Interlocked.Read(ref counts[(int)StorageKind.Queue]));

    private void Request(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (name, value) in tags)
            if (name == "server.port" && value is int port && _ports.TryGetValue(port, out var kind))
                Interlocked.Increment(ref _counts[(int)kind]);
    }
}
