using Aso.Ledger.Journal;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;
using Azure;

namespace Aso.Ledger.Tests;

/// <summary>How a simulation ended.</summary>
/// <param name="Problem">Null where every law holds; else what is wrong.</param>
/// <param name="Removed">How many blobs nobody needed any more while it ran.</param>
/// <param name="Struck">Whether our own code threw on a claim.</param>
internal sealed record SimulationResult(
    string? Problem, IReadOnlyList<string> Trace, int Removed, bool Struck = false);

/// <summary>
/// Several processes that take in the same employer's files, apply them, close months, sweep and carry out
/// announcements, in any order and more than once, while storage fails and processes die; then the laws.
/// </summary>
internal sealed class Simulation
{
    private readonly int _processes;

    /// <summary>What is done after the last arrival: repeats and late timers.</summary>
    private const int ActionsAfterwards = 4;

    private readonly SimulatedScript _script;
    private readonly int _loops;
    private readonly Random _random;
    private readonly Scheduler _scheduler;
    private readonly MemoryStorage _storage = new();
    private readonly SimulatedQueues _queues;
    private readonly Witness _witness;
    private readonly ClosedMonths _closed;
    private readonly SimulatedTime _time = new();
    private readonly HashSet<BlobName> _dropped = [];
    private readonly bool[] _arrived;
    private readonly List<string> _trace = [];
    private readonly ClaimDefect? _defect;
    private int _afterwards;
    private int _born;

    private Simulation(int seed, SimulatedScript script)
    {
        _script = script;
        _defect = script.DefectOf(seed);
        _arrived = new bool[script.Steps.Count];
        (_processes, _loops) = (seed % 3) switch { 0 => (3, 2), 1 => (3, 1), _ => (2, 1) };
        _random = new Random(seed);
        _scheduler = new Scheduler(_random, _time);
        _queues = new SimulatedQueues(_time, _random);
        _witness = new Witness(_storage, _queues);
        _closed = new ClosedMonths(_storage);
    }

    private bool IsDone => _afterwards > ActionsAfterwards;

    public static SimulationResult Run(int seed, SimulatedScript script)
    {
        var simulation = new Simulation(seed, script);
        ClaimDefect.Set(simulation._defect);
        try
        {
            simulation._scheduler.Run(simulation.WorkAsync);
            var removed = simulation._witness.Removed;
            string? problem = null;
            simulation._scheduler.Run(async () => problem = await simulation.CheckAsync());
            return new SimulationResult(problem, simulation._trace, removed, simulation._defect is { Struck: true });
        }
        catch (Exception unexpected) when (unexpected is not OutOfMemoryException)
        {
            return new SimulationResult(unexpected.ToString(), simulation._trace, simulation._witness.Removed);
        }
    }

    private async Task WorkAsync() => await Task.WhenAll(Enumerable.Range(0, _processes).Select(_ => LiveAsync()));

    /// <summary>A place where a process runs; when it dies, another starts.</summary>
    private async Task LiveAsync()
    {
        while (!IsDone)
        {
            var storage = new SimulatedStorage(_witness, _scheduler, _random, _time, $"process {++_born}", _trace);
            var process = new SimulatedProcess(storage, _time, _closed.NoteAsync, _script.IsPublished);
            await Task.WhenAll(Enumerable.Range(0, _loops).Select(_ => LoopAsync(process, storage)));
        }
    }

    private async Task LoopAsync(SimulatedProcess process, SimulatedStorage storage)
    {
        while (!storage.IsDead && !IsDone)
        {
            try
            {
                if (Array.TrueForAll(_arrived, arrived => arrived)) _afterwards++;
                await ActAsync(process);
            }
            catch (Exception failure) when (storage.IsDead || IsToBeRepeated(failure))
            {
                // The message comes again.
            }
        }
    }

    private static bool IsToBeRepeated(Exception failure) => failure switch
    {
        AggregateException several => several.InnerExceptions.All(IsToBeRepeated),
        _ => failure is RequestFailedException or ConflictException,
    };

