using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Aso.Ledger.Intake;
using Aso.Ledger.Reading;
using Aso.Ledger.Storage;
using AsoFunctions.Http;
using AsoFunctions.Http.Access;
using AsoFunctions.Http.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Scenarios.InMemory;

/// <summary>Files dropped, listed and downloaded over HTTP, by those who may.</summary>
public sealed class FilesOverHttpTests : IAsyncLifetime, IAsyncDisposable
{
    private const string Claims = """
        claimNumber,lineNumber,type,originalClaimNumber,benefit,memberId,serviceFrom,received,paidDate,procedure,charge,provider
        C1,1,original,,medical,M1,2026-01-05,2026-01-06,2026-01-30,99213,100.00,1234567893

        """;

    private static readonly Caller Tpa = Caller.With("tpa", "key 1", (Name("acme"), Powers.Drop));
    private static readonly Caller Other = Caller.With("tpa", "key 2", (Name("acme"), Powers.Drop));

    private readonly MemoryPipeline _pipeline = new("2026-03-31", shards: 1);

    public async Task InitializeAsync()
    {
        foreach (var employer in (string[])["acme", "zeta"])
        {
            await _pipeline.DropAsync("plans", $"{employer}/2026-01-01.json", $$"""
                { "employer": "{{employer}}", "planYear": "2026-01-01", "currency": "USD", "timeZone": "UTC",
                  "tiers": ["single"], "funding": { "method": "payAsYouGo" }, "benefits": { "medical": {} },
                  "stopLoss": { "carrier": "Re", "basis": "12/12", "specific": { "deductible": 60.00, "benefits": ["medical"] } } }
                """);
            await _pipeline.DropAsync("enrollment", $"{employer}/all.csv", """
                subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary
                S1,M1,self,1980-01-01,single,medical,2026-01-01,,
                """);
        }
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    [Fact]
    public async Task A_dropped_file_has_its_place_at_once_and_whoever_dropped_it_sees_its_answer_and_no_other()
    {
        var (status, dropped) = await DropAsync(Tpa, "claims", "january (1).csv", Claims);
        Assert.Equal(201, status);
        Assert.Equal(
            (3L, "claims/acme/january (1).csv", "received", "/api/employers/acme/files/3", HashOf(Claims)),
            ((long)dropped["id"]!, (string)dropped["file"]!, (string)dropped["state"]!, (string)dropped["href"]!,
                (string)dropped["sha256"]!));
        Assert.Equal("acme", _pipeline.Storage.Take(LedgerNames.IntakeQueue));
        await SettleAsync();

        var file = await JsonAsync(Tpa, http => Files().FileAsync(http.Request, "acme", 3, default));
        Assert.Equal(("done", 1), ((string)file["state"]!, (int)file["decisions"]!["paid"]!));
        Assert.Equal("ready", (string?)(await JsonAsync(
            Tpa, http => Downloads().AcknowledgmentAsync(http.Request, "acme", 3, default)))["state"]);
        foreach (var (caller, id) in ((Caller, long)[])[(Tpa, 2), (Other, 3)])
        {
            await RefusedAsync(404, caller, http => Files().FileAsync(http.Request, "acme", id, default));
            await RefusedAsync(404, caller, http => Downloads().AcknowledgmentAsync(http.Request, "acme", id, default));
        }

        var audit = (await _pipeline.Get<AuditTrail>().ReadAsync("acme", default)).Single(one => one.What == "file.dropped");
        Assert.Equal(("tpa", $"claims/acme/january (1).csv, {Claims.Length} bytes"), (audit.Who, audit.Subject));
    }

    [Fact]
    public async Task The_same_again_changes_nothing_and_other_bytes_under_the_name_are_refused()
    {
        await DropAsync(Tpa, "claims", "a.csv", Claims);
        await SettleAsync();
        var (status, again) = await DropAsync(Other, "claims", "a.csv", Claims);
        Assert.Equal((200, 3L, "ready"), (status, (long)again["id"]!, (string)again["state"]!));
        // Who has the bytes may know what became of them.
        await JsonAsync(Other, http => Files().FileAsync(http.Request, "acme", 3, default));
        var problem = await RefusedAsync(409, Tpa, http => DropAsync(http, "claims", "a.csv", Claims + "C2"));
        Assert.Equal("urn:aso:name-used", problem.Type);
        Assert.Contains("under a name of its own", problem.Detail, StringComparison.Ordinal);
        Assert.Equal(Claims, await _pipeline.TextAsync("claims", "acme/a.csv"));
        Assert.Equal(3, (await _pipeline.Get<Aso.Ledger.Journal.EmployerJournal>().EntriesAfterAsync("acme", 0).CountAsync()));
    }

    [Theory]
    [InlineData("claims", "..", 400, "name: expected")]
    [InlineData("claims", "../zeta/a.csv", 400, "name: expected")]
    [InlineData("claims", "..%2Fzeta%2Fa.csv", 400, "name: expected")]
    [InlineData("claims", "a/b.csv", 400, "name: expected")]
    [InlineData("claims", "a\\b.csv", 400, "name: expected")]
    [InlineData("claims", ".hidden", 400, "name: expected")]
    [InlineData("claims", "a\n.csv", 400, "name: expected")]
    [InlineData("claims", "a.", 400, "name: expected")]
    [InlineData("layouts", "a.csv", 404, "expected plans, enrollment, claims, recoveries")]
    [InlineData("ledger", "a.csv", 404, "No such kind of file")]
    public async Task A_name_that_leads_elsewhere_and_an_unknown_kind_are_refused(
        string kind, string name, int status, string expected)
    {
        var problem = await RefusedAsync(status, Tpa, http => DropAsync(http, kind, name, Claims));
        Assert.Contains(expected, problem.Detail, StringComparison.Ordinal);
        Assert.Empty(await _pipeline.Storage.ListBlobsAsync("claims", "").ToListAsync());
    }

    [Theory]
    [InlineData("a.csv.claims-000003")]
    [InlineData("a.csv.claims-000003.repair")]
    [InlineData("a.csv.claims-000003.repair.csv")]
    public async Task A_file_named_as_what_was_answered_to_another_replaces_and_joins_none_of_it(string name)
    {
        const string rejected = Claims + "C2,1,original,,medical,M1,2026-01-05,2026-01-06,2026-01-30,99213,1OO,\n";
        await DropAsync(Other, "claims", "a.csv", rejected);
        await SettleAsync();
        var before = await LinksAsync(Other, 3);
        Assert.Equal(["dropped", "acknowledgment", "repair.csv"], before.Select(link => (string)link!["rel"]!));
        await DropAsync(Tpa, "claims", name, rejected);
        await SettleAsync();
        Assert.Equal(before.ToJsonString(), (await LinksAsync(Other, 3)).ToJsonString());
        var answer = await JsonAsync(
            Other, http => Downloads().AcknowledgmentAsync(http.Request, "acme", 3, default));
        Assert.Equal(3, (int)answer["identity"]!["sequence"]!);
        var own = await JsonAsync(Tpa, http => Downloads().AcknowledgmentAsync(http.Request, "acme", 4, default));
        Assert.Equal(4, (int)own["identity"]!["sequence"]!);

        async Task<JsonArray> LinksAsync(Caller caller, long id) => (await JsonAsync(
            caller, http => Files().FileAsync(http.Request, "acme", id, default)))["links"]!.AsArray();
    }

    [Fact]
    public async Task A_file_before_the_plan_waits_and_says_so()
    {
        var (status, dropped) = await DropAsync(Caller.Operator(), "claims", "a.csv", Claims, "young");
        Assert.Equal((201, "waiting"), (status, (string)dropped["state"]!));
        Assert.Null(dropped["id"]);
    }

    [Fact]
    public async Task Every_form_of_what_belongs_to_a_file_is_linked_and_downloaded_as_it_is()
    {
        await _pipeline.DropAsync("claims", "acme/a;b \u00fc.csv", Claims);
        var file = await JsonAsync(Caller.Operator(), http => Files().FileAsync(http.Request, "acme", 3, default));
        Assert.Equal(
            [("dropped", "/api/employers/acme/files/3/content"), ("acknowledgment", "/api/employers/acme/files/3/acknowledgment")],
            file["links"]!.AsArray().Select(link => ((string)link!["rel"]!, (string)link["href"]!)));
        var (content, http) = await CallAsync(Caller.Operator(), http => Downloads().ContentAsync(http.Request, "acme", 3, default));
        Assert.Equal(Claims, Encoding.UTF8.GetString(content));
        Assert.Equal("attachment; filename=\"a_b _.csv\"", http.Response.Headers.ContentDisposition);
        Assert.Equal("application/octet-stream", http.Response.ContentType);
        // Who has it gets no byte of it again, and storage is not asked for one.
        var before = _pipeline.Storage.Counts.Blobs;
        var (again, same) = await CallAsync(
            Caller.Operator(), one => Downloads().ContentAsync(one.Request, "acme", 3, default), http.Response.Headers.ETag);
        Assert.Equal((304, 0, before), (same.Response.StatusCode, again.Length, _pipeline.Storage.Counts.Blobs));

        await RefusedAsync(404, Caller.Operator(), one => Downloads().FormAsync(one.Request, "acme", 3, "999", default));
        await RefusedAsync(404, Caller.Operator(), one => Downloads().FormAsync(one.Request, "acme", 3, "../a", default));
        await RefusedAsync(404, Caller.Operator(), one => Downloads().ContentAsync(one.Request, "acme", 9, default));
    }

    [Fact]
    public async Task The_999_of_an_837_is_one_of_its_forms()
    {
        await _pipeline.DropAsync("claims", "acme/a.837", """
            ISA*00*          *00*          *ZZ*TPA            *ZZ*ACME           *260201*1200*^*00501*000000008*0*T*:~
            GS*HC*TPA*ACME*20260201*1200*8*X*005010X222A1~
            GE*0*8~
            IEA*1*000000008~
            """);
        var file = await JsonAsync(Caller.Operator(), http => Files().FileAsync(http.Request, "acme", 3, default));
        Assert.Equal(
            ["dropped", "x12 999", "acknowledgment"], file["links"]!.AsArray().Select(link => (string)link!["rel"]!));
        var (body, http) = await CallAsync(Caller.Operator(), http => Downloads().FormAsync(http.Request, "acme", 3, "999", default));
        Assert.StartsWith("ISA", Encoding.UTF8.GetString(body), StringComparison.Ordinal);
        Assert.Equal("application/edi-x12", http.Response.ContentType);
    }

    [Fact]
    public async Task A_file_dropped_later_under_the_name_does_not_replace_what_came_first()
    {
        await _pipeline.DropAsync("claims", "acme/a.csv", Claims);
        await _pipeline.DropAsync("claims", "acme/a.csv", Claims.Replace("C1", "C2", StringComparison.Ordinal));
        var (content, _) = await CallAsync(Caller.Operator(), http => Downloads().ContentAsync(http.Request, "acme", 3, default));
        Assert.Equal(Claims, Encoding.UTF8.GetString(content));
    }

    [Fact]
    public async Task What_a_close_wrote_is_listed_and_downloaded_and_no_name_leads_to_another_employer()
    {
        foreach (var employer in (string[])["acme", "zeta"])
        {
            await _pipeline.DropAsync("claims", $"{employer}/a.csv", Claims);
            await _pipeline.CloseAsync(employer, "2026-01");
            await _pipeline.SettleAsync(employer);
        }

        var remittances = await JsonAsync(Caller.Operator(), http => Archive().RemittancesAsync(http.Request, "acme", default));
        var statements = await JsonAsync(Caller.Operator(), http => Archive().StatementFilesAsync(http.Request, "acme", default));
        var carrier = await JsonAsync(Caller.Operator(), http => Archive().CarrierFilesAsync(http.Request, "acme", default));
        Assert.Equal(["2026-01.xlsx", "2026-01.json", "2026-01.html", "2026-01.csv"], Names(statements));
        Assert.Equal(["2026-01.csv", "2026-01.claims.csv"], Names(carrier));
        Assert.Equal(["00-001.835"], Names(remittances));
        Assert.StartsWith("ISA", Encoding.UTF8.GetString((await CallAsync(
            Caller.Operator(), one => Archive().RemittanceAsync(one.Request, "acme", "2026-01", "00-001.835", default))).Body),
            StringComparison.Ordinal);
        Assert.All([statements, carrier, remittances], list => Assert.All(list["items"]!.AsArray(), item =>
            Assert.StartsWith("/api/employers/acme/", (string?)item!["href"], StringComparison.Ordinal)));

        var (json, http) = await CallAsync(
            Caller.Operator(), http => Archive().StatementFileAsync(http.Request, "acme", "2026-01-01", "2026-01.json", default));
        Assert.Equal("acme", (string?)JsonNode.Parse(json)!["employer"]);
        Assert.Equal(
            ("application/json; charset=utf-8", "attachment; filename=\"acme-statements-2026-01-01-2026-01.json\""),
            (http.Response.ContentType, (string?)http.Response.Headers.ContentDisposition));
        foreach (var name in (string[])["../../zeta/2026-01-01/2026-01.json", "..", "", "2026-01", "2026-01.json/",
            "2026-02.json", "%2e%2e/2026-01.json"])
            await RefusedAsync(
                404, Caller.Operator(), one => Archive().StatementFileAsync(one.Request, "acme", "2026-01-01", name, default));
        foreach (var folder in (string[])["../zeta", "2026-01-01/..", ".."])
        {
            await RefusedAsync(
                400, Caller.Operator(), one => Archive().StatementFileAsync(one.Request, "acme", folder, "2026-01.json", default));
            await RefusedAsync(
                400, Caller.Operator(), one => Archive().RemittanceAsync(one.Request, "acme", folder, "00-001.835", default));
        }
    }

    [Fact]
    public async Task A_key_that_only_drops_finds_its_employer_by_name_and_its_own_files_alone()
    {
        await DropAsync(Tpa, "claims", "mine.csv", Claims);
        await DropAsync(Other, "claims", "theirs.csv", Claims.Replace("C1", "C2", StringComparison.Ordinal));
        await SettleAsync();
        var employers = await JsonAsync(Tpa, http => _pipeline.Functions<EmployersApi>().ListAsync(http.Request, default));
        Assert.Equal(
            """[{"employer":"acme","name":null,"currency":null,"openMonth":null,"balance":null,"planYears":[],"powers":["drop"]}]""",
            employers.ToJsonString());
        var files = await JsonAsync(Tpa, http => Files().ListAsync(http.Request, "acme", default));
        Assert.Equal(["claims/acme/mine.csv"], files["items"]!.AsArray().Select(file => (string)file!["path"]!));
        Assert.Equal(1, (int)files["total"]!);
        Assert.Equal(4, (int)(await JsonAsync(
            Caller.Operator(), http => Files().ListAsync(http.Request, "acme", default)))["total"]!);
    }

    [Theory]
    [InlineData(null, false, "read", false)]
    [InlineData(null, true, "read,write", true)]
    [InlineData("write", false, "read,write", true)]
    [InlineData("drop", false, "drop", false)]
    [InlineData("files", false, "read,files", false)]
    [InlineData("drop,files", true, "read,write,files,drop", true)]
    public async Task A_key_has_the_powers_it_was_made_with(string? powers, bool canWrite, string expected, bool writes)
    {
        var body = new JsonObject { ["name"] = "k", ["canWrite"] = canWrite };
        if (powers is not null) body["powers"] = new JsonArray([.. powers.Split(',').Select(one => (JsonNode)one)]);
        var made = await MemoryPipeline.CallAsync(
            http => _pipeline.Functions<KeysApi>().MakeAsync(http.Request, "acme", default), body.ToJsonString());
        var listed = (await MemoryPipeline.CallAsync(
            http => _pipeline.Functions<KeysApi>().ListAsync(http.Request, "acme", default)))[0]!;
        foreach (var key in (JsonNode[])[made, listed])
            Assert.Equal((expected, writes), (string.Join(',', key["powers"]!.AsArray()), (bool)key["canWrite"]!));
        var caller = (await _pipeline.Get<Keys>().IdentifyAsync((string)made["key"]!, default))!;
        Assert.Equal(expected, string.Join(',', PowerNames.Of(
            new[] { Powers.Read, Powers.Write, Powers.Files, Powers.Drop }.Where(power => caller.May(Name("acme"), power))
                .Aggregate((one, other) => one | other))));
        Assert.Equal(expected.Contains("read", StringComparison.Ordinal) ? ["acme"] : [], caller.Employers(Powers.Read));
    }

    [Fact]
    public async Task A_key_of_an_earlier_version_may_what_it_could()
    {
        foreach (var (canWrite, expected) in ((bool, string)[])[(false, "read"), (true, "read,write")])
        {
            var (key, record) = await _pipeline.Get<Keys>().MakeAsync(
                "acme", "old", canWrite ? Powers.Read | Powers.Write : Powers.Read, null, Caller.Operator(), default);
            var row = (await _pipeline.Storage.ReadAsync("acme", "key~" + record.Id))!.With("powers", (string?)null);
            await _pipeline.Storage.CommitAsync("acme", [RowAction.Upsert(row)]);
            var listed = (await _pipeline.Get<Keys>().ListAsync("acme", default)).Single(one => one.Id == record.Id);
            Assert.Equal((expected, canWrite), (string.Join(',', listed.Powers), listed.CanWrite));
            Assert.Equal(canWrite, (await _pipeline.Get<Keys>().IdentifyAsync(key, default))!.May(Name("acme"), Powers.Write));
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[\"admin\"]")]
    [InlineData("[\"none\"]")]
    public async Task A_power_that_there_is_not_is_refused(string powers)
    {
        var refused = await Assert.ThrowsAsync<ProblemException>(() => MemoryPipeline.CallAsync(
            http => _pipeline.Functions<KeysApi>().MakeAsync(http.Request, "acme", default),
            $$"""{ "name": "k", "powers": {{powers}} }"""));
        Assert.Equal("powers: expected some of read, write, files, drop, calendar", refused.Problem.Detail);
    }

    [Fact]
    public async Task A_body_without_a_byte_is_refused_and_its_name_stays_free()
    {
        // Without a length, as chunks come.
        var refused = await Assert.ThrowsAsync<ProblemException>(() => DropAsync(Tpa, "claims", "january.csv", ""));
        Assert.Equal((400, "body: expected the bytes of the file"), (refused.Problem.Status, refused.Problem.Detail));
        Assert.Equal(201, (await DropAsync(Tpa, "claims", "january.csv", Claims)).Status);
    }

    [Fact]
    public async Task A_control_file_says_that_it_is_one_and_waits_for_nothing()
    {
        var (_, dropped) = await DropAsync(Tpa, "claims", "january.csv.ctl", "claims=1\n");
        Assert.Equal("control", (string?)dropped["state"]);
        Assert.Null(dropped["id"]);
    }

    /// <summary>The same bytes change nothing (files.md, section 1): a void that came too early comes in others.</summary>
    [Fact]
    public async Task A_void_before_its_original_is_taken_after_it_with_one_line_break_more()
    {
        const string first = "claimNumber,lineNumber,type,originalClaimNumber,benefit,memberId,serviceFrom,charge\n"
            + "V1,1,void,C1,medical,M1,,\n";
        await _pipeline.DropAsync("claims", "acme/void.csv", first);
        await _pipeline.DropAsync("claims", "acme/january.csv", Claims);
        await _pipeline.DropAsync("claims", "acme/again.csv", first);
        var again = await _pipeline.JsonAsync("acknowledgments", "acme/again.csv.json");
        Assert.Equal("duplicate", (string)again["state"]!);
        Assert.EndsWith("one line break more at the file's end makes it new.", (string)again["next"]!, StringComparison.Ordinal);
        Assert.Equal(100m, (await _pipeline.ViewAsync("acme")).ToDate().Paid.Amount);

        await _pipeline.DropAsync("claims", "acme/new.csv", first + "\n");
        Assert.Equal(0m, (await _pipeline.ViewAsync("acme")).ToDate().Paid.Amount);
    }

    private FilesApi Files() => _pipeline.Functions<FilesApi>();

    private FileDownloadsApi Downloads() => _pipeline.Functions<FileDownloadsApi>();

    private ArchiveApi Archive() => _pipeline.Functions<ArchiveApi>();

    private static IEnumerable<string> Names(JsonNode list) =>
        list["items"]!.AsArray().Select(item => (string)item!["name"]!);

    private async Task SettleAsync()
    {
        await _pipeline.Get<FileIntake>().PrepareAsync("acme");
        await _pipeline.SettleAsync("acme");
    }

    private async Task<(int Status, JsonNode Body)> DropAsync(
        Caller caller, string kind, string name, string content, string employer = "acme")
    {
        var (body, http) = await CallAsync(caller, one => DropAsync(one, kind, name, content, employer));
        return (http.Response.StatusCode, JsonNode.Parse(body)!);
    }

    private Task<IActionResult> DropAsync(
        HttpContext http, string kind, string name, string content, string employer = "acme")
    {
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(content));
        return _pipeline.Functions<DropApi>().DropAsync(http.Request, employer, kind, name, default);
    }

    private static async Task<JsonNode> JsonAsync(Caller caller, Func<HttpContext, Task<IActionResult>> function) =>
        JsonNode.Parse((await CallAsync(caller, function)).Body)!;

    private static async Task<(byte[] Body, HttpContext Http)> CallAsync(
        Caller caller, Func<HttpContext, Task<IActionResult>> function, string? known = null)
    {
        var http = new DefaultHttpContext();
        caller.LetIn(http);
        if (known is not null) http.Request.Headers.IfNoneMatch = known;
        using var written = new MemoryStream();
        http.Response.Body = written;
        await ((Answer)await function(http)).WriteAsync(http);
        return (written.ToArray(), http);
    }

    private static async Task<ProblemDetails> RefusedAsync(
        int status, Caller caller, Func<HttpContext, Task<IActionResult>> function)
    {
        var problem = (await Assert.ThrowsAsync<ProblemException>(() => CallAsync(caller, function))).Problem;
        Assert.Equal(status, problem.Status);
        return problem;
    }

    private static EmployerName Name(string text) =>
        EmployerName.TryParse(text, out var name) ? name : throw new ArgumentException("an employer's name", nameof(text));

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
