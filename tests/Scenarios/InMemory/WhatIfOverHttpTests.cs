using System.Text.Json.Nodes;
using AsoFunctions.Http;
using AsoFunctions.Http.Api;

namespace Scenarios.InMemory;

/// <summary>The same claims under other terms: what a request leaves out stays as it is; null, or its name in without, leaves a block out.</summary>
public sealed class WhatIfOverHttpTests
{
    private const string Plan = """
        { "employer": "acme", "name": "Acme", "planYear": "2026-01-01", "runOutMonths": 3, "currency": "USD",
          "timeZone": "UTC", "tiers": ["single"],
          "fees": { "administration": { "single": 38.00 }, "stopLossPremium": { "single": 50.00 } },
          "funding": { "method": "level", "monthlyDeposit": { "single": 900.00 }, "surplus": { "settle": "refund" } },
          "benefits": { "medical": { "deductible": { "individual": 500.00, "family": 1000.00 }, "coinsurance": 0.20 },
                        "dental": { "coinsurance": 0.50 } },
          "stopLoss": { "carrier": "Re", "basis": "12/12", "specific": { "deductible": 3000.00, "benefits": ["medical"] } } }
        """;

    private const string Claims = """
        claimNumber,lineNumber,type,benefit,memberId,subscriberId,serviceFrom,charge,paidDate
        C1,1,original,medical,M1,S1,2026-01-10,9000.00,2026-01-20
        C2,1,original,dental,M1,S1,2026-01-12,400.00,2026-01-20
        C3,1,original,medical,M2,S2,2026-01-15,700.00,2026-01-21
        """;

    [Fact]
    public async Task Other_benefits_are_as_if_they_had_been_in_force_from_the_start()
    {
        await using var pipeline = await ToldAsync(Plan);
        var other = Plan.Replace("\"coinsurance\": 0.20", "\"coinsurance\": 0.40", StringComparison.Ordinal)
            .Replace(", \"family\": 1000.00", ", \"family\": 1000.00, \"kind\": \"embedded\"", StringComparison.Ordinal);
        await using var always = await ToldAsync(other);

        var result = await AskAsync(pipeline, """{ "benefits": { "medical": { "coinsurance": 0.40 } } }""");
        var lived = await AskAsync(always, """{ "funding": { } }""");

        Assert.Equal(lived["now"]!.ToJsonString(), result["whatIf"]!.ToJsonString());
        // C1: (9,000 − 500) × 0.6 = 5,100, C3: (700 − 500) × 0.6 = 120, C2 as before: 200.
        Assert.Equal(5_420m, (decimal)result["whatIf"]!["paid"]!);
        Assert.Equal(7_160m, (decimal)result["now"]!["paid"]!);
        Assert.Equal(2_100m, (decimal)result["whatIf"]!["specific"]!);
        Assert.Equal(lived["now"]!.ToJsonString(), (await AskAsync(always, """{ "funding": { } }"""))["now"]!.ToJsonString());
        // Nothing changed.
        Assert.Equal(7_160m, (decimal)(await AskAsync(pipeline, """{ "funding": { } }"""))["now"]!["paid"]!);
    }

    [Theory]
    [InlineData("""{ "benefits": { "dental": null } }""", "paid", -200)]
    [InlineData("""{ "stopLoss": { "specific": { "deductible": 4000.00 } } }""", "specific", -1_000)]
    [InlineData("""{ "stopLoss": null }""", "specific", -3_800)]
    [InlineData("""{ "without": ["stopLoss"] }""", "specific", -3_800)]
    [InlineData("""{ "without": ["premium"], "fees": { "administration": { "single": 48.00 } } }""", "employerCost", -80)]
    [InlineData("""{ "without": ["fees", "premium"] }""", "employerCost", -176)]
    [InlineData("""{ "premium": null }""", "premium", -100)]
    [InlineData("""{ "premium": { "single": 70.00 } }""", "employerCost", 40)]
    [InlineData("""{ "fees": { "administration": { "single": 48.00 } } }""", "fees", 20)]
    [InlineData("""{ "funding": { "monthlyDeposit": { "single": 1000.00 } } }""", "fundBalance", 200)]
    public async Task A_part_that_is_left_out_stays_and_null_or_without_leaves_one_out(string changes, string figure, int difference)
    {
        await using var pipeline = await ToldAsync(Plan);
        Assert.Equal(difference, (decimal)(await AskAsync(pipeline, changes))["difference"]![figure]!);
    }

    [Theory]
    [InlineData("{}", "at least one of stopLoss, premium")]
    [InlineData("[]", "at least one of")]
    [InlineData("{", "at least one of")]
    [InlineData("""{ "name": "other" }""", "at least one of")]
    [InlineData("""{ "premium": 5, "premium": 6 }""", "at least one of")]
    [InlineData("""{ "funding": null }""", "$.funding")]
    [InlineData("""{ "without": ["funding"] }""", "$.funding")]
    [InlineData("""{ "without": [] }""", "at least one of")]
    [InlineData("""{ "without": ["name"] }""", "at least one of")]
    [InlineData("""{ "without": "stopLoss" }""", "without: a list")]
    [InlineData("""{ "without": [null] }""", "without: a list")]
    [InlineData("""{ "without": ["stopLoss", "stopLoss"] }""", "no block twice")]
    [InlineData("""{ "without": ["stopLoss"], "stopLoss": { } }""", "no block twice")]
    [InlineData("""{ "fees": null, "premium": { "single": 70.00 } }""", "premium neither beside")]
    [InlineData("""{ "fees": { "stopLossPremium": { "single": 60.00 } }, "premium": { "single": 70.00 } }""", "premium neither beside")]
    [InlineData("""{ "benefits": { "medical": { "coinsurance": 20 } } }""", "$.benefits.medical.coinsurance")]
    public async Task What_cannot_be_asked_is_refused_with_what_was_expected(string changes, string expected)
    {
        await using var pipeline = await ToldAsync(Plan);
        var refused = await Assert.ThrowsAsync<ProblemException>(() => AskAsync(pipeline, changes));
        Assert.Equal(400, refused.Problem.Status);
        Assert.Contains(expected, refused.Problem.Detail, StringComparison.Ordinal);
    }

    private static async Task<MemoryPipeline> ToldAsync(string plan)
    {
        var pipeline = new MemoryPipeline("2026-01-31", shards: 2);
        await pipeline.DropAsync("plans", "acme/2026-01-01.json", plan);
        await pipeline.DropAsync("enrollment", "acme/e.csv", """
            memberId,subscriberId,relationship,tier,benefits,effective
            M1,S1,self,single,medical;dental,2026-01-01
            M2,S2,self,single,medical;dental,2026-01-01
            """);
        await pipeline.DropAsync("claims", "acme/c.csv", Claims);
        return pipeline;
    }

    private static Task<JsonNode> AskAsync(MemoryPipeline pipeline, string changes) => MemoryPipeline.CallAsync(
        http => pipeline.Functions<WhatIfApi>().WhatIfAsync(http.Request, "acme", default), changes);
}
