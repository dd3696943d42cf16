using AsoFunctions.Http.Api;

namespace Scenarios.InMemory;

public sealed class CarrierReportTests
{
    private const string Plan = """
        { "employer": "acme", "planYear": "2026-01-01", "currency": "USD", "timeZone": "America/Chicago",
          "tiers": ["single"], "funding": { "method": "payAsYouGo" },
          "benefits": { "medical": {}, "shortTermDisability":
            { "percent": 0.60, "weeklyMaximum": 700.00, "maximumWeeks": 26 } },
          "stopLoss": { "carrier": "Northwind Re", "basis": "12/12", "specific":
            { "deductible": 1000.00, "benefits": ["medical", "shortTermDisability"] } } }
        """;

    private const string Enrollment = """
        subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary
        S1,M1,self,1980-01-01,single,medical;shortTermDisability,2026-01-01,,104000.00
        """;

    private const string Claims = """
        claimNumber,lineNumber,benefit,memberId,serviceFrom,serviceTo,paidDate,charge,disabilityStart,cause
        C1,1,medical,M1,2026-01-10,,2026-01-20,250.00,,
        C2,1,shortTermDisability,M1,2026-01-05,2026-01-18,2026-01-20,,2026-01-05,injury
        """;

    [Fact]
    public async Task A_members_eligible_amount_is_the_sum_of_its_benefits_also_where_disability_is_among_them()
    {
        await using var pipeline = new MemoryPipeline();
        await pipeline.DropAsync("plans", "acme/2026-01-01.json", Plan);
        await pipeline.DropAsync("enrollment", "acme/all.csv", Enrollment);
        await pipeline.DropAsync("claims", "acme/january.csv", Claims);

        await pipeline.CloseAsync("acme", "2026-01");

        var rows = (await pipeline.TextAsync("stop-loss", "acme/2026-01-01/2026-01.csv")).TrimEnd()
            .Split('\n').Select(row => row.TrimEnd('\r').Split(',')).ToList();
        var member = rows[0].Zip(rows[1]).ToDictionary(cell => cell.First, cell => cell.Second);
        Assert.Equal(("M1", "1650.00"), (member["memberId"], member["eligible"]));
        Assert.Equal(("250.00", "1400.00"), (member["paid.medical"], member["paid.shortTermDisability"]));
        Assert.All(rows, row => Assert.Equal(rows[0].Length, row.Length));
    }

