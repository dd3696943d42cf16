using System.Text.Json.Nodes;

namespace Scenarios.InMemory;

public sealed class PlanAgainTests
{
    [Fact]
    public async Task A_plan_goes_back_to_an_earlier_document_and_one_in_force_changes_nothing()
    {
        await using var pipeline = new MemoryPipeline();
        Assert.Equal(("ready", "in force for 2026-01-01 as version 1"), await DropAsync(Plan("1.00")));
        Assert.Equal(("duplicate", "the document of sequence 1 again: it is in force already"), await DropAsync(Plan("1.00")));
        Assert.Equal(("ready", "in force for 2026-01-01 as version 2"), await DropAsync(Plan("2.00")));

        Assert.Equal(("ready", "in force for 2026-01-01 as version 3"), await DropAsync(Plan("1.00")));
        Assert.Equal(1m, (await pipeline.ViewAsync("acme")).Chosen.Plan.AdministrationFees.Amounts[0].Amount);

        Assert.Equal(("duplicate", "the document of sequence 4 again: it is in force already"), await DropAsync(Plan("1.00")));
        Assert.Equal(("ready", "in force for 2026-01-01 as version 4"), await DropAsync(Plan("2.00")));
        Assert.Equal(2m, (await pipeline.ViewAsync("acme")).Chosen.Plan.AdministrationFees.Amounts[0].Amount);

        async Task<(string?, string?)> DropAsync(string plan)
        {
            await pipeline.DropAsync("plans", "acme/2026-01-01.json", plan);
            var told = await pipeline.JsonAsync("acknowledgments", "acme/2026-01-01.json.json");
            return ((string?)told["state"], (string?)told["outcome"]);
        }
    }

    [Fact]
    public async Task Of_several_plan_years_each_goes_back_alone()
    {
        await using var pipeline = new MemoryPipeline();
        foreach (var (year, fee, state) in new[]
        {
            ("2026", "1.00", "ready"), ("2027", "1.00", "ready"), ("2026", "2.00", "ready"), ("2027", "1.00", "duplicate"),
            ("2026", "1.00", "ready"), ("2027", "1.00", "duplicate"),
        })
        {
            await pipeline.DropAsync(
                "plans", $"acme/{year}-01-01.json", Plan(fee).Replace("2026", year, StringComparison.Ordinal));
            Assert.Equal(state, (string?)(await pipeline.JsonAsync("acknowledgments", $"acme/{year}-01-01.json.json"))["state"]);
        }
    }

    private static string Plan(string fee) => $$"""
        { "employer": "acme", "planYear": "2026-01-01", "currency": "USD", "timeZone": "UTC", "tiers": ["single"],
          "fees": { "administration": { "single": {{fee}} } }, "funding": { "method": "payAsYouGo" },
          "benefits": { "medical": {} } }
        """;
}
