using System.Data.Common;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Aso.Ledger;

namespace Aso.Local.Benchmarking;

/// <summary>Storage transactions by kind.</summary>
internal readonly record struct Transactions(long Tables, long Blobs, long Queues)
{
    public long Total => Tables + Blobs + Queues;

    public static Transactions Of(StorageCounts counts) => new(counts.Tables, counts.Blobs, counts.Queues);

    public static Transactions operator -(Transactions left, Transactions right) =>
        new(left.Tables - right.Tables, left.Blobs - right.Blobs, left.Queues - right.Queues);

    /// <summary>For so many of something, all together and by kind.</summary>
    public string Per(double count) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Total / count:N2} (tables {Tables / count:N2}, blobs {Blobs / count:N2}, queues {Queues / count:N2})");
}

/// <summary>
/// Every request of this process to a storage, whoever makes it: the app, its host that polls, the benchmark. And when
/// claims were decided, as the app's meter says, so that looking at them costs storage nothing.
/// </summary>
internal sealed class StorageTraffic : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<int, StorageKind> _ports = [];
    private readonly long[] _counts = new long[3];
    private long _firstDecision;
    private long _lastDecision;

    /// <param name="connection">A local storage's: its kinds are told apart by their ports.</param>
    public StorageTraffic(string connection)
    {
        var endpoints = new DbConnectionStringBuilder { ConnectionString = connection };
        foreach (var kind in Enum.GetValues<StorageKind>())
            _ports.Add(new Uri((string)endpoints[kind + "Endpoint"]).Port, kind);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name is "http.client.request.duration"
                || (instrument.Name is "aso.claims" && instrument.Meter.Name == LedgerTelemetry.Name))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Request(tags));
        _listener.SetMeasurementEventCallback<long>((_, _, _, _) => Decided());
        _listener.Start();
    }

    public Transactions Count => new(
        Interlocked.Read(ref _counts[(int)StorageKind.Table]),
        Interlocked.Read(ref _counts[(int)StorageKind.Blob]),
        Interlocked.Read(ref _counts[(int)StorageKind.Queue]));

    /// <summary>From <paramref name="start"/>, a timestamp, to the first decision after it.</summary>
    public TimeSpan ToFirstDecision(long start) => Stopwatch.GetElapsedTime(start, Interlocked.Read(ref _firstDecision));

    /// <summary>From <paramref name="start"/>, a timestamp, to the last decision.</summary>
    public TimeSpan ToLastDecision(long start) => Stopwatch.GetElapsedTime(start, Interlocked.Read(ref _lastDecision));

    /// <summary>Forgets what was decided so far; answers the timestamp of now.</summary>
    public long Restart()
    {
        Interlocked.Exchange(ref _firstDecision, 0);
        return Stopwatch.GetTimestamp();
    }

    public void Dispose() => _listener.Dispose();

    private void Request(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (name, value) in tags)
            if (name == "server.port" && value is int port && _ports.TryGetValue(port, out var kind))
                Interlocked.Increment(ref _counts[(int)kind]);
    }

    private void Decided()
    {
        var now = Stopwatch.GetTimestamp();
        Interlocked.CompareExchange(ref _firstDecision, now, 0);
        Interlocked.Exchange(ref _lastDecision, now);
    }
}
