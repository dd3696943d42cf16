using Aso.Ledger.Journal;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

public sealed class Handing_a_wake_up_on
{
    private static readonly ShardId Shard = new(Script.Employer, 1);

    [Fact]
    public void Gives_every_turn_an_id_of_its_own()
    {
        var first = new WakeUp(new ShardId("acme", 3), 12, "00-trace");
        var second = WakeUp.Parse(first.Again.ToString());
        Assert.Equal(first with { Handovers = 1 }, second);
        Assert.Equal(
            ["acme~3/12", "acme~3/12+1", "acme~3/12+2"], new[] { first, second, second.Again }.Select(one => one.Id));
    }

    [Fact]
    public async Task Is_done_where_others_wait()
    {
        var storage = new MemoryStorage();
        await storage.SendAsync(LedgerNames.AdjudicateQueue, "small~0/3");
        var driver = await DriverAsync(storage);
        await driver.WorkAsync($"{Shard}/7");
        Assert.Equal("small~0/3", storage.Take(LedgerNames.AdjudicateQueue));
        Assert.Equal($"{Shard}/7+1", storage.Take(LedgerNames.AdjudicateQueue));
        Assert.True(await HasMoreAsync(storage));
    }

    [Fact]
    public async Task Is_not_done_where_nobody_does()
    {
        var storage = new MemoryStorage();
        var driver = await DriverAsync(storage);
        await driver.WorkAsync($"{Shard}/7");
        Assert.Null(storage.Take(LedgerNames.AdjudicateQueue));
        Assert.False(await HasMoreAsync(storage));
    }

    /// <summary>Of files that take many commits, by a clock on which every one takes longer than a turn.</summary>
    private static async Task<ShardDriver> DriverAsync(MemoryStorage storage)
    {
        var time = new HurriedTime();
        var process = new TestProcess(storage, time);
        await process.Journal.FixShardsAsync(Script.Employer, Script.Shards);
        var steps = Script.Create(2, families: 4);
        for (var index = 0; index < steps.Count; index++) await process.ArriveAsync(steps[index], index);
        await process.PrepareAllAsync();
        return new ShardDriver(process.Journal, process.Worker, new StorageWakeUps(storage), time);
    }

    private static async Task<bool> HasMoreAsync(MemoryStorage storage) =>
        (await new TestProcess(storage, TimeProvider.System).Worker.ApplyReadyAsync(Shard)).Commits > 0;
}
