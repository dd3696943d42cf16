namespace Azure.Messaging.ServiceBus.InProcess;

internal static class Waiting
{
    /// <summary>
    /// Tries at once, then whenever something changed or fell due, until the wait is over; null then. Time is the
    /// broker's, so a test that moves its clock moves every waiter.
    /// </summary>
    public static async Task<T?> ForAsync<T>(
        MessageStore store, Func<DateTimeOffset, T?> attempt, TimeSpan wait, CancellationToken cancellation)
        where T : class
    {
        var time = store.Entity.Time;
        var deadline = time.GetUtcNow() + wait;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            Task changed;
            TimeSpan pause;
            lock (store.Entity.Gate)
            {
                var now = time.GetUtcNow();
                store.CatchUp(now);
                if (attempt(now) is { } result)
                {
                    return result;
                }

                if (now >= deadline)
                {
                    return null;
                }

                changed = store.Entity.Changed;
                var until = store.NextDue is { } due && due < deadline ? due : deadline;
                pause = Clamp(until - now);
            }

            await changed.WaitAsync(pause, time, cancellation)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>At least 1 ms, so that a due time rounded down does not spin; at most what a timer takes.</summary>
    private static TimeSpan Clamp(TimeSpan pause) =>
        TimeSpan.FromMilliseconds(Math.Clamp(pause.TotalMilliseconds, 1, TimeSpan.FromDays(1).TotalMilliseconds));
}
