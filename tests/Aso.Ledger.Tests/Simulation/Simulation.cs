using Azure;

namespace Aso.Ledger.Tests;

/// <summary>
/// Several processes that register, prepare and apply the same employer's files, in any order and more than once,
/// while storage fails and processes die; then the laws.
/// </summary>
internal sealed class Simulation
{
    private const int Processes = 3;
    private const int LoopsPerProcess = 2;

    private readonly IReadOnlyList<Step> _steps;
    private readonly Random _random;
    private readonly Scheduler _scheduler;
    private readonly MemoryStorage _storage = new();
    private readonly ManualTime _time = new();
    private readonly bool[] _arrived;
    private int _born;

    private Simulation(int seed, IReadOnlyList<Step> steps)
    {
        _steps = steps;
        _arrived = new bool[steps.Count];
        _random = new Random(seed);
        _scheduler = new Scheduler(_random);
    }

    public List<string> Trace { get; } = [];

    /// <summary>Null where every law holds; else what is wrong.</summary>
    public static (string? Problem, IReadOnlyList<string> Trace) Run(int seed, IReadOnlyList<Step> steps)
    {
        var simulation = new Simulation(seed, steps);
        try
        {
            simulation._scheduler.Run(simulation.WorkAsync);
            return (simulation.CheckAsync().GetAwaiter().GetResult(), simulation.Trace);
        }
        catch (Exception unexpected) when (unexpected is not OutOfMemoryException)
        {
            return (unexpected.ToString(), simulation.Trace);
        }
    }

    private async Task WorkAsync()
    {
        await new Journal(_storage).FixShardsAsync(Script.Employer, Script.Shards);
        await Task.WhenAll(Enumerable.Range(0, Processes).Select(_ => LiveAsync()));
    }

    /// <summary>A place where a process runs; when it dies, another starts.</summary>
    private async Task LiveAsync()
    {
        while (!IsDone)
        {
            var storage = new SimulatedStorage(_storage, _scheduler, _random, _time, $"process {++_born}", Trace);
            var process = new TestProcess(storage, _time);
            await Task.WhenAll(Enumerable.Range(0, LoopsPerProcess).Select(_ => LoopAsync(process, storage)));
        }
    }

    private bool IsDone => Array.TrueForAll(_arrived, arrived => arrived);

    private async Task LoopAsync(TestProcess process, SimulatedStorage storage)
    {
        while (!storage.IsDead && !IsDone)
        {
            try
            {
                await ActAsync(process);
            }
            catch (CrashException)
            {
                return;
            }
            catch (RequestFailedException)
            {
                // The message comes again.
            }
            catch (ConflictException)
            {
                // The message comes again.
            }
        }
    }

    private async Task ActAsync(TestProcess process)
    {
        switch (_random.Next(5))
        {
            case 0:
                // Mostly the next, sometimes one out of order, and now and then one that came long before: a message
                // delivered again, a timer that fires twice or late.
                var first = Math.Max(0, Array.IndexOf(_arrived, false));
                var step = _random.Next(6) == 0
                    ? _random.Next(first + 1)
                    : Math.Clamp(first + _random.Next(-1, 3), 0, _steps.Count - 1);
                await process.ArriveAsync(_steps[step], step);
                _arrived[step] = true;
                break;
            case 1:
                await process.PrepareNextAsync();
                break;
            case 2:
                await process.Cases.ApplyAsync(new ShardId(Script.Employer, _random.Next(Script.Shards)).Partition);
                break;
            default:
                var shard = new ShardId(Script.Employer, _random.Next(Script.Shards));
                await process.Worker.ApplyReadyAsync(shard);
                break;
        }
    }

    private async Task<string?> CheckAsync()
    {
        // All is calm: what is left lying is done, once the leases of the dead have run out.
        _time.Advance(TimeSpan.FromMinutes(1));
        var last = new TestProcess(_storage, _time);
        await last.PrepareAllAsync();
        await last.ApplyAllAsync();
        await last.CarryOutAllAsync();

        var journal = new Journal(_storage);
        var entries = await journal.EntriesAfterAsync(Script.Employer, 0).ToListAsync();
        var expected = _steps.Select((step, index) => step.Change?.Key ?? $"{index}").Distinct().Count();
        if (entries.Count != expected) return $"{entries.Count} entries in the journal for {expected} arrivals";

        var report = await new Reconciliation(_storage, journal).RunAsync(Script.Employer);
        if (!report.IsClean) return string.Join('\n', report.Findings);

        var target = new MemoryStorage();
        var there = new TestProcess(target, new ManualTime());
        var replay = new Replay(_storage, target, (_, _) => there.PrepareAllAsync(), new ManualTime());
        var differences = await replay.RunAsync(Script.Employer);
        if (differences.Count > 0) return string.Join('\n', differences);
        await there.CarryOutAllAsync();
        var (here, again) = (await Ledgers.DescribeAsync(_storage), await Ledgers.DescribeAsync(target));
        return here.SequenceEqual(again)
            ? null
            : $"replay differs:\n{string.Join('\n', here)}\n{string.Join('\n', again)}";
    }
}
