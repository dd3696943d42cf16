using System.Text.RegularExpressions;
using Aso.Local.Generation;

namespace Scenarios.InMemory;

/// <summary>Documents that people begin with are adopted as they stand, without a warning.</summary>
public sealed partial class ExamplePlanTests
{
    public static TheoryData<string, int, string, int, int, int> Answers => new()
    {
        { "2026-01-01", 60, "medical,dental", 30_000, 450, 0 },
        { "2026-07-01", 20, "medical", 0, 0, 0 },
        { "2026-01-01", 3000, "medical,pharmacy,dental,vision,spendingAccount,shortTermDisability,longTermDisability", 250_000, 500, 600 },
        { "2026-01-01", 50, "longTermDisability", 50_000, 450, 0 },
        { "2025-02-01", 100, "pharmacy,medical", 20_000, 0, 10 },
        { "2026-01-01", 100, "medical,vision", 0, 300, 0 },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task What_plan_new_writes_is_adopted(
        string year, int employees, string benefits, int specific, int aggregate, int deposit)
    {
        Assert.True(PlanYear.TryParse(year, out var planYear));
        var document = ExamplePlan.Write(new PlanAnswers
        {
            Employer = "acme", Name = "Acme \"Works\" Inc.", PlanYear = planYear, Employees = employees,
            Benefits = [.. benefits.Split(',').Select(word => Benefits.TryParse(word, out var benefit) ? benefit : throw new FormatException(word))],
            Specific = specific, Aggregate = aggregate, Deposit = deposit,
        });
        Assert.Contains("//", document, StringComparison.Ordinal);
        await AdoptAsync("acme", year, document);
    }

    [Fact]
    public async Task The_examples_of_the_page_are_adopted()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "plan-document.md"));
        var examples = Example().Matches(page).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(2, examples.Count);
        foreach (var (employer, example) in ((string[])["small-group", "large-group"]).Zip(examples))
            await AdoptAsync(employer, "2026-01-01", example);
    }

    private static async Task AdoptAsync(string employer, string year, string document)
    {
        await using var pipeline = new MemoryPipeline(today: "2026-08-01", shards: 1);
        await pipeline.DropAsync("plans", $"{employer}/{year}.json", document);
        var answer = await pipeline.JsonAsync("acknowledgments", $"{employer}/{year}.json.json");
        Assert.True((string?)answer["state"] == "ready", answer.ToString());
        Assert.Empty(answer["warnings"]!.AsArray());
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
