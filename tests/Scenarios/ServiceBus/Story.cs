using System.Globalization;
using Azure.Messaging.ServiceBus.InProcess;
using Scenarios.InMemory;

namespace Scenarios.ServiceBus;

/// <summary>An employer of two families and its files.</summary>
internal static class Story
{
    public const string Employer = "acme";

    public const string Plan = """
        { "employer": "acme", "name": "Acme", "planYear": "2026-01-01", "runOutMonths": 0, "currency": "USD",
          "timeZone": "America/Chicago", "tiers": ["single", "family"],
          "fees": { "administration": { "single": 38.00, "family": 38.00 } },
          "funding": { "method": "level", "monthlyDeposit": { "single": 410.00, "family": 1090.00 } },
          "benefits": { "medical": { "coinsurance": 0.20, "reviewAbove": 250000.00,
            "deductible": { "individual": 1500.00, "family": 3000.00, "kind": "embedded" } } },
          "stopLoss": { "carrier": "Northwind Re", "basis": "12/12",
            "specific": { "deductible": 10000.00, "benefits": ["medical"] },
            "aggregate": { "benefits": ["medical"], "monthlyFactor": { "single": 100.00, "family": 300.00 } } } }
        """;

    public const string Enrollment = """
        subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary
        S1,M1,self,1980-01-01,single,medical,2026-01-01,,
        S2,M2,self,1981-01-01,family,medical,2026-01-01,,
        S2,M3,child,2010-01-01,,medical,2026-01-01,,
        """;

    private static int _brokers;

    /// <summary>A namespace in this process that no other test uses.</summary>
    public static string NewBus(TimeProvider? time = null)
    {
        var number = Interlocked.Increment(ref _brokers).ToString(CultureInfo.InvariantCulture);
        var connection = $"Endpoint=sb://scenario-{number}/;SharedAccessKeyName=x;SharedAccessKey=x";
        if (time is not null) InProcessBroker.At(connection).Time = time;
        return connection;
    }

    /// <summary>A claims file; each claim as number, member, day of January and charge.</summary>
    public static string Claims(params (string Number, string Member, int Day, decimal Charge)[] claims) =>
        "claimNumber,lineNumber,benefit,memberId,serviceFrom,received,paidDate,network,procedure,charge\n"
        + string.Concat(claims.Select(claim => string.Create(
            CultureInfo.InvariantCulture,
            $"{claim.Number},1,medical,{claim.Member},2026-01-{claim.Day:D2},2026-01-20,2026-01-20,in,99213,{claim.Charge:F2}\n")));

    public static async Task BeginAsync(MemoryPipeline pipeline)
    {
        await pipeline.DropAsync("plans", "acme/2026-01-01.json", Plan);
        await pipeline.DropAsync("enrollment", "acme/all.csv", Enrollment);
    }
}

/// <summary>A clock that runs as the machine's does, and may be put forward.</summary>
internal sealed class MovedClock : TimeProvider
{
    private TimeSpan _ahead;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;

    public void Advance(TimeSpan by) => _ahead += by;
}
