using System.Text.Json.Nodes;
using AsoFunctions.Http;
using AsoFunctions.Http.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Scenarios.InMemory;

/// <summary>What HTTP says of money, worked out by hand (rules 4.14, 5.4–5.10, 5.15).</summary>
public sealed class FiguresOverHttpTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly MemoryPipeline _pipeline = new(today: "2026-02-10", shards: 4);

    public async Task InitializeAsync()
    {
        await _pipeline.DropAsync("plans", "acme/2026-01-01.json", """
            { "employer": "acme", "planYear": "2026-01-01", "runOutMonths": 3, "currency": "USD",
              "timeZone": "America/Chicago", "tiers": ["single"],
              "fees": { "administration": { "single": 38.00 }, "stopLossPremium": { "single": 78.35 } },
              "funding": { "method": "payAsYouGo", "openingBalance": 1000.00 },
              "expectedClaims": { "perSubscriber": { "single": 300.00 } },
              "benefits": { "medical": { "coinsurance": 0.20, "reviewAbove": 100000.00 } },
              "stopLoss": { "carrier": "Northwind Re", "basis": "12/15",
                "specific": { "deductible": 10000.00, "benefits": ["medical"] } },
              "fullyInsured": { "monthlyPremium": { "single": 640.00 }, "targetLossRatio": 0.85,
                "poolingLevel": 50000.00, "poolingCharge": 5.00 } }
            """);
        await _pipeline.DropAsync("enrollment", "acme/all.csv", """
            subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary
            S1,M1,self,1980-01-01,single,medical,2026-01-01,,
            S2,M2,self,1981-01-01,single,medical,2026-01-01,,
            """);
        // 16,000 and 80 paid.
        await ClaimsAsync("january", "C1,1,medical,M1,2026-01-05,2026-01-06,2026-01-07,99213,20000.00",
            "C2,1,medical,M2,2026-01-05,2026-01-06,2026-01-07,99213,100.00");
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    [Fact]
    public async Task Before_the_first_close_there_is_a_liability_but_no_comparison_and_no_funding()
    {
        var liability = await LiabilityAsync();
        Assert.Null(liability["lastClosedMonth"]);
        Assert.Equal((-15_080.00m, 15_080.00m), (Amount(liability["fundBalance"]), Amount(liability["liability"]!["dueToday"])));
        var refused = await Assert.ThrowsAsync<ProblemException>(() => CallAsync<LiabilityApi>(api => api.ComparisonAsync));
        Assert.Equal((409, "urn:aso:no-closed-month"), (refused.Problem.Status, refused.Problem.Type));
        refused = await Assert.ThrowsAsync<ProblemException>(() => CallAsync<LiabilityApi>(api => api.FundingAsync));
        Assert.Equal((409, "urn:aso:no-closed-month"), (refused.Problem.Status, refused.Problem.Type));
    }

    [Fact]
    public async Task The_liability_is_cash_and_what_is_receivable_and_unpaid()
    {
        await CloseJanuaryAsync();
        var liability = await LiabilityAsync();
        Assert.Equal("2026-01", (string)liability["lastClosedMonth"]!);
        // 1,000 + 20,000 + 1,500 − 16,080.
        Assert.Equal(6_420.00m, Amount(liability["fundBalance"]));
        Assert.Equal(0m, Amount(liability["liability"]!["dueToday"]));
        Is("""{"specific":6000.00,"aggregate":0}""", liability["reimbursable"]);
        Is("""{"accrued":6000.00,"received":1500.00,"denied":500.00,"receivable":4000.00}""", liability["receivable"]);
        // 16,080 ÷ 41 days × 45; the pended claim is above the cap of its member, and the specific's.
        Is("""{"gross":177648.78,"recoverable":160000.00,"net":17648.78}""", liability["unpaid"]);
        Assert.Equal(("averageDailyPaid", 160_000.00m, 17_648.78m),
            ((string)liability["ibnrMethod"]!, Amount(liability["pended"]), Amount(liability["ibnr"])));
        Assert.Null(liability["disabilityReserve"]);
        Assert.Equal(-7_228.78m, Amount(liability["surplus"]));
        // Two months of two subscribers.
        Is("""{"claims":1200.00,"actual":16080.00,"variance":14880.00}""", liability["expected"]);
        Assert.Equal(28_228.78m, Amount(liability["liability"]!["withIncurredNotReported"]));
        Is("[\"noAggregate\"]", liability["liability"]!["unboundedBecause"]);
        Assert.Null(liability["liability"]!["maximumRemaining"]);
    }

    [Fact]
    public async Task What_the_carrier_owes_is_told_with_what_was_requested_at_the_close()
    {
        await CloseJanuaryAsync();
        await ClaimsAsync("more", "C4,1,medical,M1,2026-02-05,2026-02-06,2026-02-07,99214,1000.00");
        const string half = """
            {"accrued":6800.00,"requested":6000.00,"received":1500.00,"denied":500.00,"receivable":4800.00,
             "byPlanYear":{"2026-01-01":6800.00}}
            """;
        var posted = await CallAsync<ReimbursementsApi>(api => api.ListAsync);
        Is(half, posted["receivable"]!["specific"]);
        Assert.Null(posted["receivable"]!["aggregate"]);
        var contract = await CallAsync<StopLossApi>(api => api.StopLossAsync);
        Is(half, contract["receivable"]!["specific"]);
        Is("""{"specific":"12/15","aggregate":null}""", contract["bases"]);
        Is("""{"specific":"2027-03-31","aggregate":null}""", contract["paidWindowEnds"]);
        Assert.Equal("member", (string)contract["per"]!);
    }

    [Fact]
    public async Task Comparison_and_funding_are_of_the_last_closed_month_as_it_is_known_now()
    {
        await CloseJanuaryAsync();
        var comparison = await CallAsync<LiabilityApi>(api => api.ComparisonAsync);
        Assert.Equal("2026-01", (string)comparison["throughMonth"]!);
        // 50,000 of the pooled member and 80; 16,080 ÷ 31 days × 45.
        Assert.Equal(73_421.94m, Amount(comparison["incurred"]));
        Assert.Equal(1_280.00m, Amount(comparison["fullyInsured"]));
        // 76 + 156.70 + 16,080 − 6,000 + 23,341.94: what was denied in February is not in it.
        Assert.Equal((33_654.64m, -32_374.64m, "employer"),
            (Amount(comparison["aso"]), Amount(comparison["difference"]), (string)comparison["keptBy"]!));
        // 1,280 × 0.85 − 73,421.94.
        Is("""
            {"fullyInsured":{"insurer":-72333.94,"employer":0,"atRenewal":"employer"},
             "aso":{"insurer":0,"employer":-32374.64,"atRenewal":null}}
            """, comparison["kept"]);
        // (73,421.94 × 24 ÷ 2 + 5 × 24) ÷ 0.85, and 16,827.32 × 24.
        Is("""{"fullyInsured":1036686.21,"aso":403855.68}""", comparison["renewal"]);

        // Each opens its formula, for the same trend: 73,421.94 × 24 ÷ 2, 120, what ÷ 0.85 adds, rounding.
        var renewal = await ProofAsync("now", "comparison.renewal.fullyInsured");
        Assert.Equal((1_036_686.21m, true), (Amount(renewal["figure"]), (bool)renewal["agrees"]!));
        Assert.Equal(
            [881_063.28m, 120.00m, 155_502.931765m, -0.001765m],
            renewal["items"]!.AsArray().Select(item => Amount(item!["amount"])));
        var total = await ProofAsync("now", "nextYear.total", "fixedTrend=0.03");
        Assert.Equal(16_830.81m, Amount(total["figure"]));
        Assert.All(total["items"]!.AsArray(), item => Assert.EndsWith(
            "column=toDate&trend=0&margin=0&fixedTrend=0.03", (string)item!["href"]!, StringComparison.Ordinal));

        var funding = await CallAsync<LiabilityApi>(api => api.FundingAsync, "fixedTrend=0.03");
        Is("""{"claims":16710.97,"fixed":119.84,"total":16830.81}""", funding["perMemberMonth"]);
        Assert.Equal(2, (long)funding["memberMonths"]!);
        // (16,000 × 1.08 − 10,000) ÷ 6,000 − 1.
        Assert.Equal(0.2133m, Amount((await CallAsync<LiabilityApi>(api => api.FundingAsync, "trend=0.08"))["leveragedTrend"]));
    }

    [Fact]
    public async Task The_whole_cost_and_the_age_of_what_is_receivable_have_proofs()
    {
        await CloseJanuaryAsync();
        // The comparison's cost of ASO.
        var cost = await ProofAsync("2026-01", "cost");
        Assert.Equal((33_654.64m, "5.8", true), (Amount(cost["figure"]), (string)cost["rule"]!["number"]!, (bool)cost["agrees"]!));
        Assert.Equal(
            ["bill 16312.70", "specific -6000.00", "unpaidNet 23341.94"],
            cost["items"]!.AsArray().Select(item => $"{item!["line"]} {item["amount"]}"));
        Assert.Equal(16_080.00m, Amount((await ProofAsync("2026-01", "paid"))["figure"]));
        foreach (var (line, figure) in (await LiabilityAsync())["unpaidRange"]!.AsObject())
        {
            var proof = await ProofAsync("now", $"unpaidRange.{line}");
            Assert.Equal((Amount(figure), true), (Amount(proof["figure"]), (bool)proof["agrees"]!));
        }

        // Requested by the report of January; 1,500 was sent and 500 refused since. 800 are accrued and not requested.
        await ClaimsAsync("more", "C4,1,medical,M1,2026-02-05,2026-02-06,2026-02-07,99214,1000.00");
        var requested = await ProofAsync("now", "receivable.specific.0-30");
        Assert.Equal(("4.14", true), ((string)requested["rule"]!["number"]!, (bool)requested["agrees"]!));
        Assert.Equal([6_000.00m, -2_000.00m], requested["items"]!.AsArray().Select(item => Amount(item!["amount"])));
        var aged = await CallAsync<ReceivableApi>(api => api.ReceivableAsync);
        Assert.Equal(Amount(aged["specific"]!["ages"]![0]!["amount"]), Amount(requested["figure"]));
        var (rest, all) = (await ProofAsync("now", "receivable.specific.notRequested"), await ProofAsync("now", "receivable.specific"));
        Assert.Equal((800.00m, true), (Amount(rest["figure"]), (bool)rest["agrees"]!));
        Assert.Equal((4_800.00m, true), (Amount(all["figure"]), (bool)all["agrees"]!));
    }

    [Fact]
    public async Task With_level_funding_no_deposit_is_taken()
    {
        await _pipeline.DropAsync("plans", "level/2026-01-01.json", """
            { "employer": "level", "planYear": "2026-01-01", "currency": "USD", "timeZone": "America/Chicago",
              "tiers": ["single"], "funding": { "method": "level", "monthlyDeposit": { "single": 410.00 } },
              "benefits": { "medical": {} } }
            """);
        var refused = await Assert.ThrowsAsync<ProblemException>(() => DepositAsync("level", 100m));
        Assert.Equal((409, "urn:aso:level-funding"), (refused.Problem.Status, refused.Problem.Type));
    }

    /// <summary>Closes January; then 160,000 of it pend, 20,000 are paid in, and the carrier sends 1,500 and refuses 500.</summary>
    private async Task CloseJanuaryAsync()
    {
        await _pipeline.CloseAsync("acme", "2026-01");
        await ClaimsAsync("late", "C3,1,medical,M1,2026-01-20,2026-02-03,,99215,200000.00");
        await DepositAsync("acme", 20_000m);
        foreach (var (status, amount) in ((string, string)[])[("received", "1500.00"), ("denied", "500.00")])
            await MemoryPipeline.CallAsync(
                http => _pipeline.Functions<ReimbursementsApi>().PostAsync(http.Request, "acme", default),
                $$"""
                { "contract": "2026-01-01", "half": "specific", "status": "{{status}}", "amount": {{amount}},
                  "date": "2026-02-05", "reference": "{{status}}" }
                """);
    }

    private Task ClaimsAsync(string name, params string[] lines) => _pipeline.DropAsync(
        "claims", $"acme/{name}.csv",
        string.Join('\n', lines.Prepend("claimNumber,lineNumber,benefit,memberId,serviceFrom,received,paidDate,procedure,charge")));

    private Task<JsonNode> DepositAsync(string employer, decimal amount) => MemoryPipeline.CallAsync(
        http => _pipeline.Functions<DepositsApi>().PostAsync(http.Request, employer, default),
        $$"""{ "amount": {{amount}}, "date": "2026-02-02", "reference": "wire" }""");

    private Task<JsonNode> LiabilityAsync() => CallAsync<LiabilityApi>(api => api.LiabilityAsync);

    private Task<JsonNode> CallAsync<T>(
        Func<T, Func<HttpRequest, string, CancellationToken, Task<IActionResult>>> function, string query = "")
        where T : notnull =>
        MemoryPipeline.CallAsync(http => function(_pipeline.Functions<T>())(http.Request, "acme", default), query: query);

    private Task<JsonNode> ProofAsync(string month, string line, string assumed = "") => MemoryPipeline.CallAsync(
        http => _pipeline.Functions<ProofApi>().ProofAsync(http.Request, "acme", "2026-01-01", month, line, default),
        query: $"column=toDate&{assumed}");

    private static decimal Amount(JsonNode? node) => (decimal)node!;

    /// <summary>The same JSON, numbers by their value.</summary>
    private static void Is(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"expected {expected}, but was {actual?.ToJsonString()}");
}