    private async Task ActAsync(SimulatedProcess process)
    {
        switch (_random.Next(14))
        {
            case < 5:
                await ArriveAsync(process);
                break;
            case 5:
                await process.Closer.CloseDueAsync();
                break;
            case 6:
                var swept = await process.Sweep.RunAsync();
                if (swept.Failures.Count > 0) throw new AggregateException(swept.Failures);
                break;
            case 7:
                await process.DeliverAsync(LedgerNames.StopLossQueue, AnyShard());
                break;
            case 8:
                await process.DeliverAsync(LedgerNames.AdjudicateQueue, AnyShard());
                break;
            default:
                await DeliverAsync(process);
                break;
        }
    }

    private string AnyShard() => new ShardId(Script.Employer, _random.Next(Script.Shards)).Partition;

    private async Task ArriveAsync(SimulatedProcess process)
    {
        var index = _script.Next(_arrived, _random);
        var step = _script.Steps[index];
        _time.AdvanceTo(step.Date);
        if (step.Change is CloseChange close) await process.Closer.CloseAsync(Script.Employer, close.Month, "operator");
        else if (step.Change is { } change)
            await process.Journal.AppendAsync(Script.Employer, change, _time.GetUtcNow(), step.Date);
        else await DropAsync(process, step, index);
        _arrived[index] = true;
    }

    private async Task DropAsync(SimulatedProcess process, Step step, int index)
    {
        // Now and then the same bytes come under another name too.
        var blob = DroppedFiles.NameOf(step, _random.Next(8) == 0 ? $"{index}-again" : $"{index}");
        if (_dropped.Add(blob)) await _storage.PutBlobAsync(blob, DroppedFiles.ContentOf(step));
        // Some events are lost: a sweep finds the file.
        if (_script.IsOrderFree || _random.Next(6) > 0) await process.Intake.ArriveAsync(blob);
    }

    /// <summary>Delivers any message. Some are lost, some delivered twice, those that fail come again.</summary>
    private async Task DeliverAsync(SimulatedProcess process)
    {
        if (_queues.TakeAny() is not { } message || _random.Next(30) == 0) return;
        var isTwice = _random.Next(6) == 0;
        if (isTwice) _queues.Send(message.Queue, message.Text);
        try
        {
            await process.DeliverAsync(message.Queue, message.Text);
        }
        catch
        {
            if (!isTwice) _queues.Send(message.Queue, message.Text);
            throw;
        }
    }

    /// <summary>All is calm; what is left lying must be found by timers and messages alone.</summary>
    private async Task<string?> CheckAsync()
    {
        var last = new SimulatedProcess(_witness, _time, _closed.NoteAsync, _script.IsPublished);
        for (var round = 0; round < 2; round++)
        {
            // The leases of the dead run out.
            _time.Advance(TimeSpan.FromMinutes(1));
            if (round == 0 && await MarkAsync(last) is { } wrong) return wrong;
            await last.Closer.CloseDueAsync();
            var swept = await last.Sweep.RunAsync();
            if (swept.Failures.Count > 0) return string.Join('\n', swept.Failures);
            while (_queues.TakeAny() is { } message) await last.DeliverAsync(message.Queue, message.Text);
        }

        if (_witness.Broken.Count > 0) return string.Join('\n', _witness.Broken);
        return await new AfterSimulation(_storage, _script, _time).ProblemAsync(last, _dropped)
            ?? (_defect is null ? null : await new AfterDefect(_storage, _time, _defect).ProblemAsync())
            ?? await _closed.ProblemAsync();
    }

    /// <summary>Where the list says that the employer is in order, nothing is left to do, whoever died when.</summary>
    private async Task<string?> MarkAsync(SimulatedProcess last)
    {
        var listed = await new EmployerList(_storage).ReadAsync().ToListAsync();
        if (listed is not [{ InOrder: { } before }]) return null;
        if (await last.Journal.NextToPrepareAsync(Script.Employer) is { } entry)
            return $"in order before {before}, and entry {entry.Sequence} is not prepared";
        for (var shard = 0; shard < Script.Shards; shard++)
        {
            var id = new ShardId(Script.Employer, shard);
            if (await last.Worker.ApplyReadyAsync(id) is not { HandedOn: false, Commits: 0 })
                return $"in order before {before}, and {id} had entries to apply";
            if (!await new ShardOutbox(_storage).IsEmptyAsync(id))
                return $"in order before {before}, and {id} has announcements to carry out";
        }

        return null;
    }
}
