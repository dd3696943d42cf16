using System.Text.Json;
using Aso.Ledger.Audit;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Storage;
using Aso.Ledger.Upkeep;
using AsoFunctions.Http.Access;
using AsoFunctions.Http.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Scenarios.Golden;

namespace Scenarios.InMemory;

/// <summary>Rule 3.34: files before their employer's plan, claims before their member; and whose answer is whose.</summary>
public sealed class WaitingFilesTests : IAsyncDisposable
{
    private const string Enrollment = """
        subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary
        S1,M1,self,1980-01-01,single,medical,2026-01-01,,
        """;

    private const string Header = "claimNumber,lineNumber,type,originalClaimNumber,benefit,memberId,serviceFrom,charge\n";

    private readonly GoldenClock _time = new();
    private readonly MemoryPipeline _pipeline;

    public WaitingFilesTests() => _pipeline = new MemoryPipeline(today: null, shards: 4, time: _time);

    [Fact]
    public async Task Files_dropped_before_the_plan_are_decided_in_their_order_once_it_is_in_force()
    {
        _time.Set(new DateOnly(2026, 1, 10));
        await _pipeline.DropAsync("enrollment", "acme/all.csv", Enrollment);
        await _pipeline.DropAsync("claims", "acme/1.csv", Header + "C1,1,original,,medical,M1,2026-01-05,100.00\n");
        await _pipeline.DropAsync("claims", "acme/2.csv", Header + "C1,1,original,,medical,M1,2026-01-06,70.00\n");
        _time.Set(new DateOnly(2026, 1, 20));
        await _pipeline.DropAsync("plans", "acme/2026-01-01.json", PlanOf(awaitMemberDays: 0));
        // Dropped again, it is the first that came.
        await _pipeline.DropAsync("claims", "acme/1.csv", Header + "C1,1,original,,medical,M1,2026-01-05,100.00\n");

        var decided = await DecidedAsync();
        Assert.Equal(
            [("3.21", DecisionStatus.Paid), ("3.3", DecisionStatus.Refused)],
            decided.Select(one => (one.Lines[0].Rule.ToString(), one.Status)));
        // Received on the day it was dropped, paid on the day it was decided.
        Assert.All(decided, one => Assert.Equal(
            (new DateOnly(2026, 1, 10), new DateOnly(2026, 1, 20)), (one.Claim.Received, one.PaidDate)));
        var files = await FilesAsync();
        Assert.Equal(
            [("claims/acme/1.csv", "duplicate"), ("claims/acme/2.csv", "done"), ("claims/acme/1.csv", "done"),
                ("enrollment/acme/all.csv", "done"), ("plans/acme/2026-01-01.json", "done")],
            files.Select(file => (Text(file, "path"), Text(file, "state"))));
        await ReconcileAsync();
    }

    [Fact]
    public async Task Files_of_an_employer_without_a_plan_wait_visibly_and_cost_one_row_each()
    {
        await _pipeline.DropAsync("claims", "acmee/1.csv", Header);
        await _pipeline.DropAsync("enrollment", "acmee/all.csv", Enrollment);
        // Told of again, by an event and by sweeps.
        await _pipeline.Get<FileIntake>().ArriveAsync(new BlobName("claims", "acmee/1.csv"));
        for (var sweep = 0; sweep < 2; sweep++)
        {
            var swept = await _pipeline.Get<Sweep>().RunAsync();
            Assert.Equal((0, TimeSpan.Zero, 0), (swept.FilesFound, swept.OldestWaiting, swept.Failures.Count));
        }

        Assert.Empty(await _pipeline.Get<EmployerJournal>().EmployersAsync().ToListAsync());
        Assert.Null(await _pipeline.Get<EmployerJournal>().EmployerAsync("acmee"));
        Assert.Equal(2, await _pipeline.Storage.QueryAsync("~waiting", "", "~").CountAsync());
        foreach (var queue in LedgerNames.Queues) Assert.Null(_pipeline.Storage.Take(queue));

        var files = await FilesAsync("acmee");
        Assert.Equal(["enrollment/acmee/all.csv", "claims/acmee/1.csv"], files.Select(file => Text(file, "path")));
        Assert.All(files, file => Assert.Equal(("waiting", "plan"), (Text(file, "state"), Text(file, "waitsFor"))));
        var all = await MemoryPipeline.BodyAsync(await _pipeline.Functions<FilesApi>().WaitingAsync(new DefaultHttpContext().Request, default));
        Assert.Equal(2, all.GetProperty("total").GetInt32());
        Assert.Equal("plan", (string?)(await _pipeline.JsonAsync("acknowledgments", "acmee/1.csv.json"))["waitsFor"]);
    }

    [Fact]
    public async Task A_refused_plan_leaves_files_waiting_for_the_first_that_is_in_force()
    {
        await _pipeline.DropAsync("enrollment", "acme/all.csv", Enrollment);
        await _pipeline.DropAsync("plans", "acme/2026-01-01.json", "{}");
        Assert.Equal(["waiting", "refused"], (await FilesAsync()).Select(file => Text(file, "state")));
        await _pipeline.DropAsync("plans", "acme/2026-01-01.json", PlanOf(awaitMemberDays: 0));
        Assert.Equal(["done", "done", "refused"], (await FilesAsync()).Select(file => Text(file, "state")));
    }

