using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

/// <summary>A commit is written while the next is filled.</summary>
public sealed class Writing_while_filling
{
    private static readonly ShardId Shard = new(Script.Employer, 0);
    private static readonly List<Step> Steps = Script.Create(5, claimsPerFile: 40, months: 1);

    private readonly MemoryStorage _storage = new();

    [Fact]
    public async Task The_next_items_are_applied_while_a_commit_is_written()
    {
        await PreparedAsync(_storage);
        TaskCompletionSource? decided = null;
        TestDefects.Here.Value = (_, _) => decided?.TrySetResult();
        var slow = new HeldUp(_storage, $"commit {Shard.Partition}: Insert {ShardRows.HeadKey}", () =>
        {
            decided = new TaskCompletionSource();
            return decided.Task.WaitAsync(TimeSpan.FromSeconds(30));
        });
        await new TestProcess(slow, new ManualTime()).ApplyAllAsync();
        TestDefects.Here.Value = null;
        Assert.True(slow.WasHeldUp);

        var quiet = new MemoryStorage();
        await PreparedAsync(quiet);
        await new TestProcess(quiet, new ManualTime()).ApplyAllAsync();
        Assert.Equal(await Ledgers.DescribeAsync(quiet), await Ledgers.DescribeAsync(_storage));
    }

    [Fact]
    public async Task What_is_written_counts_and_is_told_where_the_next_cannot_be_filled()
    {
        var process = await PreparedAsync(_storage);
        var last = await LastFileAsync(process);
        await _storage.DeleteBlobAsync(ChunkNames.BlobFor(Script.Employer, last, Shard.Shard, 0));
        await Assert.ThrowsAsync<ApplyFailedException>(() => process.Worker.ApplyReadyAsync(Shard));

        var head = await new LedgerReader(_storage).HeadAsync(Shard);
        Assert.InRange(head.Applied.Sequence, 3, last);
        Assert.True(head.Events > 10, $"{head.Events}");
        Assert.NotNull(_storage.Take(LedgerNames.StopLossQueue));
        Assert.Single(await new BlockedEntries(_storage).ReadAsync().ToListAsync());
    }

    [Fact]
    public async Task A_commit_that_failed_fails_whoever_waits_for_it()
    {
        var process = await PreparedAsync(_storage);
        var behind = await Aso.Ledger.Shards.Shard.LoadAsync(_storage, Shard);
        await process.ApplyAllAsync();
        var events = new List<LedgerEvent>();
        behind.Book.PostBank(new DateOnly(2026, 1, 5), default, default, events);
        var draft = behind.Begin();
        draft.Take(events);
        behind.StartCommit(draft, Position.After(1));
        await Assert.ThrowsAsync<ConflictException>(behind.SettleAsync);
        await Assert.ThrowsAsync<ConflictException>(() => behind.IsBehindAsync());
        Assert.True(behind.IsStale);
    }

    private static async Task<TestProcess> PreparedAsync(MemoryStorage storage)
    {
        var process = new TestProcess(storage, new ManualTime());
        await process.Journal.FixShardsAsync(Script.Employer, Script.Shards);
        for (var index = 0; index < Steps.Count; index++) await process.ArriveAsync(Steps[index], index);
        await process.PrepareAllAsync();
        return process;
    }

    private static async Task<long> LastFileAsync(TestProcess process) =>
        (await process.Journal.EntriesAfterAsync(Script.Employer, 0).ToListAsync())
            .Last(entry => entry.Kind == EntryKind.Claims).Sequence;
}
