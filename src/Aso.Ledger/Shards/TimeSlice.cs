namespace Aso.Ledger.Shards;

/// <summary>
/// How long one worker stays with a shard: as long as no other employer waits for a worker, and hardly longer where one
/// does, so that a large file delays no one else's for long. Handing over costs a commit, and the next worker may have
/// to load what this one has in memory.
/// </summary>
public sealed class TimeSlice(string employer, IWakeUps wakeUps, TimeProvider time)
{
    /// <summary>What every slice may take, and how long it goes on before it looks again whether others wait.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    /// <summary>Well within what a host allows a function.</summary>
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(2);

    private readonly long _began = time.GetTimestamp();
    private TimeSpan _granted = Least;

    /// <summary>Whether it was found to be over.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether it is time to commit and hand on. Mostly reads a clock; once over, it stays so.</summary>
    public async ValueTask<bool> MustEndAsync(CancellationToken cancellation = default)
    {
        if (IsOver) return true;
        var worked = time.GetElapsedTime(_began);
        if (worked < _granted) return false;
        IsOver = worked >= Most || await wakeUps.MayOthersWaitAsync(employer, cancellation);
        _granted = worked + Least;
        return IsOver;
    }
}
