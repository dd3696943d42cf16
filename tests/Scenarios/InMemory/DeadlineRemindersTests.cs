using System.Text.Json;
using Aso.Ledger.Storage;
using AsoFunctions.Triggers;
using Microsoft.Azure.Functions.Worker;
using Scenarios.Faults;

namespace Scenarios.InMemory;

/// <summary>Deadlines are told before their day: once for each deadline, day and lead time, whoever dies in between.</summary>
public sealed class DeadlineRemindersTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly MovedTime _time = new(DateTimeOffset.Parse("2026-01-29T18:00:00Z", null));
    private readonly MemoryPipeline _pipeline;

    public DeadlineRemindersTests() => _pipeline = new(today: null, shards: 2, _time);

    public async Task InitializeAsync()
    {
        await _pipeline.DropAsync("plans", "acme/2026-01-01.json", """
            { "employer": "acme", "planYear": "2026-01-01", "runOutMonths": 3, "currency": "USD",
              "timeZone": "America/Chicago", "tiers": ["single"], "funding": { "method": "payAsYouGo" },
              "benefits": { "medical": {} },
              "stopLoss": { "carrier": "Northwind Re", "basis": "12/15", "filingDays": 90,
                "specific": { "deductible": 10000.00, "benefits": ["medical"] } } }
            """);
        await _pipeline.DropAsync("enrollment", "acme/all.csv", """
            subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary
            S1,M1,self,1980-01-01,single,medical,2026-01-01,,
            """);
        await _pipeline.DropAsync("claims", "acme/one.csv", """
            claimNumber,lineNumber,benefit,memberId,serviceFrom,received,paidDate,procedure,charge
            C-1,1,medical,M1,2026-01-05,2026-01-10,2026-01-20,99213,12000.00
            """);
        Take();
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    [Fact]
    public async Task Each_lead_time_is_told_once_however_often_the_timer_runs()
    {
        // January closes on 6 February: eight days are left, then seven, where it is 30 January in Chicago.
        Assert.Empty(await RunAsync("2026-01-29T18:00:00Z"));
        Assert.Empty(await RunAsync("2026-01-30T05:59:59Z"));
        Assert.Equal(
            ["stopLossNotice 2026-02-06 7 M1 12000.00", "close 2026-02-06 7  "], await RunAsync("2026-01-30T06:00:00Z"));
        foreach (var later in (string[])["2026-01-30T06:00:00Z", "2026-01-31T18:00:00Z", "2026-02-04T18:00:00Z"])
            Assert.Empty(await RunAsync(later));
        Assert.Equal(
            ["stopLossNotice 2026-02-06 1 M1 12000.00", "close 2026-02-06 1  "], await RunAsync("2026-02-05T18:00:00Z"));
        Assert.Empty(await RunAsync("2026-02-06T18:00:00Z"));

        // What has passed is told no more, and the rows about it go.
        Assert.Empty(await RunAsync("2026-02-07T18:00:00Z"));
        Assert.Equal(["reminded"], await RowsAsync());
    }

    [Fact]
    public async Task An_employer_that_was_told_today_is_not_asked_about_again_until_tomorrow()
    {
        await RunAsync("2026-01-30T18:00:00Z");
        var before = _pipeline.Storage.Counts.Total;
        await RunAsync("2026-01-30T19:00:00Z");
        // The list of employers.
        Assert.Equal(1, _pipeline.Storage.Counts.Total - before);
        await RunAsync("2026-01-31T18:00:00Z");
        Assert.True(_pipeline.Storage.Counts.Total - before > 2);
    }

    [Fact]
    public async Task A_deadline_that_is_found_late_is_told_once()
    {
        Assert.Equal(
            ["stopLossNotice 2026-02-06 7 M1 12000.00", "close 2026-02-06 7  "], await RunAsync("2026-02-01T18:00:00Z"));
        // The next month's is its own.
        await _pipeline.CloseAsync("acme", "2026-01");
        Take();
        Assert.Equal(["close 2026-03-06 7  "], await RunAsync("2026-03-01T18:00:00Z"));
        Assert.Equal(
            ["stopLossFiling 2027-06-29 30 M1 2000.00"],
            (await RunAsync("2027-06-10T18:00:00Z"))
                .Where(one => one.StartsWith("stopLossFiling", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(nameof(ILedgerStorage.SendAsync), 0)]
    [InlineData(nameof(ILedgerStorage.CommitAsync), 2)]
    public async Task Whoever_dies_in_between_is_made_up_for_and_a_repeat_has_its_id(string dies, int published)
    {
        _time.Set(DateTimeOffset.Parse("2026-01-30T18:00:00Z", null));
        var failing = FailingStorage.Wrap(_pipeline.Storage, (call, _) =>
        {
            if (call == dies) throw new InvalidOperationException("dies here");
        });
        await using (var dying = new MemoryPipeline(today: null, shards: 2, _time, failing))
            await Assert.ThrowsAsync<AggregateException>(
                () => dying.Functions<RemindOfDeadlines>().RunAsync(new TimerInfo(), default));
        var before = Take();
        Assert.Equal(published, before.Count);

        await _pipeline.Functions<RemindOfDeadlines>().RunAsync(new TimerInfo(), default);
        var after = Take();
        Assert.Equal(2, after.Count);
        Assert.Equal(
            2, before.Concat(after).Select(one => one.GetProperty("messageId").GetString()).Distinct().Count());
        await _pipeline.Functions<RemindOfDeadlines>().RunAsync(new TimerInfo(), default);
        Assert.Empty(Take());
    }

    private async Task<IEnumerable<string>> RunAsync(string now)
    {
        _time.Set(DateTimeOffset.Parse(now, null));
        await _pipeline.Functions<RemindOfDeadlines>().RunAsync(new TimerInfo(), default);
        return Take().Select(one =>
            string.Join(' ', ((string[])["kind", "date", "leadDays", "memberId", "amount"]).Select(name => Text(one, name))));

        static string Text(JsonElement one, string name) =>
            one.TryGetProperty(name, out var value) ? value.ToString() : "";
    }

    /// <summary>The events of deadlines that were told since, each in its schema.</summary>
    private List<JsonElement> Take()
    {
        var taken = new List<JsonElement>();
        while (_pipeline.Storage.Take(LedgerNames.EventsQueue) is { } message)
            taken.AddRange(JsonDocument.Parse(message).RootElement.EnumerateArray()
                .Where(one => one.GetProperty("type").GetString() == "DeadlineNear"));
        Assert.All(taken, EventSchema.Keeps);
        return taken;
    }

    private async Task<List<string>> RowsAsync()
    {
        var keys = new List<string>();
        await foreach (var row in _pipeline.Storage.QueryAsync("acme", "reminded")) keys.Add(row.Key);
        return keys;
    }
}