    [Fact]
    public async Task A_sweep_admits_files_whose_plan_came_in_force_when_a_process_died()
    {
        await _pipeline.DropAsync("enrollment", "acme/all.csv", Enrollment);
        // The plan is put in force, and whoever did it dies before anything else.
        var plan = new BlobName("plans", "acme/2026-01-01.json");
        await _pipeline.Storage.PutBlobAsync(plan, System.Text.Encoding.UTF8.GetBytes(PlanOf(awaitMemberDays: 0)));
        var registered = await _pipeline.Get<FileIntake>().RegisterAsync(plan);
        await _pipeline.Get<FilePreparer>().PrepareAsync(registered!.Entry);
        Assert.Equal("waiting", Text((await FilesAsync())[0], "state"));
        await _pipeline.Get<Sweep>().RunAsync();
        await _pipeline.SettleAsync("acme");
        Assert.Equal(["done", "done"], (await FilesAsync()).Select(file => Text(file, "state")));
    }

    [Fact]
    public async Task A_claim_before_its_member_waits_and_is_decided_by_the_enrollment_wherever_its_family_lives()
    {
        await OpenAsync();
        // The claim names no subscriber: it waits where its dependent's own id leads, and the family lives elsewhere.
        var subscriber = Enumerable.Range(0, 100).Select(one => $"F{one}")
            .First(one => ShardId.IndexFor(one, 4) != ShardId.IndexFor("D1", 4));
        await _pipeline.DropAsync("claims", "acme/1.csv", Header + """
            C1,1,original,,medical,M1,2026-01-05,100.00
            C2,1,original,,medical,D1,2026-01-05,200.00
            C3,1,original,,medical,D1,2026-01-06,300.00
            """);
        var file = (await FilesAsync())[0];
        Assert.Equal(("waiting", "member"), (Text(file, "state"), Text(file, "waitsFor")));
        Assert.Equal("3 in, 1 adjudicated, 2 waiting", Counts(file));
        var claim = await ClaimAsync("C2");
        Assert.Equal(("waiting", "member", "2026-01-24"),
            (Text(claim, "status"), Text(claim, "waitsFor"), Text(claim, "waitsUntil")));
        Assert.Equal(1, (await _pipeline.ViewAsync("acme")).YearTotals.Counts.Received);
        await ReconcileAsync();

        await _pipeline.DropAsync("enrollment", "acme/new.csv", Enrollment.Split('\n')[0] + "\n"
            + $"{subscriber},{subscriber},self,1980-01-01,single,medical,2026-01-01,,\n"
            + $"{subscriber},D1,child,2010-01-01,,medical,2026-01-01,,\n");
        Assert.Equal(
            [("C1", DecisionStatus.Paid), ("C2", DecisionStatus.Paid), ("C3", DecisionStatus.Paid)],
            (await DecidedAsync()).Select(one => (one.Claim.ClaimNumber, one.Status)));
        Assert.Equal("paid", Text(await ClaimAsync("C2"), "status"));
        Assert.Equal("3 in, 3 adjudicated, 0 waiting", Counts((await FilesAsync())[1]));
        await ReconcileAsync();
    }

    [Fact]
    public async Task A_claim_whose_time_is_up_is_refused_by_the_sweep_of_that_day_and_by_one_entry()
    {
        await OpenAsync();
        await _pipeline.DropAsync("claims", "acme/1.csv", Header + "C2,1,original,,medical,D1,2026-01-05,200.00\n");
        foreach (var day in (int[])[23, 24, 24, 25])
        {
            _time.Set(new DateOnly(2026, 1, day));
            await _pipeline.Get<Sweep>().RunAsync();
            await _pipeline.SettleAsync("acme");
            Assert.Equal(day >= 24 ? 1 : 0, (await DecidedAsync()).Count);
        }

        var refused = Assert.Single(await DecidedAsync());
        Assert.Equal((DecisionStatus.Refused, "PR-31"), (refused.Status, refused.Lines[0].Adjustments[0].Code));
        var kinds = await _pipeline.Get<EmployerJournal>().EntriesAfterAsync("acme", 0).Select(entry => entry.Kind).ToListAsync();
        Assert.Equal([EntryKind.Plan, EntryKind.Enrollment, EntryKind.Claims, EntryKind.WaitsOver], kinds);
        await ReconcileAsync();
    }

    [Fact]
    public async Task An_enrollment_on_the_day_on_which_the_time_is_up_comes_too_late()
    {
        await OpenAsync();
        await _pipeline.DropAsync("claims", "acme/1.csv", Header + "C2,1,original,,medical,D1,2026-01-05,200.00\n");
        _time.Set(new DateOnly(2026, 1, 24));
        await _pipeline.DropAsync("enrollment", "acme/new.csv",
            Enrollment.Split('\n')[0] + "\nD1,D1,self,1980-01-01,single,medical,2026-01-01,,\n");
        await _pipeline.Get<Sweep>().RunAsync();
        await _pipeline.SettleAsync("acme");
        Assert.Equal(DecisionStatus.Refused, Assert.Single(await DecidedAsync()).Status);
        await ReconcileAsync();
    }

