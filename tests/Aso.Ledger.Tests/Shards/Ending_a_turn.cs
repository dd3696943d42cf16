using Aso.Ledger.Journal;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

public sealed class Ending_a_turn
{
    private static readonly ShardId Shard = new(Script.Employer, 1);

    private readonly MemoryStorage _storage = new();
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Commits_what_was_applied_and_says_that_more_is_ready()
    {
        var process = await ProcessAsync(_storage);
        var turns = 0;
        while (await process.Worker.ApplyReadyAsync(Shard, HurriedTime.ShortestTurn()) is { HasMore: true } result)
        {
            Assert.Equal(1, result.Commits);
            turns++;
        }

        // Some 1,000 claims, in looks of 64: were the clock looked at between entries only, there would be fewer turns.
        Assert.InRange(turns, 15, 40);
        await process.ApplyAllAsync();

        var quiet = new MemoryStorage();
        await (await ProcessAsync(quiet)).ApplyAllAsync();
        Assert.Equal(await Ledgers.DescribeAsync(quiet), await Ledgers.DescribeAsync(_storage));
    }

    [Fact]
    public async Task Is_not_asked_of_who_has_just_begun()
    {
        await WaitAsync();
        var turn = Turn();
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(await turn.MustEndAsync());
        Assert.False(turn.IsOver);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(await turn.MustEndAsync());
        Assert.True(turn.IsOver);
    }

    [Fact]
    public async Task Is_asked_within_a_second_of_somebody_beginning_to_wait()
    {
        var turn = Turn();
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.False(await turn.MustEndAsync());
        await WaitAsync();
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(await turn.MustEndAsync());
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(await turn.MustEndAsync());
        Assert.Equal("small~0/3", _storage.Take(LedgerNames.AdjudicateQueue));
        Assert.True(await turn.MustEndAsync());
    }

    [Fact]
    public async Task Is_not_asked_for_the_sake_of_the_same_employer_unless_others_may_wait_behind_it()
    {
        for (var shard = 2; shard < 33; shard++)
            await _storage.SendAsync(LedgerNames.AdjudicateQueue, $"{Script.Employer}~{shard}/3");
        var turn = Turn();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await turn.MustEndAsync());
        await _storage.SendAsync(LedgerNames.AdjudicateQueue, $"{Script.Employer}~33/3");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await turn.MustEndAsync());
    }

    [Fact]
    public async Task Is_asked_of_everybody_before_a_host_would_end_the_function()
    {
        var turn = Turn();
        _time.Advance(TimeSpan.FromMinutes(2) - TimeSpan.FromTicks(1));
        Assert.False(await turn.MustEndAsync());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await turn.MustEndAsync());
    }

    private static async Task<TestProcess> ProcessAsync(MemoryStorage storage)
    {
        var process = new TestProcess(storage, new ManualTime(), CommitDraft.FullEvents);
        await process.Journal.FixShardsAsync(Script.Employer, Script.Shards);
        var steps = Script.Create(3, claimsPerFile: 2000, months: 1, filesPerMonth: 1);
        for (var index = 0; index < steps.Count; index++) await process.ArriveAsync(steps[index], index);
        await process.PrepareAllAsync();
        return process;
    }

    private TimeSlice Turn() => new(Script.Employer, new StorageWakeUps(_storage), _time);

    private Task WaitAsync() => _storage.SendAsync(LedgerNames.AdjudicateQueue, "small~0/3");
}
