using Aso.Domain;

namespace Aso.Ledger.Tests;

public sealed class Carrying_out_announcements
{
    private const int Families = 280;
    private static readonly ShardId Shard = new(Script.Employer, 1);
    private static readonly PlanYear Contract = new(Month.Of(2026, 1));

    private readonly MemoryStorage _storage = new();
    private readonly TestProcess _process;

    public Carrying_out_announcements() =>
        _process = new TestProcess(_storage, new ManualTime(), CommitDraft.FullEvents);

    [Fact]
    public async Task Costs_one_transaction_for_a_hundred_cases_and_three_reads()
    {
        await AnnounceAsync(FirstClaim);
        var before = _storage.Counts.Tables;
        await _process.Cases.ApplyAsync(Shard.Partition);
        var calls = _storage.Counts.Tables - before;
        var cases = await CasesAsync();
        Assert.InRange(cases.Count, 101, 198);
        // The outbox, the head, the cases as they stood; then the cases and what announced them, a hundred at once.
        Assert.Equal(3 + 2, calls);
        Assert.True(await new Outbox(_storage).IsEmptyAsync(Shard));
    }

    [Fact]
    public async Task Costs_one_read_where_there_is_nothing_to_carry_out()
    {
        await AnnounceAsync(FirstClaim);
        await _process.Cases.ApplyAsync(Shard.Partition);
        var before = _storage.Counts.Total;
        await _process.Cases.ApplyAsync(Shard.Partition);
        Assert.Equal(1, _storage.Counts.Total - before);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Ends_with_the_same_cases_and_events_wherever_it_dies(int kind)
    {
        await AnnounceAsync(FirstClaim, SecondClaim);
        await _process.CarryOutAllAsync();
        var (expected, told) = (await CasesAsync(), Ledgers.TakeTold(_storage));
        for (var call = 1;; call++)
        {
            var again = new Carrying_out_announcements();
            await again.AnnounceAsync(FirstClaim, SecondClaim);
            var faulty = new FaultInjector(again._storage, call, (Fault)kind);
            try
            {
                await new TestProcess(faulty, new ManualTime()).Cases.ApplyAsync(Shard.Partition);
            }
            catch (CrashException)
            {
                await again._process.Cases.ApplyAsync(Shard.Partition);
            }

            if (!faulty.Struck) break;
            Assert.Equal(expected, await again.CasesAsync());
            Assert.Equal(told, Ledgers.TakeTold(again._storage));
            Assert.True(await new Outbox(again._storage).IsEmptyAsync(Shard));
        }
    }

    [Fact]
    public async Task Leaves_the_case_of_the_last_announcement()
    {
        await AnnounceAsync(FirstClaim, SecondClaim);
        await _process.Cases.ApplyAsync(Shard.Partition);
        Assert.All(await CasesAsync(), one => Assert.Equal((true, true), (one.Notice, one.Breach)));
    }

    [Fact]
    public async Task Never_takes_a_case_back_to_an_earlier_announcement()
    {
        await AnnounceAsync(FirstClaim);
        var late = new Late(_storage);
        var delivery = new TestProcess(late, new ManualTime()).Cases.ApplyAsync(Shard.Partition);
        Assert.False(delivery.IsCompleted);
        await _process.Cases.ApplyAsync(Shard.Partition);
        await AnnounceAsync(FirstClaim, SecondClaim);
        await _process.Cases.ApplyAsync(Shard.Partition);
        var expected = await CasesAsync();

        late.Go.SetResult();
        await delivery;
        Assert.Equal(expected, await CasesAsync());
        Assert.All(expected, one => Assert.True(one.Breach));
    }

    private static Step FirstClaim => Claims("A", 4000);

    private static Step SecondClaim => Claims("B", 3900);

    /// <summary>Has the shard decide what arrives, and so announce; what arrived before is recognised.</summary>
    private async Task AnnounceAsync(params Step[] claims)
    {
        await _process.Journal.FixShardsAsync(Script.Employer, Script.Shards);
        Step[] steps = [Script.Plan(0), Script.Enrollment(0, Families, new Random(1)), .. claims];
        for (var index = 0; index < steps.Length; index++) await _process.ArriveAsync(steps[index], index);
        await _process.PrepareAllAsync();
        await _process.Worker.ApplyReadyAsync(Shard);
    }

    private Task<IReadOnlyList<MemberCase>> CasesAsync() => _process.Cases.MembersAsync(Script.Employer, Contract);

    /// <summary>A claim of every family, its notice at 2,500 and its deductible at 5,000.</summary>
    private static Step Claims(string name, int amount) => Script.Claims(
        name,
        Enumerable.Range(0, Families).Select(family => new Claim
        {
            ClaimNumber = $"{name}{family}",
            Benefit = Benefit.Medical,
            MemberId = $"M{family}-0",
            SubscriberId = $"S{family}",
            Received = new DateOnly(2026, 1, 20),
            Lines =
            [
                new ClaimLine
                {
                    LineNumber = 1,
                    ServiceFrom = new DateOnly(2026, 1, 10),
                    ServiceTo = new DateOnly(2026, 1, 10),
                    Procedure = name,
                    Charge = Cents.FromAmount(amount),
                },
            ],
        }),
        new DateOnly(2026, 1, 20));

    /// <summary>Holds every write until it is told to go.</summary>
    private sealed class Late(ILedgerStorage inner) : StorageDecorator(inner)
    {
        public TaskCompletionSource Go { get; } = new();

        protected override async Task<T> AroundAsync<T>(string what, Func<Task<T>> call, bool hasCondition = false)
        {
            if (what.StartsWith("commit", StringComparison.Ordinal)) await Go.Task;
            return await call();
        }
    }
}
