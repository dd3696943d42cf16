using System.Globalization;
using System.Security.Cryptography;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

public sealed class Remitting_a_closed_month
{
    private static readonly ShardId Shard = new(Script.Employer, 1);
    private static readonly Month January = Month.Of(2026, 1);

    private readonly MemoryStorage _storage = new();
    private readonly Recording _recording;
    private readonly ManualTime _time = new();
    private readonly TestProcess _process;

    public Remitting_a_closed_month()
    {
        _recording = new Recording(_storage);
        _process = new TestProcess(_recording, _time);
    }

    [Fact]
    public async Task Reads_no_log_row_of_another_month()
    {
        await _process.RunAsync(
        [
            Script.Plan(0), Script.Enrollment(0, 40, new Random(1)), Claims("A", 40, 1), Close(January),
            Claims("B", 4, 2), Close(January.Next), Claims("C", 40, 3),
        ]);
        var cut = await _storage.ReadAsync(Shard.Partition, ShardRows.CutKey(January.Next));
        var rows = ShardRows.PostedOf(cut!)!.Value;
        var all = await new LedgerReader(_storage).LogAsync(Shard).ToListAsync();
        var ofFebruary = all.Where(row => row.Events.OfType<ClaimDecided>()
            .Any(decided => decided.Decision.PostingMonth == January.Next)).Select(row => row.Number).ToList();
        Assert.Equal(new LogRange(ofFebruary[0], ofFebruary[^1]), rows);
        Assert.True(all.Count > 3 * ofFebruary.Count);
        Assert.Contains($"query {Shard.Partition}/{ShardRows.LogKey(rows.First)}", _recording.Calls);
    }

