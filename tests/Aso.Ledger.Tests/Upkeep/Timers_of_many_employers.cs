using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Aso.Ledger.Closing;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

/// <summary>What timers ask does not grow with employers that have nothing to do; nothing is lost thereby.</summary>
public sealed class Timers_of_many_employers
{
    private const string Name = Script.Employer;
    private static readonly Month January = Month.Of(2026, 1);

    private readonly MemoryStorage _storage = new();
    private readonly SimulatedTime _time = new();

    [Fact]
    public async Task Ask_as_often_as_for_one_where_there_is_nothing_to_do()
    {
        var one = await new Timers_of_many_employers().IdleAsync(1);
        var many = await IdleAsync(30);
        Assert.Equal(one, many);
        Assert.Equal(1, many.Close);
    }

    [Fact]
    public async Task Close_every_month_that_comes_due_although_nothing_was_before()
    {
        var process = await InForceAsync(_storage, Enumerable.Range(0, 10).Select(NameOf));
        await process.Sweep.RunAsync();
        await CountAsync(process.Closer.CloseDueAsync);
        Assert.Equal(1, await CountAsync(process.Closer.CloseDueAsync));
        _time.AdvanceTo(new DateOnly(2026, 2, 6));
        await process.Closer.CloseDueAsync();
        for (var employer = 0; employer < 10; employer++)
            Assert.Equal(January, await new Periods(_storage).ClosedThroughAsync(NameOf(employer)));
    }

    [Fact]
    public async Task Find_an_entry_that_came_at_any_moment_of_a_sweep()
    {
        for (var call = 1;; call++)
        {
            var storage = new MemoryStorage();
            var other = await InForceAsync(storage, Name);
            var at = new Between(storage, call, () => DepositAsync(other));
            var process = new SimulatedProcess(at, _time);
            await process.Sweep.RunAsync();
            if (!at.Struck) break;
            await process.Sweep.RunAsync();
            await AssertAppliedAsync(other);
        }
    }

    [Fact]
    public async Task Find_an_entry_although_a_sweep_ran_at_any_moment_of_its_arrival()
    {
        for (var call = 1;; call++)
        {
            var storage = new MemoryStorage();
            var sweeping = await InForceAsync(storage, Name);
            await sweeping.Sweep.RunAsync();
            Assert.NotNull(Assert.Single(await new EmployerList(storage).ReadAsync().ToListAsync()).InOrder);
            var at = new Between(storage, call, () => sweeping.Sweep.RunAsync());
            await DepositAsync(new SimulatedProcess(at, _time));
            if (!at.Struck) break;
            await sweeping.Sweep.RunAsync();
            await AssertAppliedAsync(sweeping);
        }
    }

    [Fact]
    public async Task Find_in_a_new_process_what_a_wrong_mark_hides()
    {
        var process = await InForceAsync(_storage, Name);
        await process.Sweep.RunAsync();
        await DepositAsync(process);
        // As where an account failed over: the row of the list is newer than those of the shards.
        await _storage.CommitAsync("~employers", [RowAction.Upsert(new Row("~employers", Name).With("inOrder", 3L))]);
        await new SimulatedProcess(_storage, _time).Sweep.RunAsync();
        await AssertAppliedAsync(process);
    }

    [Fact]
    public async Task Ask_once_about_all_files_of_an_employer_in_a_new_process()
    {
        Assert.Equal(
            await new Timers_of_many_employers().NewProcessAsync(files: 5), await NewProcessAsync(files: 20));
    }

    [Fact]
    public async Task Find_a_file_that_changed_although_older_ones_are_no_longer_remembered()
    {
        var dates = new Dictionary<string, int>();
        var process = new SimulatedProcess(new Dated(_storage, dates), _time);
        for (var day = 0; day < 3; day++)
        {
            dates[await PutPlanAsync(Name, 2026 + day)] = day;
            Assert.Equal(1, (await process.Sweep.RunAsync()).FilesFound);
        }

        Assert.Equal(0, (await process.Sweep.RunAsync()).FilesFound);
        dates[await PutPlanAsync(Name, 2026, "Acme Widgets")] = 3;
        Assert.Equal(1, (await process.Sweep.RunAsync()).FilesFound);
        Assert.Equal(4, (await process.Journal.EntriesAfterAsync(Name, 0).ToListAsync()).Count);
    }

