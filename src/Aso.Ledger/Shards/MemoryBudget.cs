namespace Aso.Ledger.Shards;

/// <summary>What takes room in memory, in the order in which one is asked for while another is held.</summary>
internal enum ReservationKind
{
    /// <summary>Its user may reserve a shard meanwhile.</summary>
    Directory,

    /// <summary>Its user reserves nothing else, so it is released without waiting.</summary>
    Shard,
}

/// <summary>Something in memory that takes room of a <see cref="MemoryBudget"/>: in use, or idle.</summary>
public sealed class Reservation
{
    private readonly Action<Reservation> _evict;

    internal Reservation(ReservationKind kind, long bytes, Action<Reservation> evict) =>
        (Kind, Bytes, _evict) = (kind, bytes, evict);

    internal ReservationKind Kind { get; }

    internal long Bytes { get; set; }

    internal int Users { get; set; }

    /// <summary>Among the idle; null: it is in use, or was let go.</summary>
    internal LinkedListNode<Reservation>? Idle { get; set; }

    internal bool IsEvicted { get; private set; }

    internal void Evict()
    {
        IsEvicted = true;
        _evict(this);
    }
}

/// <summary>
/// One budget in bytes for all that this process keeps of ledgers: warm shards, directories of members, remembered
/// answers. Where room is needed, idle reservations are evicted, the least recently used first; a caller that
/// finds no room waits, first come, first served. One that does not fit is admitted once waiting cannot make room for
/// it: so no caller waits forever, and the budget is exceeded by one directory and one shard at most. Thread-safe.
/// </summary>
/// <param name="bytes">In bytes.</param>
public sealed class MemoryBudget(long bytes)
{
    /// <summary>The rest is the runtime's, garbage that is not collected yet, and files being read.</summary>
    private const double ShareOfHost = 0.4;

    private readonly Lock _lock = new();
    private readonly LinkedList<Reservation> _idle = [];
    private readonly Queue<Waiting> _forDirectories = new();
    private readonly Queue<Waiting> _forShards = new();
    private long _idleBytes;
    private long _usedBytes;
    private int _directoriesInUse;
    private int _shardsInUse;

    /// <summary>By what the container, else the machine, has.</summary>
    public static MemoryBudget ForHost() =>
        new((long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * ShareOfHost));

    public long Bytes => bytes;

    /// <summary>What everything in memory takes now, as far as it is known: in bytes.</summary>
    public long Taken
    {
        get
        {
            lock (_lock) return _idleBytes + _usedBytes;
        }
    }

    /// <summary>Waits for room; it is in use from then on, until <see cref="Release"/>.</summary>
    internal async Task<Reservation> ReserveAsync(
        ReservationKind kind, long size, Action<Reservation> evict, CancellationToken cancellation)
    {
        var waiting = new Waiting(new Reservation(kind, size, evict));
        lock (_lock)
        {
            (kind == ReservationKind.Directory ? _forDirectories : _forShards).Enqueue(waiting);
            Admit();
        }

        await using var leaving = cancellation.Register(() =>
        {
            if (!waiting.Room.TrySetCanceled(cancellation)) return;
            // It may have blocked those behind it.
            lock (_lock) Admit();
        });
        return await waiting.Room.Task;
    }

    /// <summary>Reserves room until something else needs it; null: there is none next to what is in use.</summary>
    /// <param name="size">In bytes.</param>
    /// <param name="evict">Forgets it; called under the budget's lock, so it may wait for nothing.</param>
    public Reservation? TryReserve(long size, Action evict)
    {
        var reservation = new Reservation(ReservationKind.Shard, size, _ => evict());
        lock (_lock)
        {
            if (!TryMakeRoom(size, alone: false)) return null;
            ToIdle(reservation);
            return reservation;
        }
    }

    /// <summary>It was used, and goes after what was not.</summary>
    public void Touch(Reservation reservation)
    {
        lock (_lock)
        {
            if (reservation.Idle is null) return;
            FromIdle(reservation);
            ToIdle(reservation);
        }
    }

    /// <summary>Starts a use, next to others; false: it was evicted.</summary>
    internal bool TryUse(Reservation reservation)
    {
        lock (_lock)
        {
            if (reservation.IsEvicted) return false;
            FromIdle(reservation);
            if (reservation.Users++ == 0) Use(reservation);
            return true;
        }
    }

