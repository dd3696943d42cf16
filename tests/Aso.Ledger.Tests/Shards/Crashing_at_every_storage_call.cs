using Aso.Ledger.Audit;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

public sealed class Crashing_at_every_storage_call
{
    private static readonly List<Step> Steps = Script.Create(7, families: 2, claimsPerFile: 5, months: 1);

    [Fact]
    public async Task Ends_with_the_same_ledger()
    {
        var quiet = new MemoryStorage();
        await new TestProcess(quiet, new ManualTime()).RunAsync(Steps);
        var expected = await Ledgers.DescribeAsync(quiet);
        var told = Ledgers.TakeTold(quiet);
        Assert.NotEmpty(told);
        Assert.True(expected.Count > Script.Shards);
        await CrashPoints.EachAsync(
            new MemoryStorage(), () => new ManualTime(), (storage, time) => new TestProcess(storage, time).RunAsync(Steps),
            async storage =>
            {
                Assert.Equal(expected, await Ledgers.DescribeAsync(storage));
                Assert.Equal(told, Ledgers.TakeTold(storage));
            });
    }

    [Fact]
    public async Task The_quiet_run_reconciles_and_replays()
    {
        var storage = new MemoryStorage();
        await new TestProcess(storage, new ManualTime()).RunAsync(Steps);
        var report = await new Reconciliation(storage, new EmployerJournal(storage)).RunAsync(Script.Employer);
        Assert.Empty(report.Findings);
        Assert.Equal(10, report.Claims);
        Assert.Equal(2, report.Files);

        var target = new MemoryStorage();
        var there = new TestProcess(target, new ManualTime());
        var replay = new Replay(storage, target, (_, _) => there.PrepareAllAsync(), new ManualTime());
        Assert.Empty(await replay.RunAsync(Script.Employer));
        await there.CarryOutAllAsync();
        Assert.Equal(await Ledgers.DescribeAsync(storage), await Ledgers.DescribeAsync(target));
    }
}
