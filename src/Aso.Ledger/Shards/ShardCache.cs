using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Shards;

/// <summary>
/// Warm shards of this process, each used by one at a time, in use and idle within the memory budget. A shard whose use
/// failed is given up: its book may hold what was never written.
/// </summary>
/// <param name="storage">Where shards are loaded from.</param>
/// <param name="budget">Shared with everything else held in memory; null: one of its own, by what the host has.</param>
public sealed class ShardCache(ILedgerStorage storage, MemoryBudget? budget = null)
{
    /// <summary>A claim of two lines and its decision, or an enrollment row.</summary>
    private const long EventBytes = 640;

    private const long EmptyBytes = 64 * 1024;

    private readonly Dictionary<ShardId, Slot> _slots = [];

    public MemoryBudget Budget { get; } = budget ?? MemoryBudget.ForHost();

    /// <summary>Waits for the shard and for room, and brings it up to the newest commit before it is used.</summary>
    /// <param name="use">It must not use another shard, or wait for code that does.</param>
    /// <param name="caughtUp">True: the caller knows that it is, and a commit fails if it is not.</param>
    public async Task<T> UseAsync<T>(
        ShardId id,
        Func<Shard, Task<T>> use,
        bool caughtUp = false,
        CancellationToken cancellation = default)
    {
        var slot = AddUser(id);
        try
        {
            await slot.Gate.WaitAsync(cancellation);
            try
            {
                if (!await TryCatchUpAsync(slot, caughtUp, cancellation)) await LoadAsync(id, slot, cancellation);
                var shard = slot.Shard!;
                var result = await use(shard);
                slot.IsSound = !shard.IsStale;
                return result;
            }
            finally
            {
                Release(slot);
                slot.Gate.Release();
            }
        }
        finally
        {
            RemoveUser(id, slot);
        }
    }

    /// <summary>
    /// A cut of a month with all that the second edition's figures need. One that was closed by the first may lack some
    /// of it: it is made again of the log.
    /// </summary>
    /// <param name="cut">As it is kept.</param>
    public async Task<HeadState> WholeAsync(
        ShardId id, HeadState cut, Month month, CancellationToken cancellation = default) =>
        cut.Edition == Editions.First
            ? await UseAsync(
                id, used => Task.FromResult(HeadState.CutOf(used.Book, month)), cancellation: cancellation)
            : cut;

    /// <summary>
    /// Folds a book of the shard that is not the cached one, as at an earlier close or under other terms, when there is
    /// room for it; nothing of it is kept.
    /// </summary>
    /// <param name="head">The shard's: the book takes no more memory.</param>
    internal async Task<T> FoldApartAsync<T>(Head head, Func<Task<T>> fold, CancellationToken cancellation)
    {
        var room = await Budget.ReserveAsync(ReservationKind.Shard, BytesOf(head), _ => { }, cancellation);
        try
        {
            return await fold();
        }
        finally
        {
            Budget.Release(room, null);
        }
    }

    /// <summary>Lets all shards go, before the cache itself is.</summary>
    public void Clear()
    {
        List<Reservation> rooms;
        lock (_slots) rooms = [.. _slots.Values.Select(slot => slot.Room).OfType<Reservation>()];
        foreach (var room in rooms) Budget.Forget(room);
    }

    /// <summary>False: the shard is not warm, or has outgrown its room.</summary>
    private async Task<bool> TryCatchUpAsync(Slot slot, bool caughtUp, CancellationToken cancellation)
    {
        if (slot.Room is not { } room || !Budget.TryUse(room)) return false;
        slot.InUse = room;
        if (caughtUp) return true;
        if (await slot.Shard!.CatchUpAsync(head => Budget.TryGrow(room, BytesOf(head)), cancellation)) return true;
        // It waits in line like all others, and holds nothing meanwhile.
        Release(slot);
        return false;
    }

    private async Task LoadAsync(ShardId id, Slot slot, CancellationToken cancellation) =>
        slot.Shard = await Shard.LoadAsync(
            storage,
            id,
            async head => slot.Room = slot.InUse = await Budget.ReserveAsync(
                ReservationKind.Shard, BytesOf(head), room => Evict(id, slot, room), cancellation),
            cancellation);

    private void Release(Slot slot)
    {
        if (slot.InUse is not { } room) return;
        long? size = slot is { IsSound: true, Shard: { } shard } ? BytesOf(shard.Head) : null;
        (slot.InUse, slot.IsSound) = (null, false);
        Budget.Release(room, size);
    }

    /// <summary>What a shard takes in memory, roughly (docs/benchmarks.md, *Memory*).</summary>
    internal static long BytesOf(Head head) => EmptyBytes + head.Events * EventBytes;

    private Slot AddUser(ShardId id)
    {
        lock (_slots)
        {
            if (!_slots.TryGetValue(id, out var slot)) _slots.Add(id, slot = new Slot());
            slot.Users++;
            return slot;
        }
    }

    private void RemoveUser(ShardId id, Slot slot)
    {
        lock (_slots)
            if (--slot.Users == 0 && slot.Room is null) _slots.Remove(id);
    }

    private void Evict(ShardId id, Slot slot, Reservation room)
    {
        lock (_slots)
        {
            if (slot.Room == room) (slot.Room, slot.Shard) = (null, null);
            if (slot.Users == 0) _slots.Remove(id);
        }
    }

    /// <summary>What <see cref="Gate"/> guards, but for what the budget lets go meanwhile.</summary>
    private sealed class Slot
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public Shard? Shard { get; set; }

        /// <summary>Whether the use that goes on has left the shard as it is written.</summary>
        public bool IsSound { get; set; }

        /// <summary>Of the shard; null: there is none.</summary>
        public Reservation? Room { get; set; }

        /// <summary>The same, as long as someone uses it.</summary>
        public Reservation? InUse { get; set; }

        /// <summary>Who uses the shard, or waits for it.</summary>
        public int Users { get; set; }
    }
}
