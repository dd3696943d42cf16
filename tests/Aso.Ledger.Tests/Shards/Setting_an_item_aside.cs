using System.Text.Json;
using Aso.Ledger.Audit;
using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Outbox;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;
using Aso.Ledger.Upkeep;

namespace Aso.Ledger.Tests;

/// <summary>What our own code throws on one item costs that item, and nothing else.</summary>
public sealed class Setting_an_item_aside
{
    private static readonly List<Step> Steps = Script.Create(11, families: 3, claimsPerFile: 10, months: 1);

    private static readonly List<Claim> Claims =
        [.. Steps.Where(step => step.Kind == EntryKind.Claims).SelectMany(step => ChunkReader.Claims(step.Content))];

    [Fact]
    public async Task Any_claim_fails_alone_replays_alike_and_is_decided_once_the_program_is_fixed()
    {
        var struck = Enum.GetValues<DefectPoint>().ToDictionary(point => point, _ => 0);
        foreach (var claim in Claims)
        {
            (List<string> Events, List<string> Figures)? without = null;
            foreach (var point in struck.Keys)
            {
                var defect = new ClaimDefect(point, claim);
                var storage = await RunAsync(Steps, defect);
                // Some claims are refused before they are judged.
                if (!defect.Struck) continue;
                struck[point]++;
                var item = Assert.Single(await SetAsideAsync(storage));
                Assert.Equal((ItemKind.Claim, nameof(InvalidTimeZoneException)), (item.Kind, item.Cause));
                Assert.True(defect.IsOf(ChunkReader.Claims(Chunk(item.Content)).Single()));
                without ??= await WithoutAsync(defect);
                Assert.Equal(without.Value.Events, await EventsAsync(storage));
                Assert.Equal(without.Value.Figures, await FiguresAsync(storage));
                await ReconcileAsync(storage, setAside: 1);
                await ReplayAsync(storage, defect);
                ClaimDefect.Set(defect);
                // At its new place it may be refused before it is judged.
                if (point != DefectPoint.Judge)
                {
                    await RetryAsync(storage, item, isMended: false);
                    Assert.Equal(item.Index, Assert.Single(await SetAsideAsync(storage)).Index);
                }

                ClaimDefect.Set(null);
                await RetryAsync(storage, item, isMended: true);
                await ReconcileAsync(storage, setAside: 0);
            }
        }

        Assert.All(struck, point => Assert.True(point.Value > 5, $"{point}"));

        static async Task<(List<string> Events, List<string> Figures)> WithoutAsync(ClaimDefect defect)
        {
            var storage = await RunAsync([.. Steps.Select(step => Without(step, defect))], null);
            return (await EventsAsync(storage), await FiguresAsync(storage));
        }
    }

    /// <summary>Rule 3.34: it is decided by the row that enrolls its member, and not at its own place.</summary>
    [Fact]
    public async Task A_claim_that_waited_for_its_member_is_set_aside_alone_too()
    {
        var files = Steps.Where(step => step.Kind == EntryKind.Claims).ToList();
        var enrollment = Steps.First(step => step.Kind == EntryKind.Enrollment) with { Date = files[^1].Date };
        List<Step> late = [Script.Plan(0, awaitMemberDays: 30), .. files, enrollment];
        var struck = 0;
        foreach (var claim in Claims.Where(claim => claim.Type == ClaimType.Original))
        {
            var defect = new ClaimDefect(DefectPoint.Half, claim);
            var storage = await RunAsync(late, defect);
            if (!defect.Struck) continue;
            struck++;
            var item = Assert.Single(await SetAsideAsync(storage));
            Assert.True(item.Index > 1L << 40);
            var without = await RunAsync([.. late.Select(step => Without(step, defect))], null);
            Assert.Equal(await DecidedAsync(without), await DecidedAsync(storage));
            Assert.Equal(await FiguresAsync(without), await FiguresAsync(storage));
            await ReconcileAsync(storage, setAside: 1);
            await ReplayAsync(storage, defect);
            ClaimDefect.Set(null);
            await RetryAsync(storage, item, isMended: true);
            await ReconcileAsync(storage, setAside: 0);
        }

        Assert.True(struck > 5, $"{struck}");

        // The claim itself waited, which numbers the waits after it.
        static async Task<List<string>> DecidedAsync(MemoryStorage storage) =>
            [.. (await EventsAsync(storage)).Where(one => one.Contains("\"decision\"", StringComparison.Ordinal))];
    }

    [Fact]
    public async Task A_later_program_folds_what_the_log_says_and_decides_nothing_by_itself()
    {
        var defect = new ClaimDefect(DefectPoint.Half, Claims[3]);
        var storage = await RunAsync(Steps, defect);
        var before = await Ledgers.DescribeAsync(storage);
        ClaimDefect.Set(null);
        await new TestProcess(storage, new ManualTime()).ApplyAllAsync();
        Assert.Equal(before, await Ledgers.DescribeAsync(storage));
        Assert.Single(await SetAsideAsync(storage));
    }

