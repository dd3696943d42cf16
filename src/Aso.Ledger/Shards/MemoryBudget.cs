namespace Aso.Ledger.Shards;

/// <summary>What takes room in memory, in the order in which one is asked for while another is held.</summary>
internal enum KeptKind
{
    /// <summary>Whoever uses it may ask for a shard meanwhile.</summary>
    Directory,

    /// <summary>Whoever uses it asks for nothing else, so it is given back without waiting.</summary>
    Shard,
}

/// <summary>Something in memory that takes room of a <see cref="MemoryBudget"/>: in use, or idle.</summary>
public sealed class Kept
{
    private readonly Action<Kept> _letGo;

    internal Kept(KeptKind kind, long bytes, Action<Kept> letGo) => (Kind, Bytes, _letGo) = (kind, bytes, letGo);

    internal KeptKind Kind { get; }

    internal long Bytes { get; set; }

    internal int Users { get; set; }

    /// <summary>Among the idle; null: it is in use, or was let go.</summary>
    internal LinkedListNode<Kept>? Idle { get; set; }

    internal bool IsGone { get; private set; }

    internal void LetGo()
    {
        IsGone = true;
        _letGo(this);
    }
}

/// <summary>
/// One budget in bytes for all that this process keeps of ledgers: warm shards, directories of members, remembered
/// answers. What is in use counts. Where room is needed, what is idle is let go, the least recently used first; who
/// finds no room waits, first come, first served. What does not fit is let in once waiting cannot make room for it: so
/// nobody waits for ever, and the budget is passed by one directory and one shard at most. Thread-safe.
/// </summary>
/// <param name="bytes">In bytes.</param>
public sealed class MemoryBudget(long bytes)
{
    /// <summary>The rest is the runtime's, garbage that is not collected yet, and files being read.</summary>
    private const double ShareOfHost = 0.4;

    private readonly Lock _lock = new();
    private readonly LinkedList<Kept> _idle = [];
    private readonly Queue<Waiting> _forDirectories = new();
    private readonly Queue<Waiting> _forShards = new();
    private long _idleBytes;
    private long _usedBytes;
    private int _directoriesInUse;
    private int _shardsInUse;

    /// <summary>By what the container, else the machine, has.</summary>
    public static MemoryBudget OfHost() =>
        new((long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * ShareOfHost));

    public long Bytes => bytes;

    /// <summary>What everything kept takes now, as far as it is known: in bytes.</summary>
    public long Taken
    {
        get
        {
            lock (_lock) return _idleBytes + _usedBytes;
        }
    }

    /// <summary>Waits for room for something new; it is in use from then on, and given back by <see cref="Release"/>.</summary>
    internal async Task<Kept> EnterAsync(
        KeptKind kind, long size, Action<Kept> letGo, CancellationToken cancellation)
    {
        var waiting = new Waiting(new Kept(kind, size, letGo));
        lock (_lock)
        {
            (kind == KeptKind.Directory ? _forDirectories : _forShards).Enqueue(waiting);
            Admit();
        }

        await using var leaving = cancellation.Register(() =>
        {
            if (!waiting.Room.TrySetCanceled(cancellation)) return;
            // It may have kept those behind it waiting.
            lock (_lock) Admit();
        });
        return await waiting.Room.Task;
    }

    /// <summary>Keeps something as long as nothing else needs its room; null: there is none beside what is in use.</summary>
    /// <param name="size">In bytes.</param>
    /// <param name="letGo">Forgets it; called under the budget's lock, so it may wait for nothing.</param>
    public Kept? TryKeep(long size, Action letGo)
    {
        var kept = new Kept(KeptKind.Shard, size, _ => letGo());
        lock (_lock)
        {
            if (!TryMakeRoom(size, alone: false)) return null;
            ToIdle(kept);
            return kept;
        }
    }

    /// <summary>It was used, and goes after what was not.</summary>
    public void Touch(Kept kept)
    {
        lock (_lock)
        {
            if (kept.Idle is null) return;
            FromIdle(kept);
            ToIdle(kept);
        }
    }

