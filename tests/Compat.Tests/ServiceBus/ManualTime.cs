namespace Compat.Tests.ServiceBus;

/// <summary>A clock that stands still until told; timers fire, in order, when it passes them.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 1, 15, 9, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public bool HasTimerAt(DateTimeOffset due)
    {
        lock (_gate)
        {
            return _timers.Any(timer => timer.Due == due);
        }
    }

    /// <summary>Moves there once something waits for that very instant; not if the task is done before.</summary>
    public async Task AdvanceTo(DateTimeOffset instant, Task waiting)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!waiting.IsCompleted && !HasTimerAt(instant))
        {
            await Task.Delay(1, deadline.Token);
        }

        if (!waiting.IsCompleted)
        {
            Advance(instant - GetUtcNow());
        }
    }

    public void Advance(TimeSpan by)
    {
        var target = GetUtcNow() + by;
        while (NextDue(target) is { } timer)
        {
            timer.Fire();
        }

        lock (_gate)
        {
            _now = target;
        }
    }

    /// <summary>Moves on in steps until the task is done, so that work started by one timer may set the next.</summary>
    public async Task AdvanceUntil(Task done, TimeSpan step)
    {
        for (var steps = 0; steps < 2_000 && !done.IsCompleted; steps++)
        {
            Advance(step);
            await Task.WhenAny(done, Task.Delay(5));
        }

        Assert.True(done.IsCompleted, "It was still not done when the clock had been moved 2,000 steps.");
        await done;
    }

    private ManualTimer? NextDue(DateTimeOffset target)
    {
        lock (_gate)
        {
            var next = _timers.Where(timer => timer.Due <= target).MinBy(timer => timer.Due);
            if (next is not null)
            {
                _timers.Remove(next);
                _now = next.Due > _now ? next.Due : _now;
            }

            return next;
        }
    }

    private sealed class ManualTimer(ManualTime time, Action callback) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public void Fire() => callback();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal(Timeout.InfiniteTimeSpan, period);
            lock (time._gate)
            {
                time._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = time._now + dueTime;
                    time._timers.Add(this);
                }
            }

            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
