using System.Text.Json;
using AsoFunctions.Http;
using AsoFunctions.Http.Access;
using AsoFunctions.Http.Api;
using Microsoft.AspNetCore.Http;

namespace Scenarios.InMemory;

/// <summary>When a month may be closed over HTTP (rule 5.1): the next one, from its last day on where the plan is.</summary>
public sealed class ClosingOverHttpTests
{
    private const string Plan = """
        { "employer": "acme", "name": "Acme", "planYear": "2026-01-01", "runOutMonths": 3, "currency": "USD",
          "timeZone": "America/Chicago", "tiers": ["single"],
          "fees": { "administration": { "single": 38.00 } },
          "funding": { "method": "payAsYouGo", "surplus": { "settle": "refund" } },
          "benefits": { "medical": { "coinsurance": 0.20 } } }
        """;

    [Fact]
    public async Task A_month_that_is_not_over_is_refused_with_the_day_from_which_it_can_be_closed()
    {
        // The last minute of the day before in Chicago, and the first of the last day.
        var time = new MovedTime(DateTimeOffset.Parse("2026-03-31T04:59:59Z", null));
        await using var pipeline = await BegunAsync(time);
        // It is the last day already where next year's plan will be, which does not close this month.
        await pipeline.DropAsync("plans", "acme/2027-01-01.json", Plan
            .Replace("2026-01-01", "2027-01-01", StringComparison.Ordinal)
            .Replace("America/Chicago", "Pacific/Auckland", StringComparison.Ordinal));
        Assert.Equal(200, await StatusAsync(pipeline, "2026-01"));
        Assert.Equal(200, await StatusAsync(pipeline, "2026-02"));

        var (status, early) = await CloseAsync(pipeline, "2026-03");
        Assert.Equal((409, "urn:aso:month-not-over", "2026-03-31"),
            (status, early.GetProperty("type").GetString(), early.GetProperty("closableFrom").GetString()));
        Assert.Contains("it can be closed from 2026-03-31 on", early.GetProperty("detail").GetString(), StringComparison.Ordinal);

        time.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(200, await StatusAsync(pipeline, "2026-03"));
        Assert.Equal(Aso.Domain.Values.Month.Of(2026, 4), (await pipeline.ViewAsync("acme")).OpenMonth);
    }

    [Fact]
    public async Task No_month_to_come_can_be_closed_however_often_it_is_asked_for()
    {
        await using var pipeline = await BegunAsync(new MovedTime(DateTimeOffset.Parse("2026-03-31T18:00:00Z", null)));
        foreach (var month in (string[])["2026-01", "2026-02", "2026-03"])
            Assert.Equal(200, await StatusAsync(pipeline, month));
        for (var month = Aso.Domain.Values.Month.Of(2026, 4); month <= Aso.Domain.Values.Month.Of(2027, 3); month = month.Next)
        {
            var (status, refused) = await CloseAsync(pipeline, month.ToString());
            Assert.Equal((409, month == Aso.Domain.Values.Month.Of(2026, 4) ? "urn:aso:month-not-over" : "urn:aso:not-next-month"),
                (status, refused.GetProperty("type").GetString()));
        }

        // Nothing was kept for later either.
        Assert.Equal(Aso.Domain.Values.Month.Of(2026, 4), (await pipeline.ViewAsync("acme")).OpenMonth);
        Assert.Null(await pipeline.StatementAsync("acme", "2026-01-01", "2027-03"));
    }

    [Fact]
    public async Task Neither_a_month_out_of_turn_nor_one_that_is_closed_nor_one_without_a_plan_is_closed()
    {
        await using var pipeline = await BegunAsync(new MovedTime(DateTimeOffset.Parse("2026-06-30T18:00:00Z", null)));
        Assert.Equal(409, await StatusAsync(pipeline, "2026-02"));
        Assert.Equal(200, await StatusAsync(pipeline, "2026-01"));
        Assert.Equal(409, await StatusAsync(pipeline, "2026-01"));
        Assert.Equal(409, await StatusAsync(pipeline, "2025-12"));
        await pipeline.DropAsync("claims", "zeta/nothing.csv", "");
        // A drop alone makes no employer: the file waits for a plan.
        Assert.Equal(404, (await CloseAsync(pipeline, "2026-01", "zeta")).Status);
    }

    private static async Task<MemoryPipeline> BegunAsync(TimeProvider time)
    {
        var pipeline = new MemoryPipeline(today: null, shards: 2, time);
        await pipeline.DropAsync("plans", "acme/2026-01-01.json", Plan);
        return pipeline;
    }

    private static async Task<int> StatusAsync(MemoryPipeline pipeline, string month) =>
        (await CloseAsync(pipeline, month)).Status;

    private static async Task<(int Status, JsonElement Body)> CloseAsync(
        MemoryPipeline pipeline, string month, string employer = "acme")
    {
        var http = new DefaultHttpContext();
        Caller.Operator().LetIn(http);
        using var body = new MemoryStream();
        http.Response.Body = body;
        Answer answer;
        try
        {
            answer = (Answer)await pipeline.Functions<PeriodsApi>().CloseAsync(http.Request, employer, month, default);
        }
        catch (ProblemException refused)
        {
            answer = Answer.Problem(refused.Problem);
        }

        await answer.WriteAsync(http);
        return (http.Response.StatusCode, JsonDocument.Parse(body.ToArray()).RootElement);
    }
}
