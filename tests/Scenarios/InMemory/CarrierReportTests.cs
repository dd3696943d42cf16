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
}
