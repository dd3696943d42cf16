using System.Text;
using System.Text.Json.Nodes;
using Aso.Ledger.Storage;
using AsoFunctions.Http;
using AsoFunctions.Http.Access;
using AsoFunctions.Http.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Scenarios.InMemory;

/// <summary>Deadlines as a list and as a calendar: one member over the specific, one at notice, a claim pended.</summary>
public sealed class DeadlinesOverHttpTests : IAsyncLifetime, IAsyncDisposable
{
    /// <summary>Of a length that folds, with what iCalendar escapes and letters of more than a byte.</summary>
    private const string Strange = "C-3,ü;\\ and a number that no line of a calendar takes: ü, ü, ü";

    private readonly MemoryPipeline _pipeline = new(today: "2026-03-10", shards: 4);

    public async Task InitializeAsync()
    {
        await _pipeline.DropAsync("plans", "acme/2026-01-01.json", """
            { "employer": "acme", "planYear": "2026-01-01", "runOutMonths": 3, "currency": "USD",
              "timeZone": "America/Chicago", "tiers": ["single"], "funding": { "method": "payAsYouGo" },
              "benefits": { "medical": { "reviewAbove": 50000.00 } },
              "stopLoss": { "carrier": "Northwind Re", "basis": "12/15", "filingDays": 90,
                "specific": { "deductible": 10000.00, "benefits": ["medical"] } } }
            """);
        await _pipeline.DropAsync("enrollment", "acme/all.csv", """
            subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary
            S1,M1,self,1980-01-01,single,medical,2026-01-01,,
            S2,M2,self,1980-01-01,single,medical,2026-01-01,,
            """);
        await ClaimAsync("C-1,1,medical,M1,2026-01-05,2026-01-10,2026-01-20,99213,12000.00");
        await _pipeline.CloseAsync("acme", "2026-01");
        await ClaimAsync("C-2,1,medical,M2,2026-02-05,2026-02-10,2026-02-20,99213,6000.00");
        await ClaimAsync($"\"{Strange}\",1,medical,M1,2026-02-05,2026-02-10,,99213,60000.00");
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    [Fact]
    public async Task What_must_be_done_by_when_is_listed_by_day_and_what_is_overdue_first()
    {
        var list = await ListAsync();
        Assert.Equal(
            ("acme", "2026-03-10", "USD"),
            ((string)list["employer"]!, (string)list["asOf"]!, (string)list["currency"]!));
        var items = list["deadlines"]!["items"]!.AsArray();
        Assert.Equal(
            [
                "2026-03-06 -4 stopLossNotice M2  6000.00 4.4", "2026-03-06 -4 close   null 5.1",
                "2027-03-31 386 runOutEnd   60000.00 5.5",
                $"2027-03-31 386 pendedClaim M1 {Strange} 60000.00 4.1", "2027-04-07 393 close   null 5.1",
                "2027-06-29 476 stopLossFiling M1  2000.00 4.12",
            ],
            items.Where((_, place) => place < 2 || place >= items.Count - 4).Select(one =>
                $"{one!["date"]} {one["daysLeft"]} {one["kind"]} {one["memberId"]} {one["claimNumber"]} "
                + $"{one["amount"]?.ToJsonString() ?? "null"} {one["rule"]}"));
        Assert.Equal(
            "File the stop-loss claim of member M1 with Northwind Re: the carrier takes none after this day.",
            (string)items[^1]!["toDo"]!);

        // The carrier's report of February names M2, and the money for M1 comes.
        await _pipeline.CloseAsync("acme", "2026-02");
        await MemoryPipeline.CallAsync(
            http => _pipeline.Functions<ReimbursementsApi>().PostAsync(http.Request, "acme", default),
            """
            { "contract": "2026-01-01", "half": "specific", "status": "received", "amount": 2000.00, "date": "2026-03-09",
              "reference": "check 1" }
            """);
        await _pipeline.SettleAsync("acme");
        var after = (await ListAsync())["deadlines"]!["items"]!.AsArray();
        Assert.Equal("2026-04-07 close 2026-03", $"{after[0]!["date"]} {after[0]!["kind"]} {after[0]!["month"]}");
        Assert.Equal(("stopLossFiling", null), ((string)after[^1]!["kind"]!, (string?)after[^1]!["memberId"]));
        // Nothing is owed: the calendar names no amount.
        var feed = Ical.Net.Calendar.Load(await TextAsync("", api => api.CalendarAsync))!.Events;
        Assert.Equal(
            $"{(string)after[^1]!["toDo"]!}\nPlan year 2026-01-01\nRule 4.12",
            Assert.Single(feed, one => one.Summary == "Stop-loss filing: contract").Description);
    }

    [Theory]
    [InlineData("from=2027-03-31&to=2027-03-31", 2)]
    [InlineData("from=2027-04-01&to=2027-04-06", 0)]
    [InlineData("to=2026-03-06", 2)]
    [InlineData("from=2027-06-29", 1)]
    [InlineData("from=2027-06-30", 0)]
    public async Task Days_are_chosen_and_both_are_included(string query, int expected)
    {
        Assert.Equal(expected, (int)(await ListAsync(query))["deadlines"]!["total"]!);
        Assert.Equal(expected, (await TextAsync(query + "&format=csv", api => api.ListAsync)).Split('\n').Length - 2);
    }

    [Fact]
    public async Task A_page_has_what_it_was_asked_for_and_a_spreadsheet_has_all()
    {
        var page = (await ListAsync("skip=1&take=1"))["deadlines"]!;
        Assert.Equal("close", (string)Assert.Single(page["items"]!.AsArray())!["kind"]!);
        var csv = (await TextAsync("skip=1&take=1&format=csv", api => api.ListAsync)).Split('\n');
        Assert.Equal((int)page["total"]!, csv.Length - 2);
        Assert.Equal(
            [
                "date,daysLeft,kind,planYear,month,memberId,subscriberId,claimNumber,amount,toDo,rule",
                "2026-03-06,-4,stopLossNotice,2026-01-01,2026-02,M2,,,6000.00,"
                + "Give Northwind Re notice of member M2: the carrier's report of 2026-02 has it.,4.4",
            ],
            csv.Take(2));
        foreach (var wrong in (string[])["from=soon", "to=2026-13-01", "from=2026-02-02&to=2026-02-01", "take=many"])
            Assert.Equal(400, (await Assert.ThrowsAsync<ProblemException>(() => ListAsync(wrong))).Problem.Status);
    }

    [Fact]
    public async Task A_calendar_program_reads_the_same_deadlines_and_finds_each_again()
    {
        var text = await TextAsync("", api => api.CalendarAsync);
        Assert.EndsWith("END:VCALENDAR\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', text.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.All(text.Split("\r\n"), line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));

        var events = Ical.Net.Calendar.Load(text)!.Events.ToList();
        var items = (await ListAsync())["deadlines"]!["items"]!.AsArray();
        Assert.Equal(
            items.Select(one => (string)one!["date"]!).Order(),
            events.Select(one => one.Start!.Value.ToString("yyyy-MM-dd", null)).Order());
        Assert.All(events, one => Assert.True(one.IsAllDay));
        var pended = Assert.Single(events, one => one.Summary == $"Pended claim {Strange}");
        Assert.Equal(
            $"Decide claim {Strange} and have it paid: after this day no stop-loss contract takes it.\n"
            + "Plan year 2026-01-01\nAt stake: 60000.00 USD\nRule 4.1",
            pended.Description);
        Assert.Equal(events.Count, events.Select(one => one.Uid).Distinct().Count());

        // Notice and close of February are done; all others are the entries that they were.
        await _pipeline.CloseAsync("acme", "2026-02");
        var after = Ical.Net.Calendar.Load(await TextAsync("", api => api.CalendarAsync))!.Events;
        Assert.Equal(2, events.Select(one => one.Uid).Except(after.Select(one => one.Uid)).Count());
        Assert.Empty(after.Select(one => one.Uid).Except(events.Select(one => one.Uid)));
    }

    [Fact]
    public async Task A_key_for_the_calendar_can_do_nothing_else()
    {
        foreach (var wrong in (string[])["\"calendar\", \"read\"", "\"calendar\", \"drop\""])
            Assert.Equal(400, (await Assert.ThrowsAsync<ProblemException>(() => MakeAsync(wrong))).Problem.Status);
        var callers = _pipeline.Get<CallerDirectory>();
        var (calendar, read) = (await MakeAsync("\"calendar\""), await MakeAsync("\"read\""));
        Assert.NotNull(await callers.IdentifyByAddressAsync(Address(calendar), default));
        foreach (var other in (string[])[read, "", calendar + "x"])
            Assert.Null(await callers.IdentifyByAddressAsync(Address(other), default));

        await MemoryPipeline.CallAsync(http => _pipeline.Functions<KeysApi>().RevokeAsync(
            http.Request, "acme", calendar.Split('.')[1], default));
        Assert.Null(await callers.IdentifyByAddressAsync(Address(calendar), default));

        static HttpRequest Address(string key) =>
            new DefaultHttpContext { Request = { QueryString = QueryString.Create("key", key) } }.Request;
    }

    private async Task<string> MakeAsync(string powers) => (string)(await MemoryPipeline.CallAsync(
        http => _pipeline.Functions<KeysApi>().MakeAsync(http.Request, "acme", default),
        $$"""{ "name": "k", "powers": [{{powers}}] }"""))["key"]!;

    private Task ClaimAsync(string line) => _pipeline.DropAsync(
        "claims", $"acme/{line[..3].Trim('"')}.csv",
        "claimNumber,lineNumber,benefit,memberId,serviceFrom,received,paidDate,procedure,charge\n" + line);

    private Task<JsonNode> ListAsync(string query = "") => MemoryPipeline.CallAsync(
        http => _pipeline.Functions<DeadlinesApi>().ListAsync(http.Request, "acme", default), query: query);

    private async Task<string> TextAsync(
        string query,
        Func<DeadlinesApi, Func<HttpRequest, string, CancellationToken, Task<IActionResult>>> function)
    {
        var http = new DefaultHttpContext();
        http.Request.QueryString = new QueryString("?" + query);
        using var written = new MemoryStream();
        http.Response.Body = written;
        var answer = await function(_pipeline.Functions<DeadlinesApi>())(http.Request, "acme", default);
        await ((Answer)answer).WriteAsync(http);
        return Encoding.UTF8.GetString(written.ToArray());
    }
}