    /// <summary>Takes what is kept into use, beside others; false: it was let go.</summary>
    internal bool TryUse(Kept kept)
    {
        lock (_lock)
        {
            if (kept.IsGone) return false;
            FromIdle(kept);
            if (kept.Users++ == 0) Use(kept);
            return true;
        }
    }

    /// <summary>Makes room for a shard in use to grow, without waiting; false: there is none.</summary>
    internal bool TryGrow(Kept kept, long size)
    {
        lock (_lock)
        {
            if (size > kept.Bytes)
            {
                if (!TryMakeRoom(size - kept.Bytes, alone: _shardsInUse == 1)) return false;
                _usedBytes += size - kept.Bytes;
                kept.Bytes = size;
            }

            return true;
        }
    }

    /// <summary>Ends a use.</summary>
    /// <param name="size">What it takes now; null: it is let go.</param>
    internal void Release(Kept kept, long? size)
    {
        lock (_lock)
        {
            if (size is null && !kept.IsGone) kept.LetGo();
            if (--kept.Users == 0)
            {
                Use(kept, -1);
                kept.Bytes = size ?? 0;
                if (!kept.IsGone) ToIdle(kept);
            }

            Trim();
            Admit();
        }
    }

    /// <summary>Lets it go now, or when its last user is done.</summary>
    public void Forget(Kept kept)
    {
        lock (_lock)
        {
            if (kept.IsGone) return;
            FromIdle(kept);
            kept.LetGo();
            Admit();
        }
    }

    private void Admit()
    {
        while (Next() is { } next)
        {
            var kept = next.Kept;
            kept.Users = 1;
            Use(kept);
            if (next.Room.TrySetResult(kept)) continue;
            kept.Users = 0;
            Use(kept, -1);
        }
    }

    /// <summary>Takes who is next and has room from its line; null: all wait.</summary>
    private Waiting? Next()
    {
        if (First(_forDirectories) is { } directory)
        {
            if (TryMakeRoom(directory.Kept.Bytes, alone: _directoriesInUse + _shardsInUse == 0))
                return _forDirectories.Dequeue();
            // Who holds a directory may wait for a shard: shards wait for this one only where nobody holds any.
            if (_directoriesInUse == 0) return null;
        }

        return First(_forShards) is { } shard && TryMakeRoom(shard.Kept.Bytes, alone: _shardsInUse == 0)
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
    /// <param name="alone">Nothing in use is worth waiting for: it comes in even if it does not fit.</param>
    private bool TryMakeRoom(long size, bool alone)
    {
        if (_usedBytes + size > bytes && !alone) return false;
        while (_idle.First is { Value: var oldest } && _usedBytes + _idleBytes + size > bytes) LetGo(oldest);
        return true;
    }

    /// <summary>What was used last stays, however large, until something else needs its room.</summary>
    private void Trim()
    {
        var stay = _directoriesInUse + _shardsInUse > 0 ? 0 : 1;
        while (_idle.Count > stay && _usedBytes + _idleBytes > bytes) LetGo(_idle.First!.Value);
    }

    private void LetGo(Kept kept)
    {
        FromIdle(kept);
        kept.LetGo();
    }

    private void Use(Kept kept, int count = 1)
    {
        _usedBytes += count * kept.Bytes;
        if (kept.Kind == KeptKind.Directory) _directoriesInUse += count;
        else _shardsInUse += count;
    }

    private void ToIdle(Kept kept)
    {
        kept.Idle = _idle.AddLast(kept);
        _idleBytes += kept.Bytes;
    }

    private void FromIdle(Kept kept)
    {
        if (kept.Idle is null) return;
        _idle.Remove(kept.Idle);
        kept.Idle = null;
        _idleBytes -= kept.Bytes;
    }

    private sealed record Waiting(Kept Kept)
    {
        public TaskCompletionSource<Kept> Room { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
