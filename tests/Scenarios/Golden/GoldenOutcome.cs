using System.Text.Json.Nodes;
using Aso.Ledger.Closing;
using Aso.Ledger.Reading;
using Aso.Ledger.Storage;
using Scenarios.InMemory;

namespace Scenarios.Golden;

/// <summary>What a case comes to, read from where users find it, and held to the laws that any year obeys.</summary>
internal sealed class GoldenOutcome(MemoryPipeline pipeline, Func<string, string, Task<JsonNode>> ask)
{
    /// <summary>Files by name.</summary>
    public async Task<Dictionary<string, string>> FilesAsync()
    {
        var view = await pipeline.ViewAsync(GoldenRun.Employer);
        var decisions = (await pipeline.Get<EmployerLedger>().AskAsync(
                view.Ledger, book => book.Decided().ToList(), CancellationToken.None))
            .SelectMany(InOrder)
            .OrderBy(one => one.Sequence)
            .ThenBy(one => one.Position)
            .Select(one => one.Decision)
            .ToList();
        AssertEveryChargeIsPaidOrAdjusted(decisions);
        var files = new Dictionary<string, string> { ["decisions.csv"] = GoldenText.Decisions(decisions) };
        var reports = new List<string>();
        var liabilities = new JsonArray();
        foreach (var year in view.Plans.Select(plan => plan.Plan.Year).Order())
        {
            liabilities.Add(await ask("liability", $"planYear={year}"));
            var statements = await StatementsAsync(year);
            if (statements.Count == 0) continue;
            AssertMonthsSumToTheYear(statements);
            AssertAFundOpensAsItClosed(statements);
            files.Add($"statements-{year}.csv", GoldenText.Statements(statements));
            if (await PartsAsync(year, statements) is { Count: > 1 } parts)
            {
                AssertDivisionsSumToTheWhole(statements, parts);
                files.Add($"divisions-{year}.csv", GoldenText.Divisions(parts));
            }

            foreach (var statement in statements)
                await AddReportsAsync($"{GoldenRun.Employer}/{year}/{statement["month"]}", files, reports);
        }

        files.Add("liability.json", GoldenText.Json(liabilities));
        if (reports.Count > 0) files.Add("stop-loss.csv", GoldenText.Text(reports));
        return files;
    }

    /// <summary>With the place of what arrived: the void half of a replacement comes with the claim after it.</summary>
    private static IEnumerable<(long Sequence, long Position, Decision Decision)> InOrder(List<Decision> decisions)
    {
        for (var index = 0; index < decisions.Count; index++)
        {
            var isHalf = decisions[index] is { Status: DecisionStatus.Voided, Claim.Type: not ClaimType.Void };
            var arrived = decisions[isHalf ? index + 1 : index];
            yield return (arrived.Sequence, arrived.Claim.Position, decisions[index]);
        }
    }

    private async Task<List<JsonNode>> StatementsAsync(PlanYear year)
    {
        var statements = new List<JsonNode>();
        foreach (var closed in await pipeline.Get<StatementStore>().ReadAsync(GoldenRun.Employer, year))
            statements.Add(JsonNode.Parse(await pipeline.TextAsync(
                "statements", $"{GoldenRun.Employer}/{year}/{closed.Month}.json"))!);
        return statements;
    }

    /// <summary>Each division's statements, by its name.</summary>
    private async Task<Dictionary<string, IReadOnlyList<JsonNode>>> PartsAsync(PlanYear year, List<JsonNode> statements)
    {
        var parts = new Dictionary<string, IReadOnlyList<JsonNode>>();
        foreach (var division in statements[^1]["divisions"]!.AsArray().Select(name => (string)name!))
        {
            var months = new List<JsonNode>();
            foreach (var statement in statements)
                months.Add(await ask($"statements/{year}/{statement["month"]}", $"division={division}"));
            AssertMonthsSumToTheYear(months);
            parts.Add(division, months);
        }

        return parts;
    }

    /// <summary>The months' reports beneath each other, with one heading.</summary>
    private async Task AddReportsAsync(string name, Dictionary<string, string> files, List<string> reports)
    {
        if (await pipeline.Storage.DescribeBlobAsync(new BlobName("stop-loss", name + ".csv")) is not null)
        {
            var report = (await pipeline.TextAsync("stop-loss", name + ".csv")).TrimEnd('\n').Split('\n');
            reports.AddRange(report.Skip(reports.Count > 0 ? 1 : 0));
        }

        var differences = name + ".differences.csv";
        if (await pipeline.Storage.DescribeBlobAsync(new BlobName("statements", differences)) is not null)
            files.Add(
                "differences-" + name[(GoldenRun.Employer.Length + 1)..].Replace('/', '-') + ".csv",
                await pipeline.TextAsync("statements", differences));
    }

    /// <summary>Rule 3.25.</summary>
    private static void AssertEveryChargeIsPaidOrAdjusted(IEnumerable<Decision> decisions) =>
        Assert.All(decisions.SelectMany(decision => decision.Lines), line =>
            Assert.Equal(line.Charge, line.Paid + line.Adjustments.Sum(adjustment => adjustment.Amount)));

    /// <summary>Rule 5.2.</summary>
    private static void AssertMonthsSumToTheYear(List<JsonNode> statements)
    {
        var sums = new Dictionary<string, decimal>();
        foreach (var statement in statements)
        foreach (var (name, line) in statement["lines"]!.AsObject())
        {
            sums[name] = sums.GetValueOrDefault(name) + (decimal)line!["month"]!;
            Assert.Equal(sums[name], (decimal)line["toDate"]!);
        }
    }

    /// <summary>Rule 5.4. A division's part of the opening balance moves with its member-months (5.16).</summary>
    private static void AssertAFundOpensAsItClosed(List<JsonNode> statements)
    {
        foreach (var (before, after) in statements.Zip(statements.Skip(1)))
            Assert.Equal((decimal)before["fund"]!["closing"]!, (decimal)after["fund"]!["opening"]!);
    }

    /// <summary>Rule 5.16.</summary>
    private static void AssertDivisionsSumToTheWhole(
        List<JsonNode> statements, Dictionary<string, IReadOnlyList<JsonNode>> parts)
    {
        foreach (var (index, whole) in statements.Index())
        {
            var divisions = parts.Values.Select(months => months[index]).ToList();
            foreach (var (name, line) in whole["lines"]!.AsObject())
            foreach (var figure in (string[])["month", "toDate"])
                Assert.Equal((decimal)line![figure]!, divisions.Sum(part => (decimal)part["lines"]![name]![figure]!));
            foreach (var balance in (string[])["opening", "closing"])
                Assert.Equal(
                    (decimal)whole["fund"]![balance]!, divisions.Sum(part => (decimal)part["fund"]![balance]!));
        }
    }
}