    [Fact]
    public async Task A_unit_with_a_trigger_and_an_advance_are_rows_of_the_report()
    {
        await using var pipeline = new MemoryPipeline(today: "2026-02-27");
        await pipeline.DropAsync("plans", "acme/2026-01-01.json", """
            { "employer": "acme", "planYear": "2026-01-01", "currency": "USD", "timeZone": "America/Chicago",
              "tiers": ["single"], "funding": { "method": "payAsYouGo" },
              "benefits": { "medical": { "reviewAbove": 5000.00 } },
              "stopLoss": { "carrier": "Northwind Re", "basis": "12/15", "filingDays": 90,
                "triggers": [ { "category": "cancer", "codes": ["C"] } ], "confinementDays": 7,
                "specific": { "deductible": 1000.00, "benefits": ["medical"], "advanceFunding": true } } }
            """);
        await pipeline.DropAsync("enrollment", "acme/all.csv", """
            subscriberId,memberId,relationship,tier,benefits,effective,status
            S1,M1,self,single,medical,2026-01-01,cobra
            S2,M2,self,single,medical,2026-01-01,
            """);
        await pipeline.DropAsync("claims", "acme/january.csv", """
            claimNumber,lineNumber,benefit,memberId,serviceFrom,serviceTo,paidDate,diagnosis,charge
            C1,1,medical,M1,2026-01-05,2026-01-13,2026-01-20,c50.911,20.00
            C2,1,medical,M2,2026-01-05,,2026-01-21,J06,900.00
            """);
        await pipeline.CloseAsync("acme", "2026-01");
        await pipeline.DropAsync("claims", "acme/february.csv", """
            claimNumber,lineNumber,benefit,memberId,serviceFrom,received,paidDate,charge
            C3,1,medical,M2,2026-01-06,2026-02-01,2026-02-10,500.00
            C4,1,medical,M2,2026-02-07,2026-02-12,,7000.00
            """);

        var live = await StopLossAsync();
        Assert.Equal("2027-06-29", (string?)live["filingDeadline"]);
        var units = live["specific"]!["members"]!.AsArray();
        Assert.Equal(["M1", "M2"], units.Select(unit => (string?)unit!["memberId"]));
        Assert.Equal("cancer confinement cobra 2026-01-20", Trigger(units[0]!));
        Assert.Equal(" active ", Trigger(units[1]!));
        Assert.Equal(["C3 400 False", "C4 7000 True"], Advances(live["advances"]!));

        await pipeline.CloseAsync("acme", "2026-02");

        var rows = (await pipeline.TextAsync("stop-loss", "acme/2026-01-01/2026-02.csv")).TrimEnd()
            .Split('\n').Select(row => row.TrimEnd('\r').Split(',')).ToList();
        Assert.All(rows, row => Assert.Equal(rows[0].Length, row.Length));
        var cells = rows.Skip(1).Select(row => rows[0].Zip(row).ToDictionary(cell => cell.First, cell => cell.Second));
        Assert.Equal(
            [
                "member M1 cancer;confinement 2026-01-20 2027-06-29 cobra 0.00  ",
                "member M2   2027-06-29 active 400.00  ",
                "advance M2   2027-06-29  400.00 C3 no",
                "advance M2   2027-06-29  7000.00 C4 yes",
                "specificReimbursement      400.00  ",
            ],
            cells.Select(row => string.Join(
                ' ', row["row"], row["unit"], row["triggers"], row["triggerOn"], row["filingDeadline"], row["status"],
                row["requested"], row["claimNumber"], row["pended"])));
        Assert.All((await StopLossAsync())["advances"]!.AsArray(), one => Assert.True((bool)one!["pended"]!));
        var report = await MemoryPipeline.CallAsync(http =>
            pipeline.Functions<CarrierReportApi>().ReportAsync(http.Request, "acme", "2026-01-01", "2026-02", default));
        Assert.Equal(["C3 400 False", "C4 7000 True"], Advances(report["specific"]!["advances"]!));

        Task<System.Text.Json.Nodes.JsonNode> StopLossAsync() => MemoryPipeline.CallAsync(http =>
            pipeline.Functions<StopLossApi>().StopLossAsync(http.Request, "acme", default));

        static string Trigger(System.Text.Json.Nodes.JsonNode unit) =>
            $"{string.Join(' ', unit["triggers"]!.AsArray())} {unit["status"]} {unit["triggerOn"]}";

        static IEnumerable<string> Advances(System.Text.Json.Nodes.JsonNode advances) =>
            advances.AsArray().Select(one => FormattableString.Invariant(
                $"{one!["claimNumber"]} {(decimal)one["amount"]!:0.##} {(bool)one["pended"]!}"));
    }

    [Fact]
    public async Task A_closed_month_answers_with_the_terms_of_its_close_after_the_plan_changes()
    {
        await using var pipeline = new MemoryPipeline();
        await pipeline.DropAsync("plans", "acme/2026-01-01.json", Terms("""
            "basis": "12/15", "specific": { "deductible": 1000.00, "benefits": ["medical"] },
            "aggregate": { "benefits": ["medical"], "monthlyFactor": { "single": 500.00 }, "accommodation": true }
            """));
        await pipeline.DropAsync("enrollment", "acme/all.csv", Enrollment);
        await pipeline.DropAsync("claims", "acme/january.csv", """
            claimNumber,lineNumber,benefit,memberId,serviceFrom,paidDate,charge
            C1,1,medical,M1,2026-01-10,2026-01-20,1700.00
            """);
        await pipeline.CloseAsync("acme", "2026-01");
        var closed = await ReportAsync();
        Assert.Equal(1700m, (decimal)closed["specific"]!["members"]![0]!["lines"]![0]!["paid"]!);
        Assert.Equal(500m, (decimal)closed["aggregate"]!["annualAttachment"]! / 12);

        // Another basis, another deductible, another benefit, and no aggregate.
        await pipeline.DropAsync("plans", "acme/again.json", Terms("""
            "basis": "12/12", "specific": { "deductible": 5000.00, "benefits": ["shortTermDisability"] }
            """));

        Assert.Equal(5000m, (await pipeline.ViewAsync("acme")).Chosen.Plan.StopLoss!.Specific!.Deductible.Amount);
        Assert.Equal(closed.ToJsonString(), (await ReportAsync()).ToJsonString());

        Task<System.Text.Json.Nodes.JsonNode> ReportAsync() => MemoryPipeline.CallAsync(http =>
            pipeline.Functions<CarrierReportApi>().ReportAsync(http.Request, "acme", "2026-01-01", "2026-01", default));

        static string Terms(string halves) => $$"""
            { "employer": "acme", "planYear": "2026-01-01", "currency": "USD", "timeZone": "America/Chicago",
              "tiers": ["single"], "funding": { "method": "payAsYouGo" },
              "benefits": { "medical": {}, "shortTermDisability":
                { "percent": 0.60, "weeklyMaximum": 700.00, "maximumWeeks": 26 } },
              "stopLoss": { "carrier": "Northwind Re", {{halves}} } }
            """;
    }

