using System.Globalization;
using System.Text;
using Aso.Ledger.Closing;
using Aso.Ledger.Intake;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;
using Scenarios.InMemory;

namespace Scenarios.ServiceBus;

/// <summary>An employer of two families, and the claims of which others are told.</summary>
internal static class Story
{
    private const string Plan = """
        { "employer": "acme", "name": "Acme", "planYear": "2026-01-01", "runOutMonths": 0, "currency": "USD",
          "timeZone": "America/Chicago", "tiers": ["single", "family"],
          "fees": { "administration": { "single": 38.00, "family": 38.00 } },
          "funding": { "method": "level", "monthlyDeposit": { "single": 410.00, "family": 1090.00 } },
          "benefits": { "medical": { "coinsurance": 0.20, "reviewAbove": 250000.00,
            "deductible": { "individual": 1500.00, "family": 3000.00, "kind": "embedded" } } },
          "stopLoss": { "carrier": "Northwind Re", "basis": "12/12",
            "triggers": [ { "category": "cancer", "codes": ["C"] } ],
            "specific": { "deductible": 10000.00, "benefits": ["medical"] },
            "aggregate": { "benefits": ["medical"], "monthlyFactor": { "single": 100.00, "family": 300.00 } } } }
        """;

    private const string Enrollment = """
        subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary
        S1,M1,self,1980-01-01,single,medical,2026-01-01,,
        S2,M2,self,1981-01-01,family,medical,2026-01-01,,
        S2,M3,child,2010-01-01,,medical,2026-01-01,,
        """;

    /// <summary>Applies claims that give rise to three announcements, and leaves their outbox's wake-up lying.</summary>
    public static async Task BeginAsync(MemoryPipeline pipeline)
    {
        await pipeline.DropAsync("plans", "acme/2026-01-01.json", Plan);
        await pipeline.DropAsync("enrollment", "acme/all.csv", Enrollment);
        var blob = new BlobName("claims", "acme/one.csv");
        await pipeline.Storage.PutBlobAsync(blob, Encoding.UTF8.GetBytes(Claims(
            ("C1", "M1", 10, 2000m), ("C2", "M3", 11, 100000m), ("C3", "M2", 13, 300000m))));
        await pipeline.Get<FileIntake>().ArriveAsync(blob);
        await pipeline.Get<ShardDriver>().DrainAsync("acme", 3);
    }

    public static async Task TellYearAsync(MemoryPipeline pipeline)
    {
        await BeginAsync(pipeline);
        await pipeline.SettleAsync("acme");
        await pipeline.DropAsync("claims", "acme/two.csv", """
            claimNumber,lineNumber,benefit,memberId,serviceFrom,received,paidDate,diagnosis,charge
            C4,1,medical,M2,2026-01-14,2026-01-20,2026-01-20,C50.911,100.00
            """);
        for (var month = 1; month <= 12; month++)
            Assert.Equal(CloseOutcome.Closed, await pipeline.CloseAsync("acme", $"2026-{month:D2}"));
    }

    /// <summary>A claims file; each claim as number, member, day of January and charge.</summary>
    public static string Claims(params (string Number, string Member, int Day, decimal Charge)[] claims) =>
        "claimNumber,lineNumber,benefit,memberId,serviceFrom,received,paidDate,network,procedure,charge\n"
        + string.Concat(claims.Select(claim => string.Create(
            CultureInfo.InvariantCulture,
            $"{claim.Number},1,medical,{claim.Member},2026-01-{claim.Day:D2},2026-01-20,2026-01-20,in,99213,{claim.Charge:F2}\n")));
}
