using Aso.Ledger.Journal;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

public sealed class Keeping_shards_warm
{
    [Fact]
    public async Task The_shard_used_last_stays_however_large_and_the_others_make_room()
    {
        var cache = new ShardCache(new MemoryStorage(), new MemoryBudget(-1));
        var (one, other) = (new ShardId(Script.Employer, 0), new ShardId(Script.Employer, 1));
        var first = await cache.UseAsync(one, Task.FromResult);
        Assert.Same(first, await cache.UseAsync(one, Task.FromResult));
        await cache.UseAsync(other, Task.FromResult);
        Assert.NotSame(first, await cache.UseAsync(one, Task.FromResult));
    }
}
