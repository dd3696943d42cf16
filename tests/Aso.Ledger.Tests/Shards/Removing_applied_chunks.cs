using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;
using Aso.Ledger.Upkeep;

namespace Aso.Ledger.Tests;

public sealed class Removing_applied_chunks
{
    private readonly MemoryStorage _storage = new();
    private readonly SimulatedTime _time = new();
    private readonly TestProcess _process;

    public Removing_applied_chunks() => _process = new TestProcess(_storage, new ManualTime());

    [Fact]
    public async Task Leaves_what_is_not_applied_yet()
    {
        await _process.Journal.FixShardsAsync(Script.Employer, Script.Shards);
        var steps = Script.Create(2, families: 4);
        for (var index = 0; index < steps.Count; index++) await _process.ArriveAsync(steps[index], index);
        await _process.PrepareAllAsync();
        Assert.Equal(0, await new Retention(_storage).CleanAsync(Script.Employer));

        for (var turn = 0; turn < 3; turn++)
            await _process.Worker.ApplyReadyAsync(new ShardId(Script.Employer, 1), HurriedTime.ShortestTurn());
        await new Retention(_storage).CleanAsync(Script.Employer);
        await _process.ApplyAllAsync();
        await _process.CarryOutAllAsync();
        var quiet = new MemoryStorage();
        await new TestProcess(quiet, new ManualTime()).RunAsync(steps);
        Assert.Equal(await Ledgers.DescribeAsync(quiet), await Ledgers.DescribeAsync(_storage));
    }

    [Fact]
    public async Task Leaves_nothing_of_what_is_applied()
    {
        await _process.RunAsync(Script.Create(2, families: 4));
        Assert.True(await new Retention(_storage).CleanAsync(Script.Employer) > 0);
        Assert.Empty(await ListAsync(ChunkNames.Folder(Script.Employer)));
    }

    [Fact]
    public async Task Leaves_nothing_of_what_came_before_under_another_name()
    {
        var process = new SimulatedProcess(_storage, _time);
        _time.AdvanceTo(new DateOnly(2026, 1, 21));
        var steps = Script.OfFamiliesApart(1, families: 2, claimsPerFile: 3);
        foreach (var name in new[] { "first", "again" })
        {
            foreach (var step in steps.Where(step => step.Change is null).Take(3))
            {
                var blob = DroppedFiles.NameOf(step, name);
                await _storage.PutBlobAsync(blob, DroppedFiles.ContentOf(step));
                await process.Intake.ArriveAsync(blob);
            }
        }

        // No shard has come as far as the repeats.
        for (var shard = 0; shard < Script.Shards; shard++)
            await process.Worker.ApplyReadyAsync(new ShardId(Script.Employer, shard));
        await new Retention(_storage).CleanAsync(Script.Employer);
        Assert.Empty(await ListAsync(ChunkNames.Folder(Script.Employer)));
        Assert.Single(await ListAsync(Directories.Folder(Script.Employer)));
    }

    private async Task<List<ListedBlob>> ListAsync(string folder) =>
        await _storage.ListBlobsAsync(LedgerNames.WorkContainer, folder).ToListAsync();
}
