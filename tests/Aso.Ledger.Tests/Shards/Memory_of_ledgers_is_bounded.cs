using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

/// <summary>Shards, directories and answers, each within one budget.</summary>
public sealed class Memory_of_ledgers_is_bounded
{
    private const int Shards = 64;
    private static readonly long ShardBytes = ShardCache.BytesOf(new Head());
    private readonly MemoryStorage _storage = new();

    [Fact]
    public async Task Callers_who_use_different_shards_wait_for_each_other_s_room()
    {
        var cache = new ShardCache(_storage, new MemoryBudget(2 * ShardBytes));
        var done = new TaskCompletionSource();
        var inUse = 0;
        var uses = Enumerable.Range(0, Shards).Select(shard => cache.UseAsync(Id(shard), UseAsync)).ToList();
        Assert.Equal(2, inUse);
        done.SetResult();
        Assert.All(await Task.WhenAll(uses), most => Assert.InRange(most, 1, 2));
        Assert.InRange(cache.Budget.Taken, 1, 2 * ShardBytes);

        async Task<int> UseAsync(Shard shard)
        {
            var now = Interlocked.Increment(ref inUse);
            await done.Task;
            Interlocked.Decrement(ref inUse);
            return now;
        }
    }

    [Fact]
    public async Task A_question_to_all_shards_is_answered_where_no_two_fit_and_beside_others()
    {
        await new EmployerJournal(_storage).FixShardsAsync(Script.Employer, Shards);
        var budget = new MemoryBudget(ShardBytes);
        var employers = Employers(budget);
        var view = (await employers.FindAsync(Script.Employer, default))!;
        var most = 0L;
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => employers.AskAsync(
            view,
            _ =>
            {
                most = Math.Max(most, budget.Taken);
                return 1;
            },
            default))));
        Assert.All(answers, answer => Assert.Equal(Shards, answer.Sum()));
        Assert.Equal(ShardBytes, most);
    }

    [Fact]
    public async Task A_shard_that_others_made_outgrow_its_room_waits_for_more()
    {
        var steps = Script.Create(5, families: 3, claimsPerFile: 30);
        await new EmployerJournal(_storage).FixShardsAsync(Script.Employer, Script.Shards);
        var budget = new MemoryBudget(3 * ShardBytes);
        var cache = new ShardCache(_storage, budget);
        await cache.UseAsync(Id(0), Task.FromResult);
        await new TestProcess(_storage, new ManualTime()).RunAsync(steps);
        var grown = ShardCache.BytesOf(await new LedgerReader(_storage).HeadAsync(Id(0)));
        Assert.InRange(grown, 2 * ShardBytes + 1, long.MaxValue);
        var (taken, give) = (new TaskCompletionSource(), new TaskCompletionSource());
        var other = cache.UseAsync(new ShardId("other", 0), async _ =>
        {
            taken.SetResult();
            await give.Task;
            return 0;
        });
        await taken.Task;
        var use = cache.UseAsync(Id(0), shard => Task.FromResult(shard.Head.Events));
        Assert.False(use.IsCompleted);
        give.SetResult();
        await other;
        Assert.Equal(grown, ShardCache.BytesOf(new Head { Events = await use }));
    }

    [Fact]
    public async Task A_directory_is_let_go_when_its_room_is_needed_and_read_again()
    {
        await PutDirectoryAsync("one");
        await PutDirectoryAsync("other");
        var directories = new Directories(_storage, new MemoryBudget(MemberDirectory.BytesOf(1)));
        Assert.Equal(1, await ReadsAsync("one"));
        Assert.Equal(0, await ReadsAsync("one"));
        Assert.Equal(1, await ReadsAsync("other"));
        Assert.Equal(1, await ReadsAsync("one"));

        async Task<long> ReadsAsync(string employer)
        {
            var before = _storage.Counts.Blobs;
            using var lent = await directories.ReadAsync(employer, default);
            Assert.Equal("S", lent.Directory.SubscriberOf("M"));
            return _storage.Counts.Blobs - before;
        }
    }

    [Fact]
    public async Task A_directory_in_use_takes_room_from_shards()
    {
        await PutDirectoryAsync("one");
        var budget = new MemoryBudget(2 * ShardBytes);
        var (directories, cache) = (new Directories(_storage, budget), new ShardCache(_storage, budget));
        await cache.UseAsync(Id(0), Task.FromResult);
        await cache.UseAsync(Id(1), Task.FromResult);
        using (await directories.ReadAsync("one", default))
            Assert.Equal(ShardBytes + MemberDirectory.BytesOf(1), budget.Taken);
    }

    [Fact]
    public async Task Remembered_answers_take_room_and_are_forgotten_where_shards_need_it()
    {
        await new EmployerJournal(_storage).FixShardsAsync(Script.Employer, 1);
        var budget = new MemoryBudget(2 * ShardBytes);
        var employers = Employers(budget);
        var view = (await employers.FindAsync(Script.Employer, default))!;
        var asked = 0;
        await AskAsync();
        await AskAsync();
        Assert.Equal(1, asked);
        Assert.InRange(budget.Taken, ShardBytes + 1, 2 * ShardBytes);
        for (var shard = 0; shard < 2; shard++)
            await employers.AskAsync(new ShardId("other", shard), _ => 0, default);
        Assert.Equal(2 * ShardBytes, budget.Taken);
        await AskAsync();
        Assert.Equal(2, asked);

        Task AskAsync() => employers.AskOnceAsync(view, "how many", _ => ++asked, _ => 10);
    }

    private static ShardId Id(int shard) => new(Script.Employer, shard);

    private EmployerLedger Employers(MemoryBudget budget) => new(
        new LedgerReader(_storage), new ShardCache(_storage, budget), new StatementStore(_storage),
        new BusinessClock(new ManualTime()));

    private async Task PutDirectoryAsync(string employer)
    {
        var entry = new JournalEntry
        {
            Employer = employer,
            Sequence = 1,
            Kind = EntryKind.Enrollment,
            State = EntryState.Ready,
            Received = default,
            BusinessDate = default,
        };
        var directory = MemberDirectory.Empty;
        directory.Put(new EnrollmentRow { MemberId = "M", SubscriberId = "S" });
        var newest = await new Directories(_storage).PutAsync(entry, directory, default);
        await _storage.CommitAsync(employer, [newest]);
    }
}