    [Fact]
    public async Task Rows_plans_changes_over_HTTP_and_closes_are_set_aside_too_and_taken_up_again()
    {
        foreach (var kind in (ItemKind[])
        [
            ItemKind.EnrollmentRow, ItemKind.Plan, ItemKind.Deposit, ItemKind.Reimbursement, ItemKind.BankBalance,
            ItemKind.Close,
        ])
        {
            TestDefects.Here.Value = (point, item) =>
            {
                if (point == DefectPoint.Half && KindOf(item) == kind) throw new InvalidTimeZoneException();
            };
            var storage = new MemoryStorage();
            var process = new TestProcess(storage, new ManualTime());
            await process.RunAsync(Steps);
            var items = await SetAsideAsync(storage);
            Assert.NotEmpty(items);
            Assert.All(items, item => Assert.Equal(kind, item.Kind));
            Assert.True((await new SetAsideCounts(storage).ReadAsync()).Single().Items > 0);
            await ReconcileAsync(storage, items.Count);
            ClaimDefect.Set(null);
            process = new TestProcess(storage, new ManualTime());
            await process.ArriveAsync(Retry([.. await ListAsync(storage)]), 0);
            await process.ApplyAllAsync();
            Assert.Empty(await SetAsideAsync(storage));
            Assert.Empty(await new SetAsideCounts(storage).ReadAsync());
            await ReconcileAsync(storage, 0);
        }
    }

    [Fact]
    public async Task A_plan_that_a_later_one_has_replaced_does_not_come_back()
    {
        List<Step> steps = [Script.Plan(0), Script.Plan(1), Script.Plan(2)];
        TestDefects.Here.Value = (point, item) =>
        {
            if (point == DefectPoint.Half && item is Plan { StopLoss.Specific.Deductible.Value: 5500_00 })
                throw new InvalidTimeZoneException();
        };
        var storage = new MemoryStorage();
        await new TestProcess(storage, new ManualTime()).RunAsync(steps);
        Assert.Equal(Script.Shards, (await SetAsideAsync(storage)).Count);
        ClaimDefect.Set(null);
        var process = new TestProcess(storage, new ManualTime());
        await process.ArriveAsync(Retry([.. await ListAsync(storage)]), 9);
        await process.ApplyAllAsync();
        Assert.Empty(await SetAsideAsync(storage));
        var plan = Assert.Single((await new LedgerReader(storage).ViewAsync(Script.Employer))!.Plans());
        Assert.Equal((new Cents(6000_00), 2), (plan.Plan.StopLoss!.Specific!.Deductible, plan.Version));
    }

    [Fact]
    public async Task Every_item_may_fail_and_the_journal_still_comes_to_its_end()
    {
        TestDefects.Here.Value = (point, _) =>
        {
            if (point is DefectPoint.Half or DefectPoint.Begin) throw new InvalidTimeZoneException();
        };
        var storage = new MemoryStorage();
        await new TestProcess(storage, new ManualTime()).RunAsync(Steps);
        var heads = (await new LedgerReader(storage).ViewAsync(Script.Employer))!.Heads;
        Assert.All(heads, head => Assert.Empty(HeadState.Read(head.State).Totals.Years));
        await ReconcileAsync(storage, (await SetAsideAsync(storage)).Count);
    }

    [Fact]
    public async Task A_claim_whose_decision_no_row_can_hold_is_set_aside_without_its_bytes()
    {
        // Procedures of random letters: nothing packs them.
        var random = new Random(1);
        string Noise() => string.Concat(Enumerable.Range(0, 90).Select(_ => (char)random.Next(0x4e00, 0x9fff)));
        var pattern = Claims.First(claim => claim.Type == ClaimType.Original);
        var lines = Enumerable.Range(1, 3000).Select(line => pattern.Lines[0] with
        {
            LineNumber = line, Procedure = Noise(),
        });
        var large = pattern with { ClaimNumber = "LARGE", Lines = [.. lines] };
        var steps = Steps.Append(Script.Claims("large", [large], Steps[^1].Date)).ToList();
        var storage = await RunAsync(steps, null);
        var item = Assert.Single(await SetAsideAsync(storage));
        Assert.True(item.Content.IsEmpty);
        await ReconcileAsync(storage, setAside: 1);
    }

    [Fact]
    public async Task A_crash_at_any_storage_call_and_a_defect_together_end_with_the_same_ledger()
    {
        var defect = new ClaimDefect(DefectPoint.Half, Claims[2]);
        ClaimDefect.Set(defect);
        var expected = await Ledgers.DescribeAsync(await RunAsync(Steps, defect));
        await CrashPoints.EachAsync(
            new MemoryStorage(), () => new ManualTime(), (storage, time) => new TestProcess(storage, time).RunAsync(Steps),
            async storage => Assert.Equal(expected, await Ledgers.DescribeAsync(storage)));
    }

