using System.Collections.Concurrent;

namespace Aso.Ledger;

/// <summary>
/// Warm shards of this process, each used by one at a time, the least recently used given up when all together are
/// larger than the budget. The one used last stays, however large: its next message would read it all again. A shard
/// whose use failed is given up too: its book may hold what was never written.
/// </summary>
public sealed class ShardCache(ILedgerStorage storage, long budgetBytes = ShardCache.DefaultBudgetBytes)
{
    public const long DefaultBudgetBytes = 1024L * 1024 * 1024;

    /// <summary>What one event takes in memory, roughly: a claim of two lines and its decision.</summary>
    private const long EventBytes = 1024;

    private readonly ConcurrentDictionary<ShardId, Place> _places = new();
    private long _uses;

    /// <summary>Waits for the shard, brings it up to the newest commit, and lends it.</summary>
    /// <param name="caughtUp">True: the caller knows it to be, and a commit will tell if it is not.</param>
    public async Task<T> UseAsync<T>(
        ShardId id,
        Func<Shard, Task<T>> use,
        bool caughtUp = false,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(use);
        var place = _places.GetOrAdd(id, _ => new Place());
        await place.Gate.WaitAsync(cancellation);
        try
        {
            var shard = place.Shard;
            place.Shard = null;
            if (shard is null) shard = await Shard.LoadAsync(storage, id, cancellation);
            else if (!caughtUp) await shard.CatchUpAsync(cancellation);
            var result = await use(shard);
            if (!shard.IsSpoilt) Keep(place, shard);
            return result;
        }
        finally
        {
            place.Gate.Release();
            Trim();
        }
    }

    private void Keep(Place place, Shard shard)
    {
        place.Shard = shard;
        place.Bytes = shard.Head.Events * EventBytes;
        place.LastUse = Interlocked.Increment(ref _uses);
    }

    private void Trim()
    {
        var places = _places.Values.OrderBy(place => place.LastUse).ToList();
        var bytes = places.Sum(place => place.Shard is null ? 0 : place.Bytes);
        foreach (var place in places.SkipLast(1))
        {
            if (bytes <= budgetBytes) return;
            // Whoever is in use stays: it is the one that is needed.
            if (place.Shard is null || !place.Gate.Wait(0)) continue;
            bytes -= place.Bytes;
            place.Shard = null;
            place.Gate.Release();
        }
    }

    private sealed class Place
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public Shard? Shard { get; set; }

        public long Bytes { get; set; }

        public long LastUse { get; set; }
    }
}
