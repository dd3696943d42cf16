namespace Scenarios.InMemory;

/// <summary>A statement's files by the second edition (rules 5.3–5.5, 5.10, 5.11, 5.15; files.md section 6).</summary>
public sealed class StatementFilesTests
{
    private const string Enrollment = """
        subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary
        S1,M1,self,1980-01-01,single,medical;shortTermDisability,2026-01-01,,52000.00
        """;

    [Fact]
    public async Task What_waits_for_the_next_plan_year_says_so_and_then_where_it_went()
    {
        await using var pipeline = await SettledAsync("creditNextYear");
        Assert.Contains(
            "The employer&#39;s part is credited to the next plan year. It stays in the fund until the document of the next "
            + "plan year is there.",
            await PageAsync(pipeline, "2026-12"), StringComparison.Ordinal);

        await pipeline.DropAsync("plans", "acme/2027-01-01.json", Plan("2027-01-01", "creditNextYear"));
        await pipeline.CloseAsync("acme", "2027-01");

        var page = await PageAsync(pipeline, "2027-01");
        Assert.Contains("It is in the fund of the plan year from 2027-01-01.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("stays in the fund", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_csv_has_a_row_for_each_line_with_the_division_empty_for_the_whole()
    {
        await using var pipeline = await SettledAsync("refund");
        var statement = await pipeline.JsonAsync("statements", "acme/2026-01-01/2026-12.json");
        var cells = (await pipeline.TextAsync("statements", "acme/2026-01-01/2026-12.csv")).TrimEnd()
            .Split('\n').Select(row => row.TrimEnd('\r').Split(',')).ToList();
        var rows = cells.Skip(1).Select(row => cells[0].Zip(row).ToDictionary(cell => cell.First, cell => cell.Second))
            .ToList();
        var byLine = rows.ToDictionary(row => row["line"]);

        Assert.All(rows, row => Assert.Equal("", row["division"]));
        Assert.All(statement["lines"]!.AsObject(), line =>
            Assert.Equal(line.Value!["toDate"]!.ToString(), byLine[line.Key]["amountToDate"]));
        Assert.All(statement["rolling"]!.AsObject(), figure =>
            Assert.Equal(figure.Value!.ToString(), byLine["rolling." + figure.Key]["amountToDate"]));
        string[] inWords = ["disposition", "nextPlanYear"];
        Assert.All(statement["settlement"]!.AsObject().Where(part => !inWords.Contains(part.Key)), part =>
            Assert.Equal(part.Value!.ToString(), byLine["settlement." + part.Key]["amountToDate"]));
    }

    [Fact]
    public async Task The_page_has_the_budget_the_bill_the_reserve_and_the_settlement_in_parts()
    {
        await using var pipeline = await SettledAsync("refund");
        var page = await PageAsync(pipeline, "2026-12");
        string[] headings =
        [
            "Fund", "Surplus, step by step", "Unpaid claims and reserves", "Bill", "Budget of health claims",
            "Budget of the last twelve months", "Settlement",
        ];
        Assert.All(headings, heading => Assert.Contains($"<h2>{heading}</h2>", page, StringComparison.Ordinal));
        Assert.Contains("The disability reserve is all that may still be paid", page, StringComparison.Ordinal);
        Assert.Contains("Participants&#39; part, kept in the fund as plan assets", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Receivable from the stop-loss carrier", page, StringComparison.Ordinal);
    }

    private static async Task<MemoryPipeline> SettledAsync(string settle)
    {
        var pipeline = new MemoryPipeline();
        await pipeline.DropAsync("plans", "acme/2026-01-01.json", Plan("2026-01-01", settle));
        await pipeline.DropAsync("enrollment", "acme/all.csv", Enrollment);
        await pipeline.DropAsync("claims", "acme/january.csv", """
            claimNumber,lineNumber,benefit,memberId,serviceFrom,paidDate,charge
            C1,1,medical,M1,2026-01-10,2026-01-20,250.00
            """);
        for (var month = Aso.Domain.Values.Month.Of(2026, 1); month <= Aso.Domain.Values.Month.Of(2026, 12); month = month.Next)
            await pipeline.CloseAsync("acme", month.ToString());
        return pipeline;
    }

    private static Task<string> PageAsync(MemoryPipeline pipeline, string month) =>
        pipeline.TextAsync("statements", $"acme/2026-01-01/{month}.html");

    private static string Plan(string year, string settle) => $$"""
        { "employer": "acme", "planYear": "{{year}}", "currency": "USD", "timeZone": "America/Chicago",
          "tiers": ["single"],
          "funding": { "method": "level", "monthlyDeposit": { "single": 500.00 },
                       "surplus": { "participantShare": 0.25, "employerShare": 0.50, "settle": "{{settle}}" } },
          "expectedClaims": { "perMember": 30.00 },
          "benefits": { "medical": {}, "shortTermDisability":
            { "percent": 0.60, "weeklyMaximum": 700.00, "maximumWeeks": 26 } } }
        """;
}
