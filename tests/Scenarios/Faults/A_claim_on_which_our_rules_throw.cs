using System.Text;
using System.Text.Json;
using Aso.Ledger.Audit;
using Aso.Ledger.Closing;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;
using Aso.Ledger.Upkeep;
using AsoFunctions.Http.Access;
using AsoFunctions.Http.Api;
using AsoFunctions.Triggers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Scenarios.InMemory;

namespace Scenarios.Faults;

/// <summary>A defect of ours meets one claim: it is named, and everything else goes on.</summary>
public sealed class A_claim_on_which_our_rules_throw
{
    private const int Shards = 4;
    private const string Families =
        "claimNumber,lineNumber,benefit,memberId,serviceFrom,received,paidDate,network,procedure,charge\n";

    [Fact]
    public async Task It_is_set_aside_everything_else_goes_on_and_it_is_decided_once_the_cause_is_gone()
    {
        await using var quiet = await BegunAsync();
        await quiet.DropAsync("claims", "acme/january.csv", Claims());
        Assert.Equal(CloseOutcome.Closed, await quiet.CloseAsync("acme", "2026-01"));

        TestDefects.Here.Value = (point, item) =>
        {
            if (point == DefectPoint.Half && item is Claim { ClaimNumber: "C7" }) throw new InvalidTimeZoneException();
        };
        await using var pipeline = await BegunAsync();
        await pipeline.DropAsync("claims", "acme/january.csv", Claims());
        Assert.All((await pipeline.ViewAsync("acme")).Ledger.Heads, head => Assert.Equal(4, head.Applied.Sequence));
        var file = await FileAsync(pipeline);
        Assert.Equal("done", file.GetProperty("state").GetString());
        Assert.Empty(file.GetProperty("standstills").EnumerateArray());
        var counts = file.GetProperty("claims");
        Assert.Equal(
            (40, 39, 0, 0, 1),
            (Count("in"), Count("adjudicated"), Count("rejected"), Count("waiting"), Count("setAside")));
        var swept = await pipeline.Get<Sweep>().RunAsync();
        Assert.Empty(swept.Failures);
        Assert.Equal(new SetAsideTotal("acme", 1), Assert.Single(swept.SetAside));
        Assert.Equal(("degraded", 1), await HealthAsync(pipeline, "setAside"));
        var item = Assert.Single((await AskAsync(pipeline, (api, request) => api.ListAsync(request, "acme", default)))
            .GetProperty("items").EnumerateArray());
        Assert.Equal(
            ("claim", 3, "claims/acme/january.csv", nameof(InvalidTimeZoneException)),
            (item.GetProperty("kind").GetString(), item.GetProperty("entry").GetInt32(),
                item.GetProperty("path").GetString(), item.GetProperty("cause").GetString()));
        var id = item.GetProperty("id").GetString()!;
        var again = await AskAsync(pipeline, (api, request) => api.RetryAsync(request, "acme", id, default));
        Assert.Equal(1, again.GetProperty("setAside").GetInt32());

        TestDefects.Here.Value = null;
        await using var mended = new MemoryPipeline(today: "2026-02-06", shards: Shards, storage: pipeline.Storage);
        var retried = await AskAsync(mended, (api, request) => api.RetryAsync(request, "acme", "all", default));
        Assert.Equal(1, retried.GetProperty("applied").GetInt32());
        Assert.Equal(("healthy", 0), await HealthAsync(mended, "setAside"));
        Assert.Equal(40, (await FileAsync(mended)).GetProperty("claims").GetProperty("adjudicated").GetInt32());
        Assert.Equal(CloseOutcome.Closed, await mended.CloseAsync("acme", "2026-01"));
        Assert.Equal((await FiguresAsync(quiet)).Item2, (await FiguresAsync(mended)).Item2);
        Assert.True((await new Reconciliation(mended.Storage, new EmployerJournal(mended.Storage)).RunAsync("acme")).IsClean);

        int Count(string name) => counts.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task A_damaged_chunk_is_named_its_shard_waits_and_goes_on_once_it_is_whole()
    {
        await using var pipeline = await BegunAsync();
        var blob = new BlobName("claims", "acme/january.csv");
        await pipeline.Storage.PutBlobAsync(blob, Encoding.UTF8.GetBytes(Claims()));
        await pipeline.Get<FileIntake>().ArriveAsync(blob);
        var entry = (await pipeline.Get<EmployerJournal>().ReadAsync("acme", 3))!;
        var shard = entry.Manifest!.Shares.First(share => share.Items > 2).Shard;
        var chunk = ChunkNames.BlobFor("acme", 3, shard, 0);
        var right = (await pipeline.Storage.ReadBlobAsync(chunk))!;
        await pipeline.Storage.PutBlobAsync(chunk, right.AsMemory(..^3));
        Assert.Equal(1, await DeliverAsync(pipeline));

        var heads = (await pipeline.ViewAsync("acme")).Ledger.Heads;
        Assert.Equal(3, heads[shard].Applied.Sequence);
        Assert.All(heads.Where(head => head != heads[shard]), head => Assert.Equal(4, head.Applied.Sequence));
        var swept = await pipeline.Get<Sweep>().RunAsync();
        Assert.Equal(new Position(3, 0), Assert.Single(swept.Blocked).At);
        Assert.IsType<ApplyFailedException>(Assert.Single(swept.Failures));
        Assert.Equal(("degraded", 1), await HealthAsync(pipeline, "standstills"));
        // Nobody else's month stays open for it.
        await pipeline.DropAsync("plans", "zenith/2026-01-01.json", PlanOf("zenith"));
        await Assert.ThrowsAsync<AggregateException>(
            () => pipeline.Functions<CloseDuePeriods>().RunAsync(new TimerInfo(), default));
        Assert.NotNull(await pipeline.StatementAsync("zenith", "2026-01-01", "2026-01"));
        Assert.Null(await pipeline.StatementAsync("acme", "2026-01-01", "2026-01"));

        await pipeline.Storage.PutBlobAsync(chunk, right);
        Assert.Empty((await pipeline.Get<Sweep>().RunAsync()).Failures);
        Assert.Equal(("healthy", 0), await HealthAsync(pipeline, "standstills"));
        await pipeline.Functions<CloseDuePeriods>().RunAsync(new TimerInfo(), default);
        Assert.True((await new Reconciliation(pipeline.Storage, new EmployerJournal(pipeline.Storage)).RunAsync("acme")).IsClean);
    }

    [Fact]
    public async Task A_ledger_that_is_damaged_where_a_file_is_prepared_is_named_and_holds_up_no_other_employer()
    {
        await using var healthy = await BegunAsync();
        var defect = FailingStorage.Wrap(healthy.Storage, (call, _) =>
        {
            if (call == nameof(ILedgerStorage.OpenBlobAsync))
                throw new CorruptLedgerException("acme", "intake", "damaged");
        });
        await using var broken = new MemoryPipeline(shards: Shards, storage: defect);
        var blob = new BlobName("claims", "acme/january.csv");
        await healthy.Storage.PutBlobAsync(blob, Encoding.UTF8.GetBytes(Claims()));
        await Assert.ThrowsAsync<PrepareFailedException>(() => broken.Get<FileIntake>().ArriveAsync(blob));

        var swept = await broken.Get<Sweep>().RunAsync();
        Assert.Equal((null, 3L), (Assert.Single(swept.Blocked).Shard, swept.Blocked[0].At.Sequence));
        Assert.True(swept.OldestWaiting > TimeSpan.Zero);
        var standing = Assert.Single((await FileAsync(healthy)).GetProperty("standstills").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, standing.GetProperty("shard").ValueKind);
        await healthy.DropAsync("plans", "zenith/2026-01-01.json", PlanOf("zenith"));
        Assert.Equal(CloseOutcome.Closed, await healthy.CloseAsync("zenith", "2026-01"));

        Assert.Empty((await healthy.Get<Sweep>().RunAsync()).Blocked);
        Assert.Equal("done", (await FileAsync(healthy)).GetProperty("state").GetString());
    }

    private static async Task<MemoryPipeline> BegunAsync()
    {
        var pipeline = new MemoryPipeline(today: "2026-02-06", shards: Shards);
        await pipeline.DropAsync("plans", "acme/2026-01-01.json", PlanOf("acme"));
        var members = string.Concat(Enumerable.Range(0, 16).Select(family =>
            $"S{family},M{family},self,1980-01-01,single,medical,2026-01-01,,\n"));
        await pipeline.DropAsync("enrollment", "acme/all.csv",
            "subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary\n" + members);
        return pipeline;
    }

    /// <summary>Delivers all wake-ups once; answers how many failed.</summary>
    private static async Task<int> DeliverAsync(MemoryPipeline pipeline)
    {
        var failed = 0;
        while (pipeline.Storage.Take(LedgerNames.AdjudicateQueue) is { } wakeUp)
        {
            try
            {
                await pipeline.Functions<AdjudicateClaims>().RunAsync(wakeUp, default);
            }
            catch (ApplyFailedException)
            {
                failed++;
            }
        }

        return failed;
    }

    private static async Task<JsonElement> FileAsync(MemoryPipeline pipeline)
    {
        var http = new DefaultHttpContext();
        Caller.Operator().LetIn(http);
        return await MemoryPipeline.BodyAsync(
            await pipeline.Functions<FilesApi>().FileAsync(http.Request, "acme", 3, default));
    }

    /// <summary>As the operator.</summary>
    private static async Task<JsonElement> AskAsync(
        MemoryPipeline pipeline, Func<SetAsideApi, HttpRequest, Task<IActionResult>> ask)
    {
        var http = new DefaultHttpContext();
        Caller.Operator().LetIn(http);
        return await MemoryPipeline.BodyAsync(await ask(pipeline.Functions<SetAsideApi>(), http.Request));
    }

    private static async Task<(string?, int)> HealthAsync(MemoryPipeline pipeline, string count)
    {
        // A reader of its own, which remembers no answer of a moment ago.
        var health = await MemoryPipeline.BodyAsync(await new HealthApi(pipeline.Functions<HealthReader>())
            .HealthAsync(new DefaultHttpContext().Request, default));
        return (health.GetProperty("status").GetString(), health.GetProperty(count).GetInt32());
    }

    private static async Task<(string, string)> FiguresAsync(MemoryPipeline pipeline) =>
        ((await pipeline.ViewAsync("acme")).Ledger.Version,
            await pipeline.TextAsync("statements", "acme/2026-01-01/2026-01.csv"));

    private static string Claims() => Families + string.Concat(Enumerable.Range(0, 40).Select(claim =>
        $"C{claim},1,medical,M{claim % 16},2026-01-10,2026-01-12,2026-01-20,in,99213,{100 + claim}.00\n"));

    private static string PlanOf(string employer) => $$"""
        { "employer": "{{employer}}", "name": "Employer", "planYear": "2026-01-01", "runOutMonths": 0,
          "currency": "USD", "timeZone": "America/Chicago", "tiers": ["single"],
          "fees": { "administration": { "single": 38.00 } },
          "funding": { "method": "level", "monthlyDeposit": { "single": 410.00 } },
          "benefits": { "medical": { "coinsurance": 0.20 } } }
        """;
}