    [Fact]
    public async Task A_line_is_eligible_for_what_the_run_in_maximum_leaves_of_it_and_a_family_is_one_unit()
    {
        await using var pipeline = new MemoryPipeline(today: "2027-01-31");
        await pipeline.DropAsync("plans", "acme/2026-01-01.json", Terms("2026-01-01", ""));
        await pipeline.DropAsync("plans", "acme/2027-01-01.json", Terms("2027-01-01", """
            , "stopLoss": { "carrier": "Northwind Re", "basis": "24/12", "specific":
              { "per": "subscriber", "deductible": 1000.00, "runInMaximum": 600.00, "benefits": ["medical"] } }
            """));
        await pipeline.DropAsync("enrollment", "acme/all.csv", """
            subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary
            S1,M1,self,1980-01-01,single,medical,2026-01-01,,
            S1,M2,spouse,1981-01-01,,medical,2026-01-01,,
            """);
        await pipeline.DropAsync("claims", "acme/january.csv", """
            claimNumber,lineNumber,benefit,memberId,serviceFrom,paidDate,charge
            C1,1,medical,M1,2026-12-10,2027-01-11,400.00
            C2,1,medical,M2,2026-12-11,2027-01-12,500.00
            C3,1,medical,M2,2027-01-10,2027-01-20,900.00
            """);
        for (var month = Aso.Domain.Values.Month.Of(2026, 1); month <= Aso.Domain.Values.Month.Of(2027, 1); month = month.Next)
            await pipeline.CloseAsync("acme", month.ToString());

        var lines = await RowsAsync("2027-01.claims.csv");
        Assert.Equal(
            ["C1 400.00 400.00 400.00 0.00", "C2 500.00 200.00 600.00 0.00", "C3 900.00 900.00 1500.00 500.00"],
            lines.Select(line => $"{line["claimNumber"]} {line["paid"]} {line["eligible"]} {line["eligibleToDate"]} "
                + line["aboveDeductible"]));
        var rows = await RowsAsync("2027-01.csv");
        Assert.Equal(("S1", "", "1500.00", "300.00", "500.00"), (
            rows[0]["unit"], rows[0]["memberId"], rows[0]["eligible"], rows[0]["runInCut"], rows[0]["reimbursable"]));
        Assert.Equal("2027-01-20", rows[0]["deductibleOn"]);

        async Task<List<Dictionary<string, string>>> RowsAsync(string file)
        {
            var cells = (await pipeline.TextAsync("stop-loss", $"acme/2027-01-01/{file}")).TrimEnd()
                .Split('\n').Select(row => row.TrimEnd('\r').Split(',')).ToList();
            return [.. cells.Skip(1).Select(row => cells[0].Zip(row).ToDictionary(cell => cell.First, cell => cell.Second))];
        }

        static string Terms(string year, string stopLoss) => $$"""
            { "employer": "acme", "planYear": "{{year}}", "currency": "USD", "timeZone": "America/Chicago",
              "tiers": ["single"], "funding": { "method": "payAsYouGo" }, "benefits": { "medical": {} }{{stopLoss}} }
            """;
    }
}
