namespace Aso.Ledger.Tests;

/// <summary>
/// One thread on which all work runs, and a seeded choice of what goes next: a waiting storage call, or a timer that is
/// due. The same seed, the same interleaving.
/// </summary>
internal sealed class Scheduler(Random random, SimulatedTime time) : SynchronizationContext
{
    private const int TurnsMax = 200_000;

    private readonly Queue<(SendOrPostCallback Callback, object? State)> _ready = new();
    private readonly List<TaskCompletionSource> _waiting = [];

    public override void Post(SendOrPostCallback d, object? state) => _ready.Enqueue((d, state));

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

    /// <summary>Completes when this caller's turn has come.</summary>
    public Task TurnAsync()
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add(turn);
        return turn.Task;
    }

    /// <summary>Runs everything that <paramref name="start"/> sets going, to its end.</summary>
    public void Run(Func<Task> start)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            var all = start();
            for (var turn = 0; !all.IsCompleted; turn++)
            {
                while (_ready.TryDequeue(out var next)) next.Callback(next.State);
                if (all.IsCompleted) break;
                if (turn > TurnsMax) throw new InvalidOperationException("the work does not come to an end");
                GoOn();
            }

            all.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    private void GoOn()
    {
        // Where everybody sleeps, time passes.
        if (_waiting.Count == 0 && !time.AdvanceToNext())
            throw new InvalidOperationException("everybody waits, and for nobody");
        var due = time.Due;
        var chosen = random.Next(_waiting.Count + due) - due;
        if (chosen < 0)
        {
            time.Fire(chosen + due);
            return;
        }

        _waiting[chosen].SetResult();
        _waiting.RemoveAt(chosen);
    }
}
