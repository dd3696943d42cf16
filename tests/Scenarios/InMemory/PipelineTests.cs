using Aso.Ledger.Closing;
using Aso.Ledger.Journal;
using Aso.Ledger.Outbox;

namespace Scenarios.InMemory;

public sealed class PipelineTests
{
    private const string Plan = """
        { "employer": "acme", "name": "Acme", "planYear": "2026-01-01", "runOutMonths": 0, "currency": "USD",
          "timeZone": "America/Chicago", "tiers": ["single", "family"],
          "fees": { "administration": { "single": 38.00, "family": 38.00 }, "stopLossPremium": { "single": 78.35, "family": 190.10 } },
          "funding": { "method": "level", "monthlyDeposit": { "single": 410.00, "family": 1090.00 } },
          "benefits": { "medical": { "deductible": { "individual": 1500.00, "family": 3000.00, "kind": "embedded" }, "coinsurance": 0.20 } },
          "stopLoss": { "carrier": "Northwind Re", "basis": "12/12",
            "specific": { "deductible": 10000.00, "benefits": ["medical"] } } }
        """;

    private const string Enrollment = """
        subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary
        S1,M1,self,1980-01-01,single,medical,2026-01-01,,
        S2,M2,self,1981-01-01,family,medical,2026-01-01,,
        S2,M3,child,2010-01-01,,medical,2026-01-01,,
        """;

    private const string Claims = """
        claimNumber,lineNumber,benefit,memberId,serviceFrom,received,paidDate,network,procedure,charge
        C1,1,medical,M1,2026-01-10,2026-01-12,2026-01-20,in,99213,2000.00
        C2,1,medical,M3,2026-01-11,2026-01-13,2026-01-20,in,99213,100000.00
        C3,1,medical,M9,2026-01-11,2026-01-13,2026-01-20,in,99213,10.00
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_claim_goes_from_the_dropped_file_to_the_statement(int shards)
    {
        await using var pipeline = new MemoryPipeline(shards: shards);
        await pipeline.DropAsync("plans", "acme/2026-01-01.json", Plan);
        await pipeline.DropAsync("enrollment", "acme/all.csv", Enrollment);
        await pipeline.DropAsync("claims", "acme/january.csv", Claims);

        var liability = (await pipeline.ViewAsync("acme")).Liability();
        // C1: 2,000 − 1,500 = 500 × 80 % = 400. C2: 98,500 × 80 % = 78,800. C3: member unknown, PR-31.
        Assert.Equal(Cents.FromAmount(79200m), liability.ToDate.Paid);
        Assert.Equal((3, 2, 0), (liability.Counts.Received, liability.Counts.Paid, liability.Counts.Denied));
        Assert.Equal(Cents.FromAmount(68800m), liability.ToDate.Specific);

        Assert.Equal(CloseOutcome.NotNext, await pipeline.CloseAsync("acme", "2026-02"));
        Assert.Equal(CloseOutcome.Closed, await pipeline.CloseAsync("acme", "2026-01"));
        Assert.Equal(CloseOutcome.ClosedAlready, await pipeline.CloseAsync("acme", "2026-01"));
        var statement = await pipeline.StatementAsync("acme", "2026-01-01", "2026-01");
        Assert.Equal(Cents.FromAmount(1500m - 79200m), statement.Fund.Closing);
        Assert.Contains("member,M3,78800.00", await pipeline.TextAsync("stop-loss", "acme/2026-01-01/2026-01.csv"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_bytes_under_another_name_change_nothing()
    {
        await using var pipeline = new MemoryPipeline();
        await pipeline.DropAsync("plans", "acme/2026-01-01.json", Plan);
        await pipeline.DropAsync("enrollment", "acme/all.csv", Enrollment);
        await pipeline.DropAsync("claims", "acme/january.csv", Claims);
        var before = (await pipeline.ViewAsync("acme")).Ledger.Version;
        await pipeline.DropAsync("claims", "acme/again.csv", Claims);
        Assert.Equal(before, (await pipeline.ViewAsync("acme")).Ledger.Version);
        Assert.Equal(3, (long)(await pipeline.JsonAsync("acknowledgments", "acme/again.csv.json"))["duplicateOf"]!);
    }

    [Fact]
    public async Task A_stop_loss_case_says_what_the_carrier_owes_however_often_it_is_told()
    {
        await using var pipeline = new MemoryPipeline();
        await pipeline.DropAsync("plans", "acme/2026-01-01.json", Plan);
        await pipeline.DropAsync("enrollment", "acme/all.csv", Enrollment);
        await pipeline.DropAsync("claims", "acme/january.csv", Claims);
        var cases = pipeline.Get<StopLossCases>();
        Assert.True(PlanYear.TryParse("2026-01-01", out var contract));
        for (var delivery = 0; delivery < 2; delivery++)
        {
            await cases.ApplyAsync("acme~0");
            var member = Assert.Single(await cases.MembersAsync("acme", contract));
            Assert.Equal(("M3", true, true), (member.MemberId, member.Notice, member.Breach));
            Assert.Equal(Cents.FromAmount(68800m), member.Reimbursable);
            Assert.Equal(Cents.FromAmount(68800m), (await pipeline.ViewAsync("acme", contract)).ToDate().Specific);
        }
    }

    [Fact]
    public async Task A_member_never_counts_in_two_families_of_different_shards()
    {
        await using var pipeline = new MemoryPipeline(shards: 4);
        await pipeline.DropAsync("plans", "acme/2026-01-01.json", Plan);
        await pipeline.DropAsync("enrollment", "acme/all.csv", Enrollment);
        var elsewhere = Enumerable.Range(100, 100).Select(number => $"S{number}")
            .First(subscriber => ShardId.IndexFor(subscriber, 4) != ShardId.IndexFor("S2", 4));
        await pipeline.DropAsync("enrollment", "acme/move.csv",
            Enrollment.Split('\n')[0] + $"\n{elsewhere},M3,child,2010-01-01,,medical,2026-02-01,,\n");

        var exposure = (await pipeline.ViewAsync("acme")).YearTotals.Exposure;
        Assert.All(exposure.Values, month => Assert.Equal(3, month.Members));
        Assert.Contains("enroll it under a new member id", await pipeline.TextAsync("acknowledgments", "acme/move.csv.json"),
            StringComparison.Ordinal);
    }
}