    /// <summary>Makes room for a shard in use to grow, without waiting; false: there is none.</summary>
    internal bool TryGrow(Reservation reservation, long size)
    {
        lock (_lock)
        {
            if (size > reservation.Bytes)
            {
                if (!TryMakeRoom(size - reservation.Bytes, alone: _shardsInUse == 1)) return false;
                _usedBytes += size - reservation.Bytes;
                reservation.Bytes = size;
            }

            return true;
        }
    }

    /// <summary>Ends a use.</summary>
    /// <param name="size">What it takes now; null: it is evicted.</param>
    internal void Release(Reservation reservation, long? size)
    {
        lock (_lock)
        {
            if (size is null && !reservation.IsEvicted) reservation.Evict();
            if (--reservation.Users == 0)
            {
                Use(reservation, -1);
                reservation.Bytes = size ?? 0;
                if (!reservation.IsEvicted) ToIdle(reservation);
            }

            Trim();
            Admit();
        }
    }

    /// <summary>Lets it go now, or when its last user is done.</summary>
    public void Forget(Reservation reservation)
    {
        lock (_lock)
        {
            if (reservation.IsEvicted) return;
            FromIdle(reservation);
            reservation.Evict();
            Admit();
        }
    }

    private void Admit()
    {
        while (Next() is { } next)
        {
            var reservation = next.Reservation;
            reservation.Users = 1;
            Use(reservation);
            if (next.Room.TrySetResult(reservation)) continue;
            reservation.Users = 0;
            Use(reservation, -1);
        }
    }

    /// <summary>Takes who is next and has room from its line; null: all wait.</summary>
    private Waiting? Next()
    {
        if (First(_forDirectories) is { } directory)
        {
            if (TryMakeRoom(directory.Reservation.Bytes, alone: _directoriesInUse + _shardsInUse == 0))
                return _forDirectories.Dequeue();
            // The holder of a directory may be waiting for a shard: shards wait for this one only if none is held.
            if (_directoriesInUse == 0) return null;
        }

        return First(_forShards) is { } shard && TryMakeRoom(shard.Reservation.Bytes, alone: _shardsInUse == 0)
            ? _forShards.Dequeue()
            : null;
    }

    /// <summary>The first that still waits.</summary>
    private static Waiting? First(Queue<Waiting> line)
    {
        while (line.TryPeek(out var first) && first.Room.Task.IsCompleted) line.Dequeue();
        return line.TryPeek(out var waiting) ? waiting : null;
    }

    /// <summary>Whether there is room for more; what is idle and in its way is let go.</summary>
    /// <param name="size">In bytes.</param>
    /// <param name="alone">Nothing in use is worth waiting for: it is admitted even if it does not fit.</param>
    private bool TryMakeRoom(long size, bool alone)
    {
        if (_usedBytes + size > bytes && !alone) return false;
        while (_idle.First is { Value: var oldest } && _usedBytes + _idleBytes + size > bytes) Evict(oldest);
        return true;
    }

    /// <summary>What was used last stays, however large, until something else needs its room.</summary>
    private void Trim()
    {
        var stay = _directoriesInUse + _shardsInUse > 0 ? 0 : 1;
        while (_idle.Count > stay && _usedBytes + _idleBytes > bytes) Evict(_idle.First!.Value);
    }

    private void Evict(Reservation reservation)
    {
        FromIdle(reservation);
        reservation.Evict();
    }

    private void Use(Reservation reservation, int count = 1)
    {
        _usedBytes += count * reservation.Bytes;
        if (reservation.Kind == ReservationKind.Directory) _directoriesInUse += count;
        else _shardsInUse += count;
    }

    private void ToIdle(Reservation reservation)
    {
        reservation.Idle = _idle.AddLast(reservation);
        _idleBytes += reservation.Bytes;
    }

    private void FromIdle(Reservation reservation)
    {
        if (reservation.Idle is null) return;
        _idle.Remove(reservation.Idle);
        reservation.Idle = null;
        _idleBytes -= reservation.Bytes;
    }

    private sealed record Waiting(Reservation Reservation)
    {
        public TaskCompletionSource<Reservation> Room { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
