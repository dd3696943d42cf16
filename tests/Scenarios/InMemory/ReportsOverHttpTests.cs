using System.Text;
using System.Text.Json.Nodes;
using AsoFunctions.Http;
using AsoFunctions.Http.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Scenarios.InMemory;

/// <summary>
/// The reports over HTTP (rule 5.18): each month from January to August pays 100, 200 and 100 at ages 0, 1 and 2, for ten
/// members.
/// </summary>
public sealed class ReportsOverHttpTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly MemoryPipeline _pipeline = new(today: "2026-09-10", shards: 4);

    public async Task InitializeAsync()
    {
        await _pipeline.DropAsync("plans", "acme/2026-01-01.json", """
            { "employer": "acme", "planYear": "2026-01-01", "currency": "USD", "timeZone": "America/Chicago",
              "tiers": ["single"], "funding": { "method": "payAsYouGo" }, "benefits": { "medical": {}, "dental": {} } }
            """);
        await _pipeline.DropAsync("enrollment", "acme/all.csv", string.Join('\n', Enumerable.Range(1, 10)
            .Select(member => $"S{member},M{member},self,1980-01-01,single,medical;dental,2026-01-01,,")
            .Prepend("subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary")));
        var lines = new List<string>();
        decimal[] pattern = [100m, 200m, 100m];
        for (var month = 1; month <= 8; month++)
        for (var age = 0; age < pattern.Length && month + age <= 8; age++)
            lines.Add(
                $"C{month}-{age},1,medical,M{month},2026-0{month}-0{1 + age},2026-0{month + age}-10,2026-0{month + age}-20,"
                + $"99213,{pattern[age]}.00");
        await _pipeline.DropAsync("claims", "acme/year.csv", string.Join('\n', lines.Prepend(
            "claimNumber,lineNumber,benefit,memberId,serviceFrom,received,paidDate,procedure,charge")));
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    [Fact]
    public async Task The_triangle_of_a_closed_month_is_what_its_close_used()
    {
        await CloseAsync(through: 6);
        var june = await CallAsync(api => api.TriangleAsync, "month=2026-06");

        Assert.Equal(("2026-06", "expectedCost"), ((string)june["month"]!, (string)june["method"]!));
        Assert.Equal("[3.000000,1.333333,1.000000,1.000000,1.000000]", june["factors"]!.ToJsonString());
        Assert.Equal(
            """{"incurredMonth":"2026-06","planYear":"2026-01-01","cumulative":[100.00],"completion":0.250000,"""
            + "\"unpaid\":300.00,\"ultimate\":400.00,\"method\":\"expectedCost\",\"memberMonths\":10}",
            june["months"]!.AsArray()[^1]!.ToJsonString());
        Assert.Equal(
            ["2026-01 chainLadder 0.00", "2026-05 expectedCost 100.00"],
            june["months"]!.AsArray().Where((_, place) => place is 0 or 4)
                .Select(month => $"{month!["incurredMonth"]} {month["method"]} {month["unpaid"]}"));
        var statement = await _pipeline.StatementAsync("acme", "2026-01-01", "2026-06");
        Assert.Equal(
            statement.UnpaidEstimate!.Value.Amount, june["months"]!.AsArray().Sum(month => (decimal)month!["unpaid"]!));

        // What is closed and known later leaves it as it was; without a month it is the last closed one's.
        await _pipeline.DropAsync("enrollment", "acme/fewer.csv", """
            subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary
            S9,M9,self,1980-01-01,single,medical;dental,2026-01-01,2026-02-01,
            """);
        await CloseAsync(through: 8);
        Assert.Equal(
            june.ToJsonString(), (await CallAsync(api => api.TriangleAsync, "month=2026-06")).ToJsonString());
        Assert.Equal("2026-08", (string)(await CallAsync(api => api.TriangleAsync))["month"]!);
    }

    [Fact]
    public async Task A_triangle_that_is_too_short_gives_no_unpaid_claims_by_month()
    {
        Assert.Equal((409, "urn:aso:no-closed-month"), await RefusedAsync(api => api.TriangleAsync, ""));
        await CloseAsync(through: 3);
        var march = await CallAsync(api => api.TriangleAsync);

        Assert.Equal("averageDailyPaid", (string)march["method"]!);
        Assert.All(march["months"]!.AsArray(), month =>
            Assert.Equal((null, null, "averageDailyPaid"), (month!["unpaid"], month["ultimate"], (string)month["method"]!)));
        Assert.Equal("[100.00,300.00,400.00]", march["months"]![0]!["cumulative"]!.ToJsonString());
        Assert.Equal((404, "urn:aso:not-found"), await RefusedAsync(api => api.TriangleAsync, "month=2026-04"));
        Assert.Equal((404, "urn:aso:not-found"), await RefusedAsync(api => api.TriangleAsync, "month=2025-12"));
        Assert.Equal((400, "urn:aso:bad-request"), await RefusedAsync(api => api.TriangleAsync, "month=June"));
    }

    [Fact]
    public async Task Earlier_estimates_stand_beside_what_was_then_paid()
    {
        Assert.Empty((await CallAsync(api => api.RunOffAsync))["rows"]!.AsArray());
        await CloseAsync(through: 8);
        var rows = (await CallAsync(api => api.RunOffAsync))["rows"]!.AsArray();

        Assert.Equal(
            Enumerable.Range(1, 8).Select(month => $"2026-0{month}"), rows.Select(row => (string)row!["month"]!));
        Assert.Equal(
            """{"planYear":"2026-01-01","month":"2026-06","estimate":400.00,"paidSince":400.00,"leftNow":0.00,"difference":0.00}""",
            rows[5]!.ToJsonString());
        // 1,600 in 151 days, by the average day: 45 days of it.
        Assert.Equal(
            """{"planYear":"2026-01-01","month":"2026-05","estimate":476.82,"paidSince":400.00,"leftNow":0.00,"difference":76.82}""",
            rows[4]!.ToJsonString());
        Assert.Equal(
            """{"planYear":"2026-01-01","month":"2026-08","estimate":400.00,"paidSince":0.00,"leftNow":400.00,"difference":0.00}""",
            rows[7]!.ToJsonString());
    }

    [Fact]
    public async Task Claimants_paid_at_least_an_amount_are_listed_by_id()
    {
        await ClaimsAsync("more", "X1,1,dental,M10,2026-02-01,2026-02-10,2026-02-20,D0120,400.00");
        var listed = await CallAsync(api => api.LargeClaimantsAsync, "atLeast=400");

        Assert.Equal(
            """{"memberId":"M1","paid":400.00,"triggers":[]}""", listed["claimants"]![0]!.ToJsonString());
        Assert.Equal(
            ["M1", "M10", "M2", "M3", "M4", "M5", "M6"],
            listed["claimants"]!.AsArray().Select(one => (string)one!["memberId"]!));
        Assert.Equal(("2026-01-01", "400.00"), ((string)listed["planYear"]!, listed["atLeast"]!.ToJsonString()));
        Assert.Empty(
            (await CallAsync(api => api.LargeClaimantsAsync, "atLeast=400.01"))["claimants"]!.AsArray());
        Assert.Equal(404, (await RefusedAsync(api => api.LargeClaimantsAsync, "atLeast=1&planYear=2027-01-01")).Status);
        foreach (var wrong in (string[])["", "atLeast=", "atLeast=much", "atLeast=0", "atLeast=-1", "atLeast=0.001"])
            Assert.Equal((400, "urn:aso:bad-request"), await RefusedAsync(api => api.LargeClaimantsAsync, wrong));
    }

    [Fact]
    public async Task What_was_paid_is_told_by_incurred_and_paid_month()
    {
        await ClaimsAsync("more", "X1,1,dental,M10,2026-02-01,2026-02-10,2026-03-20,D0120,40.00");
        var report = await CallAsync(
            api => api.PaidAsync, "incurredFrom=2026-02-01&incurredTo=2026-03-31&paidFrom=2026-03-01&paidTo=2026-03-31");

        Assert.Equal(
            """
            {"rows":[
            {"benefit":"medical","incurredMonth":"2026-02","paidMonth":"2026-03","paid":200.00,"claims":1},
            {"benefit":"medical","incurredMonth":"2026-03","paidMonth":"2026-03","paid":100.00,"claims":1},
            {"benefit":"dental","incurredMonth":"2026-02","paidMonth":"2026-03","paid":40.00,"claims":1}],
            "total":340.00}
            """.ReplaceLineEndings(""),
            report.ToJsonString());
        // Six months of 400, 300 and 100, and the dental claim.
        Assert.Equal(2840m, (decimal)(await CallAsync(api => api.PaidAsync))["total"]!);
        foreach (var wrong in (string[])["incurredFrom=soon", "paidTo=2026-13-01", "paidFrom=2026-02-02&paidTo=2026-02-01"])
            Assert.Equal((400, "urn:aso:bad-request"), await RefusedAsync(api => api.PaidAsync, wrong));
    }

    [Fact]
    public async Task A_spreadsheet_gets_the_same_figures()
    {
        await CloseAsync(through: 7);
        Assert.Equal(
            [
                "incurredMonth,planYear,method,memberMonths,completion,unpaid,ultimate,age.0,age.1,age.2,age.3,age.4,age.5",
                "2026-01,2026-01-01,chainLadder,10,1.000000,0.00,400.00,100.00,300.00,400.00,400.00,400.00,400.00",
                "2026-06,2026-01-01,expectedCost,10,0.250000,300.00,400.00,100.00,,,,,",
                "factors,,expectedCost,,,,,3.000000,1.333333,1.000000,1.000000,1.000000,",
            ],
            Pick(await CsvAsync(api => api.TriangleAsync, "month=2026-06"), 0, 1, 6, 7));
        Assert.Equal(
            ["memberId,paid,triggers", "M1,400.00,"],
            Pick(await CsvAsync(api => api.LargeClaimantsAsync, "atLeast=400"), 0, 1));
        Assert.Equal(
            ["benefit,incurredMonth,paidMonth,paid,claims", "medical,2026-01,2026-01,100.00,1"],
            Pick(await CsvAsync(api => api.PaidAsync, ""), 0, 1));
        Assert.Equal(
            ["planYear,month,estimate,paidSince,leftNow,difference", "2026-01-01,2026-06,400.00,300.00,100.00,0.00"],
            Pick(await CsvAsync(api => api.RunOffAsync, ""), 0, 6));
    }

    [Fact]
    public async Task An_employer_that_is_not_there_is_not_found()
    {
        Assert.Equal(404, (await RefusedAsync(api => api.TriangleAsync, "", "nobody")).Status);
        Assert.Equal(404, (await RefusedAsync(api => api.LargeClaimantsAsync, "atLeast=1", "nobody")).Status);
        Assert.Equal(404, (await RefusedAsync(api => api.PaidAsync, "", "nobody")).Status);
        Assert.Equal(404, (await RefusedAsync(api => api.RunOffAsync, "", "nobody")).Status);
    }

    private async Task CloseAsync(int through)
    {
        for (var month = (await _pipeline.ViewAsync("acme")).OpenMonth; month.Number <= through; month = month.Next)
            await _pipeline.CloseAsync("acme", month.ToString());
    }

    private Task ClaimsAsync(string name, params string[] lines) => _pipeline.DropAsync(
        "claims", $"acme/{name}.csv",
        string.Join('\n', lines.Prepend(
            "claimNumber,lineNumber,benefit,memberId,serviceFrom,received,paidDate,procedure,charge")));

    private Task<JsonNode> CallAsync(
        Func<ReportsApi, Func<HttpRequest, string, CancellationToken, Task<IActionResult>>> function, string query = "") =>
        MemoryPipeline.CallAsync(
            http => function(_pipeline.Functions<ReportsApi>())(http.Request, "acme", default), query: query);

    private async Task<string[]> CsvAsync(
        Func<ReportsApi, Func<HttpRequest, string, CancellationToken, Task<IActionResult>>> function, string query)
    {
        var http = Http(query);
        http.Request.Headers.Accept = "text/csv";
        using var written = new MemoryStream();
        http.Response.Body = written;
        await ((Answer)await function(_pipeline.Functions<ReportsApi>())(http.Request, "acme", default)).WriteAsync(http);
        Assert.Equal("text/csv; charset=utf-8", http.Response.ContentType);
        Assert.Equal("Accept", http.Response.Headers.Vary);
        return Encoding.UTF8.GetString(written.ToArray()).Split('\n');
    }

    private async Task<(int Status, string Type)> RefusedAsync(
        Func<ReportsApi, Func<HttpRequest, string, CancellationToken, Task<IActionResult>>> function, string query,
        string employer = "acme")
    {
        var refused = (await Assert.ThrowsAsync<ProblemException>(
            () => function(_pipeline.Functions<ReportsApi>())(Http(query).Request, employer, default))).Problem;
        return (refused.Status!.Value, refused.Type!);
    }

    private static IEnumerable<string> Pick(string[] lines, params int[] places) => places.Select(place => lines[place]);

    private static DefaultHttpContext Http(string query)
    {
        var http = new DefaultHttpContext();
        AsoFunctions.Http.Access.Caller.Operator().LetIn(http);
        http.Request.QueryString = new QueryString("?" + query);
        return http;
    }
}
