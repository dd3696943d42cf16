using System.Text.Json.Nodes;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;
using AsoFunctions.Http;
using AsoFunctions.Http.Api;
using AsoFunctions.Triggers;

namespace Scenarios.InMemory;

/// <summary>A claim is found whatever became of it, and counts add up.</summary>
public sealed class FindingClaimsTests : IAsyncLifetime, IAsyncDisposable
{
    private const string Header =
        "claimNumber,lineNumber,type,originalClaimNumber,benefit,memberId,serviceFrom,received,procedure,charge\n";

    private readonly MemoryPipeline _pipeline = new("2026-03-31", shards: 2);

    public async Task InitializeAsync()
    {
        await _pipeline.DropAsync("plans", "acme/2026-01-01.json", Plan("Acme"));
        await _pipeline.DropAsync("enrollment", "acme/all.csv", """
            subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary
            S1,M1,self,1980-01-01,single,medical,2026-01-01,,
            S2,M2,self,1981-01-01,single,medical,2026-01-01,,
            """);
        // Entry 3: one of each.
        await _pipeline.DropAsync("claims", "acme/march.csv", Header + """
            PAID,1,original,,medical,M1,2026-01-05,2026-03-30,99213,100.00
            DENIED,1,original,,dental,M1,2026-01-06,2026-03-30,99214,50.00
            PENDED,1,original,,medical,M2,2026-01-07,2026-03-30,99215,90000.00
            VOIDED,1,original,,medical,M2,2026-01-08,2026-03-30,99216,70.00
            BAD,1,original,,medical,M1,2026-13-08,2026-03-30,99216,70.00
            WAITING,1,original,,medical,M9,2026-01-08,2026-03-30,99216,70.00
            REFUSED,1,original,,medical,M8,2026-01-08,2026-01-30,99216,70.00
            PAID,1,original,,medical,M1,2026-01-09,2026-03-30,99213,20.00
            LATE,1,original,,medical,M2,2026-01-10,2026-03-30,99217,80000.00
            """);
        // Entry 4: takes one back, and sends the rejected one again, corrected.
        await _pipeline.DropAsync("claims", "acme/later.csv", Header + """
            V1,1,void,VOIDED,,M2,,2026-03-30,,
            BAD,1,original,,medical,M1,2026-03-08,2026-03-30,99216,70.00
            WORSE,1,original,,medical,M1,2026-03-08,2026-03-30,99216,seventy
            V2,1,void,NOTHING,,M2,,2026-03-30,,
            """);
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    [Theory]
    [InlineData("status=rejected", "WORSE rejected, BAD rejected")]
    [InlineData("status=refused", "V2 refused, PAID refused, REFUSED refused")]
    [InlineData("status=waiting", "WAITING waiting")]
    [InlineData("status=pended", "PENDED pended, LATE pended")]
    [InlineData("status=voided", "VOIDED voided")]
    [InlineData("status=paid&file=3", "PAID paid")]
    [InlineData("status=denied&from=2026-03-31", "DENIED denied")]
    [InlineData("number=BAD", "BAD paid, BAD rejected")]
    [InlineData("number=VOIDED", "VOIDED voided")]
    [InlineData("number=V1", "VOIDED voided")]
    [InlineData("number=NOBODY", "")]
    [InlineData("member=M1", "BAD paid, PAID refused, DENIED denied, PAID paid")]
    [InlineData("member=M9", "WAITING waiting")]
    [InlineData("file=4", "V2 refused, BAD paid, WORSE rejected, VOIDED voided")]
    [InlineData("from=2026-04-01", "")]
    [InlineData("to=2026-03-30&status=rejected", "")]
    [InlineData("to=2026-03-31&status=rejected", "WORSE rejected, BAD rejected")]
    [InlineData("from=2026-03-31&to=2026-03-31&number=WORSE", "WORSE rejected")]
    public async Task What_is_asked_for_is_found(string query, string expected)
    {
        var page = await ListAsync(query);
        Assert.Equal(expected, string.Join(", ", page["items"]!.AsArray().Select(
            claim => $"{claim!["claimNumber"]} {claim["status"]}")));
        Assert.Equal(page["items"]!.AsArray().Count, (int)page["total"]!);
    }

    [Theory]
    [InlineData("", "one of number, member, file, status, from or to")]
    [InlineData("status=paid", "beside status=paid and status=denied")]
    [InlineData("status=denied", "beside status=paid and status=denied")]
    [InlineData("status=lost", "status: expected one of rejected, refused, waiting, pended, paid, denied, voided, setAside")]
    [InlineData("file=march", "file: expected the id of a file")]
    [InlineData("from=2026-04-02&to=2026-04-01", "to: expected a date that is not before from")]
    public async Task A_search_without_bounds_and_a_wrong_word_are_refused_with_what_was_expected(string query, string expected)
    {
        var refused = await Assert.ThrowsAsync<ProblemException>(() => ListAsync(query));
        Assert.Equal(400, refused.Problem.Status);
        Assert.Contains(expected, refused.Problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_what_was_found_names_the_next()
    {
        var page = await ListAsync("member=M1&skip=1&take=2");
        Assert.Equal(["PAID", "DENIED"], page["items"]!.AsArray().Select(claim => (string)claim!["claimNumber"]!));
        Assert.Equal((1, 2, 4, 0), (Number("skip"), Number("take"), Number("total"), Number("filesNotSearched")));

        int Number(string name) => (int)page[name]!;
    }

    [Fact]
    public async Task A_rejected_claim_says_where_and_what_was_expected()
    {
        var claim = await ClaimAsync("WORSE");
        Assert.Equal(("rejected", false, "claims/acme/later.csv", 4L, 4L), (
            (string?)claim["status"], (bool)claim["stands"]!, (string?)claim["source"]!["file"],
            (long)claim["source"]!["position"]!, (long)claim["source"]!["sequence"]!));
        Assert.Equal("line 4", (string?)claim["rejection"]!["at"]);
        Assert.Equal("charge", (string?)claim["rejection"]!["field"]);
        Assert.Contains("amount", (string?)claim["rejection"]!["expected"], StringComparison.Ordinal);
        Assert.Equal("rejected", (string?)Assert.Single(claim["history"]!.AsArray())!["status"]);
    }

    [Fact]
    public async Task A_rejected_claim_that_came_again_shows_both()
    {
        var claim = await ClaimAsync("BAD");
        Assert.Equal(("paid", 70m), ((string?)claim["status"], (decimal)claim["paid"]!));
        Assert.Equal(
            [("rejected", 3L), ("paid", 4L)],
            claim["history"]!.AsArray().Select(one => ((string)one!["status"]!, (long)one["source"]!["sequence"]!)));
    }

    [Theory]
    [InlineData("PAID", "paid", "paid refused")]
    [InlineData("WAITING", "waiting", "")]
    [InlineData("REFUSED", "refused", "refused")]
    [InlineData("DENIED", "denied", "denied")]
    [InlineData("VOIDED", "voided", "paid voided")]
    public async Task One_claim_says_what_became_of_it_in_the_same_words(string number, string status, string history)
    {
        var claim = await ClaimAsync(number);
        Assert.Equal(status, (string?)claim["status"]);
        Assert.Equal(history, string.Join(' ', claim["history"]!.AsArray().Select(one => (string)one!["status"]!)));
    }

    [Fact]
    public async Task A_number_that_nobody_sent_is_not_found() =>
        Assert.Equal(404, (await Assert.ThrowsAsync<ProblemException>(() => ClaimAsync("NOBODY"))).Problem.Status);

    [Fact]
    public async Task Counts_add_up_for_liability_and_for_each_file()
    {
        var counts = (await MemoryPipeline.CallAsync(
            http => _pipeline.Functions<LiabilityApi>().LiabilityAsync(http.Request, "acme", default)))["counts"]!;
        Assert.Equal(
            """{"received":8,"paid":2,"denied":1,"pended":2,"refused":2,"voided":1,"waiting":1}""", counts.ToJsonString());
        Assert.Equal(
            """{"received":8,"paid":1,"denied":1,"refused":2,"pended":2,"waiting":1,"voided":1,"voids":0,"setAside":0}""",
            (await FileAsync(3))["decisions"]!.ToJsonString());
        Assert.Equal(
            """{"received":3,"paid":1,"denied":0,"refused":1,"pended":0,"waiting":0,"voided":0,"voids":1,"setAside":0}""",
            (await FileAsync(4))["decisions"]!.ToJsonString());
    }

    [Fact]
    public async Task A_search_by_number_reads_the_acknowledgments_of_the_files_that_may_have_it_and_no_others()
    {
        await ClaimAsync("BAD");
        var before = _pipeline.Storage.Counts.Blobs;
        await ClaimAsync("PAID");
        Assert.Equal(before, _pipeline.Storage.Counts.Blobs);
        await ClaimAsync("WORSE");
        Assert.Equal(before + 1, _pipeline.Storage.Counts.Blobs);
    }

    [Fact]
    public async Task No_more_acknowledgments_are_read_than_is_said_and_what_is_left_is_told()
    {
        for (var file = 0; file <= RejectedClaims.FilesMost; file++)
            await _pipeline.DropAsync("claims", $"acme/{file}.csv", Header + $"N{file},1,original,,medical,M1,,,,\n");
        var page = await ListAsync("status=rejected&take=1000");
        // Those of march and of later, and the first of these.
        Assert.Equal((RejectedClaims.FilesMost, 3), ((int)page["total"]!, (int)page["filesNotSearched"]!));
        Assert.Equal("rejected", (string?)(await ClaimAsync("N0"))["status"]);
    }

    [Fact]
    public async Task A_head_of_an_earlier_version_is_counted_of_its_log()
    {
        for (var shard = 0; shard < 2; shard++)
        {
            var partition = new ShardId("acme", shard).Partition;
            var row = (await _pipeline.Storage.ReadAsync(partition, "head"))!;
            var state = JsonNode.Parse(HeadState.Unpack(row.Payload))!.AsObject();
            Assert.True(state.Remove("further"));
            row.Payload = HeadState.Pack(System.Text.Encoding.UTF8.GetBytes(state.ToJsonString()));
            await _pipeline.Storage.CommitAsync(partition, [RowAction.Upsert(row)]);
        }

        await Counts_add_up_for_liability_and_for_each_file();
    }

    [Fact]
    public async Task A_plan_is_done_when_every_shard_has_it()
    {
        var blob = new BlobName("plans", "acme/2026-01-01.json");
        await _pipeline.Storage.PutBlobAsync(blob, System.Text.Encoding.UTF8.GetBytes(Plan("Acme again")));
        await _pipeline.Get<FileIntake>().ArriveAsync(blob);
        var adjudicate = _pipeline.Functions<AdjudicateClaims>();
        for (var applied = 0; applied < 2; applied++)
        {
            var file = await FileAsync(5);
            Assert.Equal(("adjudicating", applied / 2m), ((string?)file["state"], (decimal)file["progress"]!));
            await adjudicate.RunAsync(_pipeline.Storage.Take(LedgerNames.AdjudicateQueue)!, default);
        }

        Assert.Equal(("done", 1m), ((string?)(await FileAsync(5))["state"], (decimal)(await FileAsync(5))["progress"]!));
        Assert.Equal("Acme again", (await _pipeline.ViewAsync("acme")).Chosen.Plan.Name);
    }

    private Task<JsonNode> ListAsync(string query) => MemoryPipeline.CallAsync(
        http => _pipeline.Functions<ClaimsApi>().ListAsync(http.Request, "acme", default), query: query);

    private Task<JsonNode> ClaimAsync(string number) => MemoryPipeline.CallAsync(
        http => _pipeline.Functions<ClaimsApi>().ClaimAsync(http.Request, "acme", number, default));

    private Task<JsonNode> FileAsync(long id) => MemoryPipeline.CallAsync(
        http => _pipeline.Functions<FilesApi>().FileAsync(http.Request, "acme", id, default));

    private static string Plan(string name) => $$"""
        { "employer": "acme", "name": "{{name}}", "planYear": "2026-01-01", "currency": "USD", "timeZone": "UTC",
          "tiers": ["single"], "awaitMemberDays": 30, "funding": { "method": "payAsYouGo" },
          "benefits": { "medical": { "reviewAbove": 50000.00 }, "dental": {} } }
        """;
}
