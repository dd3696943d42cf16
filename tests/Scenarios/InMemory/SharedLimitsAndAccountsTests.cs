using AsoFunctions.Http.Api;
using Microsoft.AspNetCore.Http;

namespace Scenarios.InMemory;

/// <summary>
/// Vision, limits that benefits share and the family's spending account, from files to HTTP (rules 3.31–3.33).
/// </summary>
public sealed class SharedLimitsAndAccountsTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly MemoryPipeline _pipeline = new(today: "2026-04-15", shards: 4);

    public async Task InitializeAsync()
    {
        await _pipeline.DropAsync("plans", "acme/2026-01-01.json", """
            { "employer": "acme", "name": "Acme", "planYear": "2026-01-01", "runOutMonths": 3, "currency": "USD",
              "timeZone": "America/Chicago", "tiers": ["single", "family"],
              "fees": { "administration": { "single": 38.00, "family": 38.00 },
                        "stopLossPremium": { "single": 0, "family": 0 } },
              "funding": { "method": "payAsYouGo" },
              "benefits": {
                "medical": { "coinsurance": 0.20 }, "vision": { "copay": 10.00, "annualMaximum": 250.00 },
                "spendingAccount": { "credit": { "single": 500.00, "family": 1000.00 }, "carryForward": true } },
              "sharedLimits": [ { "benefits": ["medical", "vision"],
                                  "outOfPocketMaximum": { "individual": 10601.00, "family": 21200.00 } } ] }
            """);
        await _pipeline.DropAsync("enrollment", "acme/all.csv", """
            subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary
            S1,M1,self,1980-01-01,family,medical;vision;spendingAccount,2026-01-01,,
            S1,M2,spouse,1981-01-01,,medical;vision;spendingAccount,2026-01-01,,
            """);
        await _pipeline.DropAsync("claims", "acme/march.csv", """
            claimNumber,lineNumber,benefit,memberId,serviceFrom,paidDate,procedure,charge
            C1,1,medical,M1,2026-03-02,2026-03-05,99213,100.00
            C2,1,vision,M1,2026-03-03,2026-03-05,92004,60.00
            C3,1,spendingAccount,M1,2026-03-02,2026-03-05,99213,20.00
            C4,1,spendingAccount,M2,2026-03-04,2026-03-05,99213,990.00
            """);
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    [Fact]
    public async Task A_member_shows_what_is_used_of_them()
    {
        var member = await MemoryPipeline.BodyAsync(await _pipeline.Functions<MembersApi>().MemberAsync(
            new DefaultHttpContext().Request, "acme", "M1", default));

        Assert.Equal(
            ["medical 20.00", "vision 10.00"],
            member.GetProperty("accumulators").EnumerateArray().Select(one =>
                $"{one.GetProperty("benefit")} {one.GetProperty("outOfPocket").GetRawText()}"));
        Assert.Equal(
            """[{"planYear":"2026-01-01","benefits":["medical","vision"],"deductible":null,"outOfPocket":30.00,"""
            + "\"familyDeductible\":null,\"familyOutOfPocket\":30.00}]",
            member.GetProperty("sharedLimits").GetRawText());
        Assert.Equal(
            """[{"planYear":"2026-01-01","credit":1000.00,"carried":0.00,"used":1000.00,"usedByNextYear":0.00,"""
            + "\"left\":0.00}]",
            member.GetProperty("spendingAccounts").GetRawText());
    }

    [Fact]
    public async Task They_are_paid_claims_of_the_statement_and_the_plan_is_warned_of()
    {
        await _pipeline.CloseAsync("acme", "2026-01");
        await _pipeline.CloseAsync("acme", "2026-02");
        await _pipeline.CloseAsync("acme", "2026-03");

        var lines = (await _pipeline.StatementAsync("acme", "2026-01-01", "2026-03")).Lines;
        Assert.Equal((80_00, 50_00, 1_000_00), (Cents("medical"), Cents("vision"), Cents("spendingAccount")));
        Assert.Equal(
            ["$.sharedLimits", "$.payer"],
            (await _pipeline.JsonAsync("acknowledgments", "acme/2026-01-01.json.json"))["warnings"]!.AsArray()
                .Select(warning => (string?)warning!["path"]));

        long Cents(string benefit) => lines.Single(line => line.Name == $"paid.{benefit}").Month;
    }
}
