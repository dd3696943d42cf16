using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Outbox;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

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
        Assert.True(await new ShardOutbox(_storage).IsEmptyAsync(Shard));
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
            Assert.True(await new ShardOutbox(again._storage).IsEmptyAsync(Shard));
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

    [Theory]
    [InlineData("M 1", "M~201")]
    [InlineData("M%1", "M~251")]
    [InlineData("M~", "M~7E")]
    public void Each_member_has_a_key_of_its_own(string one, string other)
    {
        Assert.NotEqual(MemberCase.KeyOf(Contract, one), MemberCase.KeyOf(Contract, other));
        Assert.Equal($"case~{Contract}~M~201", MemberCase.KeyOf(Contract, "M 1"));
    }

    [Fact]
    public async Task A_case_under_the_key_of_an_earlier_version_moves_to_its_own()
    {
        await AnnounceAsync(Script.Claims(
            "of M 1", [ClaimOf("A", 0, 4000) with { MemberId = "M 1", SubscriberId = SubscriberOfShard }], new DateOnly(2026, 1, 20)));
        var former = new MemberCase(Contract, "M~201", true, false, new Cents(1), new Cents(2), Cents.Zero, 1);
        var row = former.ToRow(Shard);
        var formerRow = new Row(Shard.Partition, $"case~{Contract}~M~201") { Payload = row.Payload };
        foreach (var (field, value) in row.Fields)
            if (value is long number) formerRow.With(field, number);
            else formerRow.With(field, (string)value);
        await _storage.CommitAsync(Shard.Partition, [RowAction.Insert(formerRow)]);
        await _process.Cases.ApplyAsync(Shard.Partition);
        var cases = await CasesAsync();
        Assert.Contains(former, cases);
        Assert.Equal(["M 1", "M~201"], cases.Select(one => one.MemberId).Order(StringComparer.Ordinal));
    }

    private static Step FirstClaim => Claims("A", 4000);

    private static Step SecondClaim => Claims("B", 3900);

    /// <summary>Has the shard decide what arrives, and so announce; what arrived before is recognised.</summary>
    private async Task AnnounceAsync(params Step[] claims)
    {
        await _process.Journal.FixShardsAsync(Script.Employer, Script.Shards);
        Step[] steps = [Script.Plan(0), Script.Enrollment(0, Families, new Random(1)), OfOddNames, .. claims];
        for (var index = 0; index < steps.Length; index++) await _process.ArriveAsync(steps[index], index);
        await _process.PrepareAllAsync();
        await _process.Worker.ApplyReadyAsync(Shard);
    }

    private Task<IReadOnlyList<MemberCase>> CasesAsync() => _process.Cases.MembersAsync(Script.Employer, Contract);

    /// <summary>A member of a family of the shard, with a blank in the id.</summary>
    private static Step OfOddNames
    {
        get
        {
            var chunk = new ChunkWriter();
            chunk.Add(new EnrollmentRow
            {
                SubscriberId = SubscriberOfShard, MemberId = "M 1", Relationship = Relationship.Child,
                Benefits = default(BenefitSet).With(Benefit.Medical), Effective = new DateOnly(2026, 1, 1),
            });
            return new Step("odd names", EntryKind.Enrollment, chunk.Finish(), null, new DateOnly(2026, 1, 3));
        }
    }

    private static string SubscriberOfShard => Enumerable.Range(0, Families).Select(family => $"S{family}")
        .First(subscriber => ShardId.IndexFor(subscriber, Script.Shards) == Shard.Shard);

    /// <summary>A claim of every family, its notice at 2,500 and its deductible at 5,000.</summary>
    private static Step Claims(string name, int amount) => Script.Claims(
        name,
        Enumerable.Range(0, Families).Select(family => ClaimOf(name, family, amount)),
        new DateOnly(2026, 1, 20));

    private static Claim ClaimOf(string name, int family, int amount) => new()
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
    };

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
