namespace Aso.Ledger.Tests;

/// <summary>
/// A clock that moves only when told to. Its timers fire only when told to, too: never before they are due, and as late
/// as the scheduler likes.
/// </summary>
internal sealed class SimulatedTime : TimeProvider
{
    private readonly List<Timer> _timers = [];

    /// <summary>Noon of the first business day in Chicago: no small advance reaches another day.</summary>
    private DateTimeOffset _now = new(2026, 1, 1, 18, 0, 0, TimeSpan.Zero);

    /// <summary>How many timers are due.</summary>
    public int Due => _timers.Count(timer => timer.At <= _now);

    public void Advance(TimeSpan by) => _now += by;

    /// <summary>To noon of a day, if it is not over yet.</summary>
    public void AdvanceTo(DateOnly day)
    {
        var noon = new DateTimeOffset(day, new TimeOnly(18, 0), TimeSpan.Zero);
        if (noon > _now) _now = noon;
    }

    /// <summary>To when the next timer is due; false: there is no timer.</summary>
    public bool AdvanceToNext()
    {
        if (_timers.Count == 0) return false;
        var next = _timers.Min(timer => timer.At);
        if (next > _now) _now = next;
        return true;
    }

    /// <param name="index">Of a due one.</param>
    public void Fire(int index) => _timers.Where(timer => timer.At <= _now).ElementAt(index).Fire();

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(SimulatedTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset At { get; private set; }

        public void Fire()
        {
            if (_period == Timeout.InfiniteTimeSpan) Dispose();
            else At = time._now + _period;
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Dispose();
            if (dueTime == Timeout.InfiniteTimeSpan) return true;
            (At, _period) = (time._now + dueTime, period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : period);
            time._timers.Add(this);
            return true;
        }

        public void Dispose() => time._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
