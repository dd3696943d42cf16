using Aso.Ledger.Reading;
using System.Text;
using Aso.Ledger.Audit;
using Aso.Ledger.Closing;
using Aso.Ledger.Journal;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;
using Aso.Ledger.Upkeep;

namespace Aso.Ledger.Tests;

/// <summary>A close is a decision on what stands when it is applied.</summary>
public sealed class Closing_a_month
{
    private static readonly Month January = Month.Of(2026, 1);

    private readonly MemoryStorage _storage = new();
    private readonly SimulatedTime _time = new();

    [Fact]
    public async Task That_an_earlier_plan_year_makes_wait_can_be_closed_when_it_is_the_next()
    {
        var process = new SimulatedProcess(_storage, _time);
        await DropAsync(process, 2026);
        // Between the look at what is next and the close's place in the journal, an earlier plan comes in force.
        var held = new HeldUp(_storage, "commit acme: Insert intake~", () => DropAsync(process, 2025));
        Assert.Equal(
            CloseOutcome.NotNext,
            await new SimulatedProcess(held, _time).Closer.CloseAsync(Script.Employer, January, "operator"));
        Assert.True(held.WasHeldUp);
        for (var month = January - 12; month <= January; month += 1)
            Assert.Equal(CloseOutcome.Closed, await process.Closer.CloseAsync(Script.Employer, month, "operator"));
        Assert.Equal(January, await new Periods(_storage).ClosedThroughAsync(Script.Employer));
        // It took effect: no further entry.
        Assert.Equal(
            CloseOutcome.ClosedAlready, await process.Closer.CloseAsync(Script.Employer, January, "operator"));
        var closes = await new EmployerJournal(_storage).EntriesAfterAsync(Script.Employer, 0)
            .CountAsync(entry => entry.Kind == EntryKind.Close);
        Assert.Equal(1 + 13, closes);

        var target = new MemoryStorage();
        var there = new SimulatedProcess(target, _time);
        Assert.Empty(await new Replay(_storage, target, there.SettleAsync, _time).RunAsync(Script.Employer));
        Assert.Equal(await Ledgers.DescribeAsync(_storage), await Ledgers.DescribeAsync(target));
        Assert.True((await new Reconciliation(_storage, process.Journal).RunAsync(Script.Employer)).IsClean);
    }

    [Fact]
    public void Waits_for_what_another_worker_prepares_with_one_wake_up() =>
        // On one thread, where time passes when everybody waits.
        new Scheduler(new Random(1), _time).Run(async () =>
        {
            var process = new SimulatedProcess(_storage, _time);
            await DropAsync(process, 2026);
            var lease = await Lease.TryTakeAsync(_storage, _time, Script.Employer, TimeSpan.FromHours(1), default);
            await DropAsync(process, 2025);
            Assert.Equal(1, Taken(LedgerNames.IntakeQueue));
            var before = _storage.Counts.Total;
            var closing = process.Closer.CloseAsync(Script.Employer, January, "operator");
            await Task.Delay(TimeSpan.FromMinutes(1), _time);
            Assert.False(closing.IsCompleted);
            Assert.Equal(1, Taken(LedgerNames.IntakeQueue));
            // A look every two seconds, of a few calls.
            Assert.InRange(_storage.Counts.Total - before, 30, 300);

            await lease!.DisposeAsync();
            Assert.Equal(CloseOutcome.NotNext, await closing);
            Assert.Equal(
                CloseOutcome.Closed, await process.Closer.CloseAsync(Script.Employer, January - 12, "operator"));
        });

    [Fact]
    public async Task That_our_own_code_failed_on_says_so_and_is_closed_by_a_retry()
    {
        TestDefects.Here.Value = (_, item) =>
        {
            if (item is MonthClosed) throw new InvalidTimeZoneException();
        };
        var process = new SimulatedProcess(_storage, _time);
        await DropAsync(process, 2026);
        Assert.Equal(CloseOutcome.SetAside, await process.Closer.CloseAsync(Script.Employer, January, "operator"));
        _time.AdvanceTo(new DateOnly(2026, 2, 6));
        var entries = (await process.Journal.EmployerAsync(Script.Employer))!.NextSequence;
        // The timer says that it could not close, and adds no entry each time.
        await Assert.ThrowsAsync<AggregateException>(() => process.Closer.CloseDueAsync());
        await Assert.ThrowsAsync<AggregateException>(() => process.Closer.CloseDueAsync());
        Assert.Equal(entries, (await process.Journal.EmployerAsync(Script.Employer))!.NextSequence);

        TestDefects.Here.Value = null;
        process = new SimulatedProcess(_storage, _time);
        var items = await new SetAsideItems(_storage).ListAsync(Script.Employer, new ShardCache(_storage));
        Assert.Equal(Script.Shards, items.Count);
        await process.Journal.AppendAsync(
            Script.Employer, new RetryChange([.. items.Select(item => item.Id)]), _time.GetUtcNow(),
            new DateOnly(2026, 2, 6));
        await process.Closer.CloseDueAsync();
        Assert.Equal(January, await new Periods(_storage).ClosedThroughAsync(Script.Employer));
        Assert.Single(await new StatementStore(_storage).ReadAsync(Script.Employer, new PlanYear(January)));
    }

    private int Taken(string queue)
    {
        var taken = 0;
        while (_storage.Take(queue) is not null) taken++;
        return taken;
    }

    private async Task DropAsync(SimulatedProcess process, int year)
    {
        var document = Encoding.UTF8.GetString(Script.Plan(0).Content)
            .Replace("2026-01-01", $"{year}-01-01", StringComparison.Ordinal);
        var blob = new BlobName("plans", $"{Script.Employer}/{year}.json");
        await _storage.PutBlobAsync(blob, Encoding.UTF8.GetBytes(document));
        await process.Intake.ArriveAsync(blob);
    }
}
