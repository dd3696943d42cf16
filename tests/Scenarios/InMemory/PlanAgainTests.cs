using System.Text.Json.Nodes;

namespace Scenarios.InMemory;

public sealed class PlanAgainTests
{
    [Fact]
    public async Task A_plan_document_that_came_before_is_not_said_to_be_in_force_again()
    {
        await using var pipeline = new MemoryPipeline();
        Assert.Equal("in force for 2026-01-01 as version 1", (string?)(await DropAsync(Plan("1.00")))["outcome"]);
        Assert.Equal("in force for 2026-01-01 as version 2", (string?)(await DropAsync(Plan("2.00")))["outcome"]);

        var again = await DropAsync(Plan("1.00"));

        Assert.Equal("duplicate", (string?)again["state"]);
        Assert.DoesNotContain("as version", again.ToString(), StringComparison.Ordinal);
        var administration = (await pipeline.ViewAsync("acme")).Chosen.Plan.AdministrationFees.Amounts[0];
        Assert.Equal(2m, administration.Amount);

        async Task<JsonNode> DropAsync(string plan)
        {
            await pipeline.DropAsync("plans", "acme/2026-01-01.json", plan);
            return await pipeline.JsonAsync("acknowledgments", "acme/2026-01-01.json.json");
        }
    }

    private static string Plan(string fee) => $$"""
        { "employer": "acme", "planYear": "2026-01-01", "currency": "USD", "timeZone": "UTC", "tiers": ["single"],
          "fees": { "administration": { "single": {{fee}} } }, "funding": { "method": "payAsYouGo" },
          "benefits": { "medical": {} } }
        """;
}
