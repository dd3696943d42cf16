using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Aso.Ledger.Audit;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;
using AsoFunctions.Http;
using AsoFunctions.Http.Access;
using AsoFunctions.Http.Api;
using Microsoft.AspNetCore.Http;

namespace Scenarios.InMemory;

/// <summary>A check tells what dropping a file would do, by the same code, and changes no byte.</summary>
public sealed class CheckTests : IAsyncLifetime, IAsyncDisposable
{
    private const string Claims = "claimNumber,lineNumber,benefit,memberId,serviceFrom,received,procedure,charge\n";
    private const string Members =
        "subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary\n";

    private readonly MemoryPipeline _pipeline = new(today: "2026-04-15", shards: 4);

    public async Task InitializeAsync()
    {
        await _pipeline.DropAsync("plans", "acme/2026-01-01.json", Plan("10000.00"));
        await _pipeline.DropAsync("enrollment", "acme/all.csv", Members + string.Concat(Enumerable.Range(0, 8).Select(
            family => $"S-{family},M-{family},self,1980-01-01,single,medical,2026-01-01,,\n")));
        await _pipeline.DropAsync("claims", "acme/first.csv", Claims
            + "C-0,1,medical,M-0,2026-02-01,2026-02-10,99213,6000.00\nC-1,1,medical,M-1,2026-02-01,2026-02-10,99213,70000.00\n");
        await _pipeline.CloseAsync("acme", "2026-01");
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    [Fact]
    public async Task Of_claims_says_what_dropping_them_then_does()
    {
        const string file = Claims
            + "C-2,1,medical,M-2,2026-03-01,2026-03-10,99213,100.00\n"
            + "C-3,1,medical,M-0,2026-03-01,2026-03-10,99213,3000.00\n"
            + "C-4,1,medical,M-0,2026-03-01,2026-03-10,99213,4000.00\n"
            + "C-5,1,medical,M-3,2026-03-01,2026-03-10,15820,500.00\n"
            + "C-6,1,medical,M-4,2026-03-01,2026-03-10,99213,60000.00\n"
            + "C-7,1,medical,nobody,2026-03-01,2026-03-10,99213,80.00\n"
            + "C-8,1,medical,M-5,2026-03-01,2026-03-10,99213,soon\n"
            + "C-0,1,medical,M-0,2026-02-01,2026-02-10,99213,6000.00\n";
        var before = await BytesAsync();

        var check = await CheckAsync("claims", "march.csv", file);

        Assert.Equal(before, await BytesAsync());
        Assert.Equal(("ready", 7, 1), (
            (string)check["state"]!, (int)check["answer"]!["accepted"]!["count"]!, (int)check["answer"]!["rejected"]!["count"]!));
        Assert.Equal("charge", (string)check["answer"]!["rejections"]![0]!["field"]!);
        var log = await LogLengthsAsync();
        var was = (await _pipeline.ViewAsync("acme")).Liability();

        await _pipeline.DropAsync("claims", "acme/march.csv", file);

        var now = (await _pipeline.ViewAsync("acme")).Liability();
        var decided = (await DecisionsAfterAsync(log)).GroupBy(one => one.Status).OrderBy(group => group.Key)
            .Select(group => (Name(group.Key), group.Count(), group.Sum(Posted))).ToList();
        Assert.Contains(decided, one => one.Item1 == "paid" && one.Item2 == 3);
        Assert.Equal(decided, check["decisions"]!.AsArray().Select(one =>
            ((string)one!["status"]!, (int)one["claims"]!, Cents.FromAmount((decimal)one["amount"]!))));
        var year = check["planYears"]!.AsArray().Single()!;
        Is(year["paid"]!["medical"]!, was.ToDate.PaidByBenefit[0], now.ToDate.PaidByBenefit[0]);
        Is(year["fundBalance"]!, was.ToDate.FundBalance, now.ToDate.FundBalance);
        Is(year["surplus"]!, was.ToDate.Surplus, now.ToDate.Surplus);
        Is(year["specific"]!, was.ToDate.Specific, now.ToDate.Specific);
        Assert.Equal((was.UnitsOverSpecific, now.UnitsOverSpecific),
            ((long)year["unitsOverSpecific"]!["before"]!, (long)year["unitsOverSpecific"]!["after"]!));
        Assert.Equal(["M-0 over"], check["stopLossUnits"]!.AsArray()
            .Select(unit => $"{unit!["memberId"]}{((bool)unit["isOver"]! ? " over" : "")}"));
        Assert.Equal(["C-0", "C-5", "C-6", "C-7"], check["reasons"]!.AsArray()
            .SelectMany(reason => reason!["claimNumbers"]!.AsArray()).Select(number => (string?)number).Order());
        Assert.Empty((await new Reconciliation(_pipeline.Storage, _pipeline.Get<EmployerJournal>()).RunAsync("acme")).Findings);
    }

    [Fact]
    public async Task Of_enrollment_says_who_is_added_changed_ended_and_left_out()
    {
        var before = await BytesAsync();
        var check = await CheckAsync("enrollment", "april.csv", Members
            + "S-0,M-0,self,1980-01-01,single,medical,2026-01-01,,\n"
            + "S-1,M-1,self,1980-01-01,single,medical,2026-01-01,2026-05-01,\n"
            + "S-2,M-2,self,1980-01-01,single,medical,2026-03-01,,\n"
            + "S-9,M-9,self,1980-01-01,single,medical,2026-04-01,,\n");
        Assert.Equal(before, await BytesAsync());
        var enrollment = check["enrollment"]!;
        Assert.Equal("M-9", Ids("added"));
        Assert.Equal("M-2", Ids("changed"));
        Assert.Equal("M-1", Ids("ended"));
        Assert.Equal("M-3,M-4,M-5,M-6,M-7", Ids("leftOut"));
        Assert.Equal(1, (int)enrollment["unchanged"]!);

        string Ids(string what) => string.Join(',', enrollment[what]!["memberIds"]!.AsArray().Select(id => (string?)id).Order());
    }

    [Fact]
    public async Task Of_a_plan_says_which_fields_change_and_whom_it_affects()
    {
        var before = await BytesAsync();
        var plan = (await CheckAsync("plans", "2026-01-01.json", Plan("5000.00")))["plan"]!;
        Assert.Equal(before, await BytesAsync());
        Assert.Equal(1, (int)plan["replaces"]!);
        var change = plan["changes"]!.AsArray().Single()!;
        Assert.Equal(("$.stopLoss.specific.deductible", 10000m, 5000m),
            ((string)change["path"]!, (decimal)change["before"]!, (decimal)change["after"]!));
        Assert.Equal((8, 1), ((int)plan["membersEnrolled"]!, (int)plan["claimsPended"]!));
        Assert.Equal(("2026-02", 11), ((string)plan["openMonths"]![0]!, plan["openMonths"]!.AsArray().Count));

        var refused = await CheckAsync(
            "plans", "2026-01-01.json", Plan("5000.00").Replace("\"coinsurance\": 0.00", "\"coinsurance\": 0.10", StringComparison.Ordinal));
        Assert.Equal("refused", (string)refused["state"]!);
        Assert.Equal("$.benefits.medical", (string)refused["answer"]!["problems"]![0]!["path"]!);
        Assert.Equal(2, refused["plan"]!["changes"]!.AsArray().Count);
    }

    [Fact]
    public async Task Without_a_plan_a_file_would_wait_and_the_first_plan_would_be_taken()
    {
        Assert.Equal("waiting", (string)(await CheckAsync("claims", "march.csv", Claims, "newcomer"))["state"]!);
        var plan = await CheckAsync(
            "plans", "2026-01-01.json", Plan("10000.00").Replace("\"acme\"", "\"newcomer\"", StringComparison.Ordinal), "newcomer");
        Assert.Equal("ready", (string)plan["state"]!);
        Assert.Null(await _pipeline.Get<EmployerLedger>().FindAsync("newcomer", default));
    }

    [Fact]
    public async Task A_recovery_is_told_with_its_effect()
    {
        var check = await CheckAsync("recoveries", "march.csv",
            "kind,amount,date,memberId,claimNumber,benefit,reference\nsubrogation,1600.00,2026-03-20,M-0,C-0,medical,R-1\n");
        Assert.Equal((1, 1600m), ((int)check["recoveries"]!["count"]!, (decimal)check["recoveries"]!["amount"]!));
        var fund = check["planYears"]![0]!["fundBalance"]!;
        Assert.Equal(1600m, (decimal)fund["after"]! - (decimal)fund["before"]!);
    }

    [Fact]
    public async Task What_is_too_large_is_413_and_what_is_asked_wrongly_400()
    {
        var large = await Assert.ThrowsAsync<ProblemException>(
            () => CheckAsync("claims", "march.csv", new string('x', (25 << 20) + 1)));
        Assert.Equal(413, large.Problem.Status);
        foreach (var query in (string[])["kind=layouts&name=a.csv", "kind=claims", "kind=claims&name=../b/a.csv"])
            Assert.Equal(400, (await Assert.ThrowsAsync<ProblemException>(() => CallAsync(query, "", "acme"))).Problem.Status);
    }

    [Fact]
    public async Task What_came_before_is_decided_first()
    {
        await _pipeline.Storage.PutBlobAsync(new BlobName("claims", "acme/earlier.csv"), Encoding.UTF8.GetBytes(Claims
            + "C-2,1,medical,M-2,2026-03-01,2026-03-10,99213,100.00\n"));
        // Read, and not applied yet.
        await _pipeline.Get<FileIntake>().ArriveAsync(new BlobName("claims", "acme/earlier.csv"));
        var check = CheckAsync("claims", "march.csv", Claims + "C-2,1,medical,M-2,2026-03-01,2026-03-10,99213,100.00\n");
        await _pipeline.SettleAsync("acme");
        Assert.Equal("duplicate", (string)(await check)["state"]!);
    }

    private Task<JsonNode> CheckAsync(string kind, string name, string content, string employer = "acme") =>
        CallAsync($"kind={kind}&name={name}", content, employer);

    private Task<JsonNode> CallAsync(string query, string content, string employer) => MemoryPipeline.CallAsync(
        http => _pipeline.Functions<CheckApi>().CheckAsync(http.Request, employer, default), content, query);

    /// <summary>Every row, blob and message there is.</summary>
    private async Task<string> BytesAsync()
    {
        var all = new StringBuilder();
        string[] partitions = ["~employers", "~waiting", "~set-aside", "acme", .. Enumerable.Range(0, 4).Select(shard => $"acme~{shard}")];
        foreach (var partition in partitions)
            await foreach (var row in _pipeline.Storage.QueryAsync(partition, "", "\uffff"))
                all.Append($"{partition} {row.Key} {row.Version} {Convert.ToHexString(SHA256.HashData(row.Payload.Span))} ")
                    .AppendJoin(' ', row.Fields).AppendLine();
        foreach (var container in LedgerNames.Containers)
            await foreach (var blob in _pipeline.Storage.ListBlobsAsync(container, ""))
                all.AppendLine($"{container} {blob.Name} {blob.Version}");
        foreach (var queue in LedgerNames.Queues)
            all.AppendLine($"{queue} {await _pipeline.Storage.CountMessagesAsync(queue)}");
        return all.ToString();
    }

    private async Task<long[]> LogLengthsAsync() =>
        [.. (await _pipeline.Get<LedgerReader>().ViewAsync("acme"))!.Heads.Select(head => head.LogRows)];

    private async Task<List<Decision>> DecisionsAfterAsync(long[] log)
    {
        var decisions = new List<Decision>();
        foreach (var (shard, after) in log.Index())
            await foreach (var row in _pipeline.Get<LedgerReader>().LogAsync(new ShardId("acme", shard), after))
                decisions.AddRange(row.Events.OfType<ClaimDecided>().Select(decided => decided.Decision));
        return decisions;
    }

    private static Cents Posted(Decision decision) => decision.Status switch
    {
        DecisionStatus.Pended => decision.Estimate,
        DecisionStatus.Denied or DecisionStatus.Refused => decision.Claim.Charge,
        _ => decision.Paid,
    };

    private static string Name(DecisionStatus status) => status.ToString().ToLowerInvariant();

    private static void Is(JsonNode figure, Cents before, Cents after) =>
        Assert.Equal((before.Amount, after.Amount), ((decimal)figure["before"]!, (decimal)figure["after"]!));

    private static string Plan(string deductible) => $$"""
        { "employer": "acme", "name": "Acme", "planYear": "2026-01-01", "runOutMonths": 3, "currency": "USD",
          "timeZone": "America/Chicago", "tiers": ["single"],
          "fees": { "administration": { "single": 38.00 }, "stopLossPremium": { "single": 78.35 } },
          "funding": { "method": "payAsYouGo", "surplus": { "settle": "refund" }, "deficit": { "settle": "bill" } },
          "benefits": { "medical": { "coinsurance": 0.00, "reviewAbove": 50000.00,
            "services": [ { "name": "cosmetic", "procedures": ["15820-15829"], "covered": false } ] } },
          "stopLoss": { "carrier": "Northwind Re", "basis": "12/15",
            "specific": { "deductible": {{deductible}}, "benefits": ["medical"] } } }
        """;
}