    private static ItemKind? KindOf(object item) => item switch
    {
        EnrollmentRow => ItemKind.EnrollmentRow,
        Plan => ItemKind.Plan,
        DepositPosted => ItemKind.Deposit,
        ReimbursementPosted => ItemKind.Reimbursement,
        BankBalancePosted => ItemKind.BankBalance,
        MonthClosed => ItemKind.Close,
        _ => null,
    };

    private static async Task<MemoryStorage> RunAsync(IReadOnlyList<Step> steps, ClaimDefect? defect)
    {
        ClaimDefect.Set(defect);
        var storage = new MemoryStorage();
        await new TestProcess(storage, new ManualTime()).RunAsync(steps);
        return storage;
    }

    private static Step Without(Step step, ClaimDefect defect) => step.Kind != EntryKind.Claims
        ? step
        : step with { Content = Script.ChunkOf(ChunkReader.Claims(step.Content).Where(claim => !defect.IsOf(claim))) };

    private static byte[] Chunk(ReadOnlyMemory<byte> content)
    {
        var chunk = new ChunkWriter();
        chunk.Add(ChunkReader.ReadClaim(content));
        return chunk.Finish();
    }

    private static Step Retry(IReadOnlyList<SetAsideItem> items) =>
        Script.Http(new RetryChange(items), new DateOnly(2026, 2, 3));

    private static async Task RetryAsync(MemoryStorage storage, ItemSetAside item, bool isMended)
    {
        var process = new TestProcess(storage, new ManualTime());
        var where = Assert.Single(await ListAsync(storage));
        await process.ArriveAsync(Retry([where]), 0);
        await process.ApplyAllAsync();
        if (!isMended) return;
        Assert.Empty(await SetAsideAsync(storage));
        var log = await new LedgerReader(storage).LogAsync(new ShardId(Script.Employer, where.Shard)).ToListAsync();
        var events = log[^1].Events.Concat(log[^2].Events);
        Assert.Contains(events.OfType<ClaimDecided>(), decided => decided.Decision.Sequence == item.Sequence);
    }

    private static async Task ReplayAsync(MemoryStorage storage, ClaimDefect defect)
    {
        ClaimDefect.Set(defect);
        var target = new MemoryStorage();
        var there = new TestProcess(target, new ManualTime());
        var replay = new Replay(storage, target, (_, _) => there.PrepareAllAsync(), new ManualTime());
        Assert.Empty(await replay.RunAsync(Script.Employer));
        await there.CarryOutAllAsync();
        Assert.Equal(await Ledgers.DescribeAsync(storage), await Ledgers.DescribeAsync(target));
    }

    private static async Task ReconcileAsync(MemoryStorage storage, int setAside)
    {
        var report = await new Reconciliation(storage, new EmployerJournal(storage)).RunAsync(Script.Employer);
        Assert.Empty(report.Findings);
        Assert.Equal(setAside, report.SetAside);
    }

    private static async Task<List<SetAsideItem>> ListAsync(MemoryStorage storage) =>
        [.. (await new SetAsideItems(storage).ListAsync(Script.Employer, new ShardCache(storage))).Select(item => item.Id)];

    private static async Task<List<ItemSetAside>> SetAsideAsync(MemoryStorage storage) =>
        [.. (await new SetAsideItems(storage).ListAsync(Script.Employer, new ShardCache(storage))).Select(item => item.Item)];

    /// <summary>What was decided, in order, but for what was set aside.</summary>
    private static async Task<List<string>> EventsAsync(MemoryStorage storage)
    {
        var events = new List<string>();
        for (var shard = 0; shard < Script.Shards; shard++)
            await foreach (var row in new LedgerReader(storage).LogAsync(new ShardId(Script.Employer, shard)))
                events.AddRange(row.Events.Where(happened => happened is not ItemSetAside).Select(happened =>
                    $"{shard} {JsonSerializer.Serialize(happened, happened.GetType(), LedgerJson.Options)}"));
        return events;
    }

    /// <summary>Totals, cuts and cases.</summary>
    private static async Task<List<string>> FiguresAsync(MemoryStorage storage)
    {
        var figures = new List<string>();
        for (var shard = 0; shard < Script.Shards; shard++)
        {
            var id = new ShardId(Script.Employer, shard);
            var head = await new LedgerReader(storage).HeadAsync(id);
            figures.Add(JsonSerializer.Serialize(HeadState.Read(head.State).Totals, LedgerJson.Options));
            await foreach (var cut in storage.QueryAsync(id.Partition, "cut~", "cut~~"))
                figures.Add(JsonSerializer.Serialize(HeadState.Read(cut.Payload), LedgerJson.Options));
            await foreach (var row in storage.QueryAsync(id.Partition, "case~", "case~~"))
                figures.Add($"{MemberCase.FromRow(row) with { LogRow = 0 }}");
        }

        return figures;
    }
}