    [Fact]
    public async Task List_files_less_often_where_a_list_takes_long()
    {
        var dates = new Dictionary<string, int> { [await PutPlanAsync(Name, 2026)] = 0 };
        var slow = new Dated(_storage, dates, () => _time.Advance(TimeSpan.FromSeconds(4)));
        var process = new SimulatedProcess(slow, _time);
        Assert.Equal(1, (await process.Sweep.RunAsync()).FilesFound);
        dates[await PutPlanAsync(Name, 2027)] = 1;
        // Four containers took 16 seconds.
        _time.Advance(TimeSpan.FromSeconds(150));
        Assert.Equal(0, (await process.Sweep.RunAsync()).FilesFound);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, (await process.Sweep.RunAsync()).FilesFound);
    }

    private async Task<(long Sweep, long Close)> IdleAsync(int employers)
    {
        var process = await InForceAsync(_storage, Enumerable.Range(0, employers).Select(NameOf));
        await process.Sweep.RunAsync();
        await process.Closer.CloseDueAsync();
        return (await CountAsync(process.Sweep.RunAsync), await CountAsync(process.Closer.CloseDueAsync));
    }

    private async Task<long> NewProcessAsync(int files)
    {
        var process = new SimulatedProcess(_storage, _time);
        for (var year = 0; year < files; year++)
            await process.Intake.ArriveAsync(new BlobName("plans", await PutPlanAsync(Name, 2026 + year)));
        await DeliverAsync(process, _storage);
        await process.Sweep.RunAsync();
        return await CountAsync(new SimulatedProcess(_storage, _time).Sweep.RunAsync);
    }

    private async Task<long> CountAsync(Func<CancellationToken, Task> act)
    {
        var before = _storage.Counts.Total;
        await act(default);
        return _storage.Counts.Total - before;
    }

    /// <summary>Employers whose plans are in force, and of whom nothing is left to do.</summary>
    private async Task<SimulatedProcess> InForceAsync(MemoryStorage storage, params IEnumerable<string> employers)
    {
        var process = new SimulatedProcess(storage, _time);
        foreach (var employer in employers)
            await process.Intake.ArriveAsync(new BlobName("plans", await PutPlanAsync(employer, 2026, to: storage)));
        await DeliverAsync(process, storage);
        return process;
    }

    private static async Task DeliverAsync(SimulatedProcess process, MemoryStorage storage)
    {
        string[] queues = [LedgerNames.IntakeQueue, LedgerNames.AdjudicateQueue, LedgerNames.StopLossQueue];
        foreach (var queue in queues)
            while (storage.Take(queue) is { } message) await process.DeliverAsync(queue, message);
    }

    /// <returns>The blob's name.</returns>
    private async Task<string> PutPlanAsync(string employer, int year, string? name = null, MemoryStorage? to = null)
    {
        var document = Encoding.UTF8.GetString(Script.Plan(0).Content)
            .Replace($"\"{Name}\"", $"\"{employer}\"", StringComparison.Ordinal)
            .Replace("2026-01-01", $"{year}-01-01", StringComparison.Ordinal);
        if (name is not null)
            document = document.Replace(
                "\"planYear\"", $"\"name\": \"{name}\", \"planYear\"", StringComparison.Ordinal);
        var blob = new BlobName("plans", $"{employer}/{year}.json");
        await (to ?? _storage).PutBlobAsync(blob, Encoding.UTF8.GetBytes(document));
        return blob.Name;
    }

    /// <summary>Registers a deposit; no message tells of it.</summary>
    private async Task DepositAsync(SimulatedProcess process) => await process.Journal.AppendAsync(
        Name, new DepositChange(new Cents(100_00), new DateOnly(2026, 1, 1), "wire"), _time.GetUtcNow(),
        new DateOnly(2026, 1, 1));

    private static async Task AssertAppliedAsync(SimulatedProcess process)
    {
        Assert.Equal(2, (await process.Journal.EntriesAfterAsync(Name, 0).ToListAsync()).Count);
        for (var shard = 0; shard < Script.Shards; shard++)
            Assert.Equal(0, (await process.Worker.ApplyReadyAsync(new ShardId(Name, shard))).Commits);
    }

    private static string NameOf(int employer) =>
        string.Create(CultureInfo.InvariantCulture, $"employer-{employer:D2}");

    /// <summary>Does something just before the nth call.</summary>
    private sealed class Between(ILedgerStorage inner, int nth, Func<Task> act) : StorageDecorator(inner)
    {
        private int _calls;

        public bool Struck { get; private set; }

        protected override async Task<T> AroundAsync<T>(string what, Func<Task<T>> call, bool hasCondition = false)
        {
            if (++_calls == nth)
            {
                Struck = true;
                await act();
            }

            return await call();
        }
    }

    /// <summary>Dropped files changed on a day of 2026, the first being 0.</summary>
    private sealed class Dated(ILedgerStorage inner, Dictionary<string, int> days, Action? listing = null)
        : StorageDecorator(inner)
    {
        private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override async IAsyncEnumerable<ListedBlob> ListBlobsAsync(
            string container, string prefix, [EnumeratorCancellation] CancellationToken cancellation = default)
        {
            if (prefix.Length == 0) listing?.Invoke();
            await foreach (var blob in base.ListBlobsAsync(container, prefix, cancellation))
                yield return blob with { Modified = First.AddDays(days.GetValueOrDefault(blob.Name)) };
        }

        protected override Task<T> AroundAsync<T>(string what, Func<Task<T>> call, bool hasCondition = false) => call();
    }
}