    [Fact]
    public async Task Files_of_one_name_keep_an_answer_each()
    {
        await OpenAsync();
        await _pipeline.DropAsync("claims", "acme/all.csv", Header + "C1,1,original,,medical,M1,2026-01-05,100.00\n");
        await _pipeline.DropAsync("claims", "acme/all.csv", Header + "C2,1,original,,medical,M1,2026-01-06,100.00\n");
        string[] paths = ["plans/acme/2026-01-01.json", "enrollment/acme/all.csv", "claims/acme/all.csv", "claims/acme/all.csv"];
        foreach (var (index, path) in paths.Index())
        {
            var id = index + 1L;
            var file = await MemoryPipeline.BodyAsync(await _pipeline.Functions<FilesApi>().FileAsync(
                OfTheOperator(), "acme", id, default));
            var identity = file.GetProperty("answer").GetProperty("identity");
            Assert.Equal((id, path), (identity.GetProperty("sequence").GetInt64(), Text(identity, "file")));
            var kept = Text(file, "acknowledgment")!["acknowledgments/".Length..];
            Assert.Equal(id, await SequenceAsync(kept));
        }

        // Under the path alone lies the last.
        Assert.Equal(4, await SequenceAsync("acme/all.csv.json"));

        async Task<long> SequenceAsync(string name) =>
            (long)(await _pipeline.JsonAsync("acknowledgments", name))["identity"]!["sequence"]!;
    }

    [Fact]
    public async Task An_answer_written_under_the_path_alone_is_shown_for_its_own_file_only()
    {
        await OpenAsync();
        await _pipeline.DropAsync("claims", "acme/all.csv", Header + "C1,1,original,,medical,M1,2026-01-05,100.00\n");
        foreach (var id in (long[])[2, 3])
        {
            var entry = (await _pipeline.Get<EmployerJournal>().ReadAsync("acme", id))!;
            await _pipeline.Storage.DeleteBlobAsync(Acknowledgments.BlobOf(entry));
            var file = await MemoryPipeline.BodyAsync(await _pipeline.Functions<FilesApi>().FileAsync(
                OfTheOperator(), "acme", id, default));
            Assert.Equal(id == 3, file.TryGetProperty("answer", out var answer) && answer.ValueKind == JsonValueKind.Object);
        }
    }

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    /// <summary>A plan under which claims wait for 14 days, and one member, on January 10.</summary>
    private async Task OpenAsync()
    {
        _time.Set(new DateOnly(2026, 1, 10));
        await _pipeline.DropAsync("plans", "acme/2026-01-01.json", PlanOf(awaitMemberDays: 14));
        await _pipeline.DropAsync("enrollment", "acme/all.csv", Enrollment);
    }

    private static HttpRequest OfTheOperator()
    {
        var http = new DefaultHttpContext();
        Caller.Operator().LetIn(http);
        return http.Request;
    }

    private static string PlanOf(int awaitMemberDays) => $$"""
        { "employer": "acme", "planYear": "2026-01-01", "currency": "USD", "timeZone": "America/Chicago",
          "tiers": ["single"], "awaitMemberDays": {{awaitMemberDays}}, "funding": { "method": "payAsYouGo" },
          "benefits": { "medical": { "coinsurance": 0.20 } } }
        """;

    private async Task<List<Decision>> DecidedAsync() =>
    [
        .. (await _pipeline.Get<EmployerLedger>().AskAsync(
                (await _pipeline.ViewAsync("acme")).Ledger, book => book.Decided().ToList(), default))
            .SelectMany(shard => shard).OrderBy(one => one.Sequence).ThenBy(one => one.Claim.Position),
    ];

    private async Task<List<JsonElement>> FilesAsync(string employer = "acme")
    {
        var http = new DefaultHttpContext();
        Caller.Operator().LetIn(http);
        var answer = await _pipeline.Functions<FilesApi>().ListAsync(http.Request, employer, default);
        return [.. (await MemoryPipeline.BodyAsync(answer)).GetProperty("items").EnumerateArray()];
    }

    private async Task<JsonElement> ClaimAsync(string number) => await MemoryPipeline.BodyAsync(
        await _pipeline.Functions<ClaimsApi>().ClaimAsync(new DefaultHttpContext().Request, "acme", number, default));

    private async Task ReconcileAsync() => Assert.Empty(
        (await new Reconciliation(_pipeline.Storage, _pipeline.Get<EmployerJournal>()).RunAsync("acme")).Findings);

    private static string Counts(JsonElement file)
    {
        var claims = file.GetProperty("claims");
        return $"{claims.GetProperty("in")} in, {claims.GetProperty("adjudicated")} adjudicated, {claims.GetProperty("waiting")} waiting";
    }

    private static string? Text(JsonElement parent, string property) =>
        parent.TryGetProperty(property, out var value) ? value.GetString() : null;
}
