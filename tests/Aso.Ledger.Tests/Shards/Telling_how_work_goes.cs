using System.Diagnostics.Metrics;
using Aso.Ledger.Journal;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

/// <summary>The metrics that need more than one process or a clock; Scenarios has the others.</summary>
public sealed class Telling_how_work_goes : IDisposable
{
    /// <summary>Other tests work at the same time: what they tell is told elsewhere.</summary>
    private readonly AsyncLocal<bool> _isOurs = new();

    private readonly List<(string Name, double Value, object? Employer)> _told = [];
    private readonly MeterListener _listener = new();
    private readonly MemoryStorage _storage = new();
    private readonly SimulatedTime _time = new();

    public Telling_how_work_goes()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == LedgerTelemetry.Name) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task A_commit_that_another_process_made_first_is_counted()
    {
        _isOurs.Value = true;
        var other = new SimulatedProcess(_storage, _time);
        await DropAsync(other);
        var shard = new ShardId(Script.Employer, 0);
        var held = new HeldUp(_storage, $"commit {shard}: Insert head", async () =>
        {
            // The lease of who is held up runs out.
            _time.Advance(TimeSpan.FromMinutes(1));
            await other.Worker.ApplyReadyAsync(shard);
        });
        Assert.Empty(Told("aso.commit.conflicts"));
        await new SimulatedProcess(held, _time).Worker.ApplyReadyAsync(shard);
        Assert.True(held.WasHeldUp);
        Assert.Equal([1], Told("aso.commit.conflicts"));
        Assert.Contains(("aso.commit.conflicts", 1, Script.Employer), _told);
    }

    [Fact]
    public async Task An_item_that_our_own_code_failed_on_is_counted_once_it_is_written_down()
    {
        _isOurs.Value = true;
        TestDefects.Here.Value = (point, _) =>
        {
            if (point == DefectPoint.Half) throw new InvalidTimeZoneException();
        };
        var process = new SimulatedProcess(_storage, _time);
        await DropAsync(process);
        Assert.Empty(Told("aso.defects"));
        await process.Worker.ApplyReadyAsync(new ShardId(Script.Employer, 0));
        await process.Worker.ApplyReadyAsync(new ShardId(Script.Employer, 0));
        Assert.Contains(("aso.defects", 1, Script.Employer), _told);
        Assert.Equal([1], Told("aso.defects"));
    }

    [Fact]
    public async Task A_sweep_tells_how_long_the_oldest_file_waits()
    {
        _isOurs.Value = true;
        var process = new SimulatedProcess(_storage, _time);
        await DropAsync(process, isPrepared: false);
        _time.Advance(TimeSpan.FromHours(1));
        // The first prepares it, and with it the employer's shards; nobody takes their messages, so the second applies it.
        for (var sweep = 0; sweep < 3; sweep++) await process.Sweep.RunAsync();
        Assert.Equal([3600, 3600, 0], Told("aso.oldest.waiting"));
    }

    private async Task DropAsync(SimulatedProcess process, bool isPrepared = true)
    {
        var plan = DroppedFiles.NameOf(Script.Plan(0), "plan");
        await _storage.PutBlobAsync(plan, DroppedFiles.ContentOf(Script.Plan(0)));
        if (isPrepared) await process.Intake.ArriveAsync(plan);
        else await process.Intake.RegisterAsync(plan);
    }

    private List<double> Told(string name) => [.. _told.Where(one => one.Name == name).Select(one => one.Value)];

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!_isOurs.Value) return;
        object? employer = null;
        foreach (var tag in tags)
            if (tag.Key == "aso.employer") employer = tag.Value;
        _told.Add((instrument.Name, value, employer));
    }
}