    [Fact]
    public async Task Finds_decisions_that_were_made_before_the_month_was_open()
    {
        // Paid in February, and decided while January is open.
        await _process.RunAsync(
        [
            Script.Plan(0), Script.Enrollment(0, 40, new Random(1)), Claims("A", 40, 2), Close(January),
            Close(January.Next),
        ]);
        Assert.Empty(await NumbersAsync("2026-01"));
        Assert.Equal(40, (await NumbersAsync("2026-02")).Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Knows_the_same_rows_whether_it_decided_them_or_read_them(bool cold)
    {
        await _process.RunAsync([Script.Plan(0), Script.Enrollment(0, 40, new Random(1)), Claims("A", 40, 1)]);
        var closer = cold ? new TestProcess(_storage, new ManualTime()) : _process;
        await closer.Journal.AppendAsync(
            Script.Employer, new CloseChange(January), DateTimeOffset.UnixEpoch, new DateOnly(2026, 2, 1));
        await closer.ApplyAllAsync();
        await closer.CarryOutAllAsync();
        Assert.Equal(40, (await NumbersAsync("2026-01")).Count);
        Assert.True(await new ShardOutbox(_storage).IsEmptyAsync(Shard));
    }

    [Fact]
    public async Task Waits_behind_announcements_and_is_no_part_of_the_close()
    {
        await _process.RunAsync([Script.Plan(0), Script.Enrollment(0, 40, new Random(1)), Claims("A", 40, 1)]);
        await _process.Journal.AppendAsync(
            Script.Employer, new CloseChange(January), DateTimeOffset.UnixEpoch, new DateOnly(2026, 2, 1));
        await _process.ApplyAllAsync();
        Assert.NotNull(await new LedgerReader(_storage).CutAsync(Shard, January));
        Assert.False(await new ShardOutbox(_storage).IsEmptyAsync(Shard));
        Assert.Empty(await NumbersAsync("2026-01"));
    }

    /// <summary>Many go to the remittances and to the tables beside each other while more are read.</summary>
    [Fact]
    public async Task Writes_the_same_of_many_claims_in_one_row_as_of_a_few_in_each()
    {
        var (few, many) = (new MemoryStorage(), new MemoryStorage());
        foreach (var (storage, commitFullEvents) in new[] { (few, 100), (many, CommitDraft.FullEvents) })
            await new TestProcess(storage, new ManualTime(), commitFullEvents).RunAsync(
                [Script.Plan(0), Script.Enrollment(0, 2400, new Random(1)), Claims("A", 2400, 1), Close(January)]);
        var rows = await new LedgerReader(many).LogAsync(Shard).ToListAsync();
        Assert.Contains(rows, row => row.Events.OfType<ClaimDecided>().Count() > 1000);
        var (of, ofMany) = (await ListsAsync(few), await ListsAsync(many));
        Assert.Contains(of, blob => blob.StartsWith("exports", StringComparison.Ordinal));
        Assert.Equal(of, ofMany);
    }

    [Fact]
    public async Task Is_done_by_one_worker_and_by_another_where_that_one_dies()
    {
        await _process.RunAsync([Script.Plan(0), Script.Enrollment(0, 40, new Random(1)), Claims("A", 40, 1)]);
        await _process.Journal.AppendAsync(
            Script.Employer, new CloseChange(January), DateTimeOffset.UnixEpoch, new DateOnly(2026, 2, 1));
        await _process.ApplyAllAsync();
        var dead = await Lease.TryTakeAsync(
            _storage, _time, $"{Shard.Partition}~{January}", TimeSpan.FromMinutes(1), default);
        Assert.NotNull(dead);
        var before = await _storage.CountMessagesAsync(LedgerNames.StopLossQueue);

        await _process.Cases.ApplyAsync(Shard.Partition);
        Assert.Empty(await NumbersAsync("2026-01"));
        Assert.False(await new ShardOutbox(_storage).IsEmptyAsync(Shard));
        Assert.Equal(before + 1, await _storage.CountMessagesAsync(LedgerNames.StopLossQueue));

        _time.Advance(TimeSpan.FromMinutes(2));
        await _process.Cases.ApplyAsync(Shard.Partition);
        Assert.NotEmpty(await NumbersAsync("2026-01"));
        Assert.True(await new ShardOutbox(_storage).IsEmptyAsync(Shard));
    }

    [Fact]
    public async Task A_cut_is_the_same_whether_or_not_anything_is_posted_after_its_month()
    {
        await _process.RunAsync([Script.Plan(0), Script.Enrollment(0, 40, new Random(1)), Claims("A", 40, 1)]);
        var before = await CutAsync();
        await _process.RunAsync(
        [
            Script.Plan(0), Script.Enrollment(0, 40, new Random(1)), Claims("A", 40, 1), Claims("B", 40, 2),
        ]);
        var after = await CutAsync();
        Assert.Equal(before, after);
        Assert.Contains("M", before, StringComparison.Ordinal);
    }

    /// <summary>The stop-loss figures of a cut of January, of all shards.</summary>
    private async Task<string> CutAsync()
    {
        var text = "";
        for (var shard = 0; shard < Script.Shards; shard++)
        {
            text += await _process.Cache.UseAsync(new ShardId(Script.Employer, shard), warm =>
            {
                var year = warm.Book.Totals(January).Years.Values.Single();
                var members = warm.Book.Positions(new PlanYear(January), January);
                return Task.FromResult(
                    $"{year.Contract.AggregatePaid} {year.Contract.SpecificReimbursable}"
                    + $" {year.Contract.UnitsAtNotice} {year.Uncovered}"
                    + $" {string.Join(' ', members)}\n");
            });
        }

        return text;
    }

    /// <summary>Each remittance from its first claim on, and each table, by name.</summary>
    private static async Task<List<string>> ListsAsync(MemoryStorage storage)
    {
        var lists = new List<string>();
        foreach (var container in new[] { "remittances", "exports" })
        {
            await foreach (var listed in storage.ListBlobsAsync(container, Script.Employer))
            {
                var content = (await storage.ReadBlobAsync(new BlobName(container, listed.Name)))!;
                var from = container == "exports" ? 0 : content.AsSpan().IndexOf("~CLP"u8);
                lists.Add($"{container}/{listed.Name} {Convert.ToHexString(SHA256.HashData(content.AsSpan(from)))}");
            }
        }

        return lists;
    }

    private async Task<List<string>> NumbersAsync(string month)
    {
        var numbers = new List<string>();
        await foreach (var blob in _storage.ListBlobsAsync("remittances", $"{Script.Employer}/{month}/"))
        {
            var text = System.Text.Encoding.UTF8.GetString(
                (await _storage.ReadBlobAsync(new BlobName("remittances", blob.Name)))!);
            numbers.AddRange(text.Split('~').Where(line => line.StartsWith("CLP", StringComparison.Ordinal))
                .Select(line => line.Split('*')[1]));
        }

        return numbers;
    }

    private static Step Close(Month month) => Script.Http(new CloseChange(month), month.Next.FirstDay);

    /// <summary>A claim each of so many families, paid in a month of 2026.</summary>
    private static Step Claims(string name, int families, int month) => Script.Claims(
        name,
        Enumerable.Range(0, families).Select(family => new Claim
        {
            ClaimNumber = string.Create(CultureInfo.InvariantCulture, $"{name}{family}"),
            Benefit = Benefit.Medical,
            MemberId = $"M{family}-0",
            SubscriberId = $"S{family}",
            Received = new DateOnly(2026, month, 20),
            PaidDate = new DateOnly(2026, month, 21),
            Lines =
            [
                new ClaimLine
                {
                    LineNumber = 1,
                    ServiceFrom = new DateOnly(2026, 1, 10),
                    ServiceTo = new DateOnly(2026, 1, 10),
                    Procedure = name,
                    Provider = "1234567893",
                    Charge = Cents.FromAmount(3900),
                },
            ],
        }),
        new DateOnly(2026, month, 22));

    private sealed class Recording(ILedgerStorage inner) : StorageDecorator(inner)
    {
        public HashSet<string> Calls { get; } = [];

        protected override Task<T> AroundAsync<T>(string what, Func<Task<T>> call, bool hasCondition = false)
        {
            Calls.Add(what);
            return call();
        }
    }
}
