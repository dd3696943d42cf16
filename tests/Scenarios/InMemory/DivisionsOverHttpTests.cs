using System.Globalization;
using System.Text.Json.Nodes;
using AsoFunctions.Http;
using AsoFunctions.Http.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Scenarios.InMemory;

/// <summary>Divisions from a file of enrollment to every answer that has a part of them (rule 5.16).</summary>
public sealed class DivisionsOverHttpTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly MemoryPipeline _pipeline = new(today: "2026-02-10", shards: 4);

    public async Task InitializeAsync()
    {
        await _pipeline.DropAsync("plans", "acme/2026-01-01.json", """
            { "employer": "acme", "planYear": "2026-01-01", "runOutMonths": 3, "currency": "USD",
              "timeZone": "America/Chicago", "tiers": ["single"],
              "fees": { "administration": { "perSubscriber": { "single": 20.00 }, "flatMonthly": 10.00 },
                "taxes": [ { "name": "salesTax", "rate": 0.10, "on": ["administration"] } ] },
              "funding": { "method": "level", "monthlyDeposit": { "single": 400.00 }, "reserveDays": 0 },
              "benefits": { "medical": {} },
              "stopLoss": { "carrier": "Northwind Re", "basis": "12/15",
                "specific": { "deductible": 1000.00, "benefits": ["medical"] } } }
            """);
        await _pipeline.DropAsync("enrollment", "acme/all.csv", """
            subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary,division
            S1,M1,self,1980-01-01,single,medical,2026-01-01,,,East
            S2,M2,self,1981-01-01,single,medical,2026-01-01,,, East
            S3,M3,self,1982-01-01,single,medical,2026-01-01,,,
            """);
        await _pipeline.DropAsync("claims", "acme/january.csv", """
            claimNumber,lineNumber,benefit,memberId,serviceFrom,received,paidDate,procedure,charge
            C1,1,medical,M1,2026-01-05,2026-01-06,2026-01-07,99213,1500.00
            C2,1,medical,M3,2026-01-05,2026-01-06,2026-01-07,99213,70.00
            """);
        await _pipeline.CloseAsync("acme", "2026-01");
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    [Fact]
    public async Task A_division_is_asked_for_over_http_and_unknown_ones_are_not_found()
    {
        var (whole, east) = (await LiabilityAsync(), await LiabilityAsync("East"));
        var rest = await LiabilityAsync("unassigned");
        Assert.Equal(["East", "unassigned"], whole["divisions"]!.AsArray().Select(name => (string)name!));
        Assert.Equal((null, "East"), ((string?)whole["division"], (string?)east["division"]));
        Assert.Equal((1_500m, 70m), (Amount(east["paid"]!["total"]), Amount(rest["paid"]!["total"])));
        // Two months: 2 × 400 × 2 − 1,500, and 1 × 400 × 2 − 70.
        Assert.Equal((100m, 730m), (Amount(east["fundBalance"]), Amount(rest["fundBalance"])));
        Assert.Equal((500m, 0m), (Amount(east["reimbursable"]!["specific"]), Amount(rest["reimbursable"]!["specific"])));
        Assert.Equal((1, 1), ((int)east["counts"]!["paid"]!, (int)rest["counts"]!["paid"]!));
        Assert.Null(east["members"]);

        var carrier = await CallAsync<StopLossApi>(api => api.StopLossAsync, "division=East");
        Assert.Equal(500m, Amount(carrier["receivable"]!["receivable"]));
        var refused = await Assert.ThrowsAsync<ProblemException>(() => LiabilityAsync("West"));
        Assert.Equal(404, refused.Problem.Status);
        await Assert.ThrowsAsync<ProblemException>(() => CallAsync<StopLossApi>(api => api.StopLossAsync, "division=West"));
        await Assert.ThrowsAsync<ProblemException>(() => StatementAsync("division=West"));
    }

    [Fact]
    public async Task A_statement_and_its_csv_have_the_part_of_every_division()
    {
        var (whole, east) = (await StatementAsync(""), await StatementAsync("division=East"));
        // 2 × 20 and two thirds of 10.
        Assert.Equal((70m, 46.67m), (Month(whole, "fees"), Month(east, "fees")));
        Assert.Equal((7m, 4.67m), (Month(whole, "tax.salesTax"), Month(east, "tax.salesTax")));
        Assert.Equal(-700m, Amount(east["fund"]!["closing"]));
        Assert.Equal(["East", "unassigned"], whole["divisions"]!.AsArray().Select(name => (string)name!));

        var rows = (await _pipeline.TextAsync("statements", "acme/2026-01-01/2026-01.csv")).TrimEnd().Split('\n')
            .Skip(1).Select(row => row.TrimEnd('\r').Split(',')).ToLookup(row => row[7]);
        Assert.Equal(["", "East", "unassigned"], rows.Select(part => part.Key));
        Assert.All(rows["East"], row => Assert.Equal(
            Number(rows[""].Single(one => one[3] == row[3])[6]),
            Number(row[6]) + Number(rows["unassigned"].Single(one => one[3] == row[3])[6])));
    }

    private Task<JsonNode> LiabilityAsync(string? division = null) => CallAsync<LiabilityApi>(
        api => api.LiabilityAsync, division is null ? "" : $"division={division}");

    private Task<JsonNode> StatementAsync(string query) => MemoryPipeline.CallAsync(
        http => _pipeline.Functions<StatementsApi>().StatementAsync(
            http.Request, "acme", "2026-01-01", "2026-01", default), query: query);

    private Task<JsonNode> CallAsync<T>(
        Func<T, Func<HttpRequest, string, CancellationToken, Task<IActionResult>>> function, string query = "")
        where T : notnull =>
        MemoryPipeline.CallAsync(http => function(_pipeline.Functions<T>())(http.Request, "acme", default), query: query);

    private static decimal Month(JsonNode statement, string line) => Amount(statement["lines"]![line]!["month"]);

    private static decimal Number(string cell) => decimal.Parse(cell, CultureInfo.InvariantCulture);

    private static decimal Amount(JsonNode? node) => (decimal)node!;
}
