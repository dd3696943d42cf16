using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Shards;

/// <summary>
/// Warm shards of this process, each used by one at a time, in use and idle within the memory budget. A shard whose use
/// failed is given up: its book may hold what was never written.
/// </summary>
/// <param name="storage">Where shards are loaded from.</param>
/// <param name="budget">Shared with all else that is kept in memory; null: one of its own, by what the host has.</param>
public sealed class ShardCache(ILedgerStorage storage, MemoryBudget? budget = null)
{
    /// <summary>A claim of two lines and its decision, or an enrollment row.</summary>
    private const long EventBytes = 1024;

    private const long EmptyBytes = 64 * 1024;

    private readonly Dictionary<ShardId, Place> _places = [];

    public MemoryBudget Budget { get; } = budget ?? MemoryBudget.OfHost();

    /// <summary>Waits for the shard and for room, brings it up to the newest commit, and lends it.</summary>
    /// <param name="use">It must not use another shard, or wait for whoever does.</param>
    /// <param name="caughtUp">True: the caller knows it to be, and a commit will tell if it is not.</param>
    public async Task<T> UseAsync<T>(
        ShardId id,
        Func<Shard, Task<T>> use,
        bool caughtUp = false,
        CancellationToken cancellation = default)
    {
        var place = Come(id);
        try
        {
            await place.Gate.WaitAsync(cancellation);
            try
            {
                if (!await TryCatchUpAsync(place, caughtUp, cancellation)) await LoadAsync(id, place, cancellation);
                var shard = place.Shard!;
                var result = await use(shard);
                place.IsSound = !shard.IsSpoilt;
                return result;
            }
            finally
            {
                GiveBack(place);
                place.Gate.Release();
            }
        }
        finally
        {
            Leave(id, place);
        }
    }

    /// <summary>False: the shard is not warm, or has outgrown its room.</summary>
    private async Task<bool> TryCatchUpAsync(Place place, bool caughtUp, CancellationToken cancellation)
    {
        if (place.Room is not { } room || !Budget.TryUse(room)) return false;
        place.InUse = room;
        if (caughtUp) return true;
        if (await place.Shard!.CatchUpAsync(head => Budget.TryGrow(room, BytesOf(head)), cancellation)) return true;
        // It waits in line like all others, and holds nothing meanwhile.
        GiveBack(place);
        return false;
    }

    private async Task LoadAsync(ShardId id, Place place, CancellationToken cancellation) =>
        place.Shard = await Shard.LoadAsync(
            storage,
            id,
            async head => place.Room = place.InUse = await Budget.EnterAsync(
                KeptKind.Shard, BytesOf(head), room => Forget(id, place, room), cancellation),
            cancellation);

    private void GiveBack(Place place)
    {
        if (place.InUse is not { } room) return;
        long? size = place is { IsSound: true, Shard: { } shard } ? BytesOf(shard.Head) : null;
        (place.InUse, place.IsSound) = (null, false);
        Budget.Release(room, size);
    }

    /// <summary>What a shard takes in memory, roughly (docs/benchmarks.md, *Memory*).</summary>
    internal static long BytesOf(Head head) => EmptyBytes + head.Events * EventBytes;

    private Place Come(ShardId id)
    {
        lock (_places)
        {
            if (!_places.TryGetValue(id, out var place)) _places.Add(id, place = new Place());
            place.Users++;
            return place;
        }
    }

    private void Leave(ShardId id, Place place)
    {
        lock (_places)
            if (--place.Users == 0 && place.Room is null) _places.Remove(id);
    }

    private void Forget(ShardId id, Place place, Kept room)
    {
        lock (_places)
        {
            if (place.Room == room) (place.Room, place.Shard) = (null, null);
            if (place.Users == 0) _places.Remove(id);
        }
    }

    /// <summary>What <see cref="Gate"/> guards, but for what the budget lets go meanwhile.</summary>
    private sealed class Place
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public Shard? Shard { get; set; }

        /// <summary>Whether the use that goes on has left the shard as it is written.</summary>
        public bool IsSound { get; set; }

        /// <summary>Of the shard; null: there is none.</summary>
        public Kept? Room { get; set; }

        /// <summary>The same, as long as someone uses it.</summary>
        public Kept? InUse { get; set; }

        /// <summary>Who uses the shard, or waits for it.</summary>
        public int Users { get; set; }
    }
}
