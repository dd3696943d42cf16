using System.Text.Json.Nodes;

namespace Scenarios.InMemory;

/// <summary>The way of a repair file: written beside the acknowledgment, corrected, dropped, taken.</summary>
public sealed class RepairTests : IAsyncLifetime, IAsyncDisposable
{
    private const string Header = "claimNumber,lineNumber,benefit,memberId,serviceFrom,procedure,charge\n";

    private readonly MemoryPipeline _pipeline = new(today: "2026-04-15", shards: 2);

    public async Task InitializeAsync()
    {
        await _pipeline.DropAsync("plans", "acme/2026-01-01.json", """
            { "employer": "acme", "planYear": "2026-01-01", "currency": "USD", "timeZone": "UTC", "tiers": ["single"],
              "funding": { "method": "payAsYouGo" }, "benefits": { "medical": {} } }
            """);
        await _pipeline.DropAsync("enrollment", "acme/all.csv", """
            subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary
            S1,M1,self,1980-01-01,single,medical,2026-01-01,,
            S2,M2,self,1981-01-01,single,medical,20260101x,,
            """);
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    [Fact]
    public async Task Corrected_rows_of_enrollment_and_claims_are_taken()
    {
        var enrollment = await RepairOfAsync("all.csv");
        Assert.StartsWith("subscriberId,", enrollment, StringComparison.Ordinal);
        await _pipeline.DropAsync("enrollment", "acme/rest.csv", enrollment.Replace("20260101x,", "2026-01-01,", StringComparison.Ordinal));
        Assert.Equal(1, (int)(await AnswerAsync("rest.csv"))["accepted"]!["count"]!);

        await _pipeline.DropAsync("claims", "acme/claims.csv", Header
            + "C1,1,medical,M1,2026-01-05,99213,100.00\nC2,1,medical,M2,2026-01-05,99213,1O0.00\n"
            + "C3,1,medical,M2,2026-01-05,99213,50.00\nC3,2,medicine,M2,2026-01-06,99213,50.00\n");
        var answer = await AnswerAsync("claims.csv");
        Assert.Equal(("charge", "1O0.00"), ((string)answer["rejections"]![0]!["field"]!, (string)answer["rejections"]![0]!["value"]!));
        Assert.EndsWith("The repair file has them as they came.", (string)answer["next"]!, StringComparison.Ordinal);
        var repair = await RepairOfAsync("claims.csv");
        Assert.DoesNotContain("C1", repair, StringComparison.Ordinal);

        await _pipeline.DropAsync("claims", "acme/again.csv", repair);
        Assert.Equal(
            answer["rejections"]!.AsArray().Select(Told), (await AnswerAsync("again.csv"))["rejections"]!.AsArray().Select(Told));

        await _pipeline.DropAsync("claims", "acme/corrected.csv", repair
            .Replace("1O0.00,", "100.00,", StringComparison.Ordinal).Replace("medicine,M2", "medical,M2", StringComparison.Ordinal));
        var corrected = await AnswerAsync("corrected.csv");
        Assert.Equal((2, 0), ((int)corrected["accepted"]!["count"]!, (int)corrected["rejected"]!["count"]!));
        Assert.Null(corrected["repairFiles"]);
        Assert.Equal(new Cents(300_00), (await _pipeline.ViewAsync("acme")).ToDate().Paid);
    }

    [Fact]
    public async Task One_that_came_before_its_member_was_enrolled_says_how_it_is_taken_now()
    {
        const string row = "claimNumber,lineNumber,benefit,memberId,serviceFrom,charge,birthDate,relationship\n"
            + "K1,1,medical,M1,2026-01-05,100.00,2015-05-05,child\n";
        await _pipeline.DropAsync("claims", "acme/early.csv", row);
        var repair = await RepairOfAsync("early.csv");
        await _pipeline.DropAsync("claims", "acme/1.csv", repair);
        Assert.Equal((0, 1), Counts(await AnswerAsync("1.csv")));
        await _pipeline.DropAsync("enrollment", "acme/kid.csv", """
            subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary
            S1,K,child,2015-05-05,,medical,2026-01-01,,
            """);

        // The same content counts once, though it could be taken now.
        await _pipeline.DropAsync("claims", "acme/2.csv", repair);
        var again = await AnswerAsync("2.csv");
        Assert.Equal("duplicate", (string)again["state"]!);
        Assert.EndsWith(
            "one line break more at the file's end makes it new.", (string)again["next"]!,
            StringComparison.Ordinal);
        Assert.Equal(Cents.Zero, (await _pipeline.ViewAsync("acme")).ToDate().Paid);
        await _pipeline.DropAsync("claims", "acme/3.csv", repair + "\n");
        Assert.Equal((1, 0), Counts(await AnswerAsync("3.csv")));
        Assert.Equal(new Cents(100_00), (await _pipeline.ViewAsync("acme")).ToDate().Paid);
    }

    [Fact]
    public async Task It_stands_where_acknowledgments_stand_and_nowhere_else()
    {
        var names = new List<string>();
        foreach (var container in Aso.Ledger.Storage.LedgerNames.Containers)
            await foreach (var blob in _pipeline.Storage.ListBlobsAsync(container, ""))
                if (blob.Name.Contains(".repair", StringComparison.Ordinal)) names.Add($"{container}/{blob.Name}");
        Assert.Equal(["acknowledgments/acme/all.csv.enrollment-000002.repair.csv"], names);
    }

    [Fact]
    public async Task Corrected_members_of_an_834_and_claims_of_FHIR_are_taken_once()
    {
        await _pipeline.DropAsync("enrollment", "acme/all.834", Members(("M3", "20260101"), ("M4", "2026-01-O1")));
        await _pipeline.DropAsync("enrollment", "acme/rest.834", (await RepairOfAsync("all.834", "x12"))
            .Replace("2026-01-O1", "20260101", StringComparison.Ordinal));
        Assert.Equal((1, 0), Counts(await AnswerAsync("rest.834")));

        await _pipeline.DropAsync("claims", "acme/claims.ndjson", Claim("F1", "M3", "100") + Claim("F2", "M4", "\"2OO\""));
        Assert.Equal((1, 1), Counts(await AnswerAsync("claims.ndjson")));
        var found = await MemoryPipeline.CallAsync(
            http => _pipeline.Functions<AsoFunctions.Http.Api.ClaimsApi>().ClaimAsync(http.Request, "acme", "F2", default));
        var json = found.ToJsonString();
        Assert.Contains("item[0].net", json, StringComparison.Ordinal);
        Assert.Contains("item[0].quantity", json, StringComparison.Ordinal);

        await _pipeline.DropAsync("claims", "acme/again.ndjson", (await RepairOfAsync("claims.ndjson", "ndjson"))
            .Replace("\"2OO\"", "200", StringComparison.Ordinal).Replace("{\"value\":-1}", "{\"value\":1}", StringComparison.Ordinal));
        Assert.Equal((1, 0), Counts(await AnswerAsync("again.ndjson")));
        Assert.Equal(new Cents(300_00), (await _pipeline.ViewAsync("acme")).ToDate().Paid);
    }

    [Fact]
    public async Task A_claim_decided_over_HTTP_keeps_its_file_when_the_ledger_is_read_anew()
    {
        await _pipeline.DropAsync("plans", "acme/2026-01-01.json", """
            { "employer": "acme", "planYear": "2026-01-01", "currency": "USD", "timeZone": "UTC", "tiers": ["single"],
              "funding": { "method": "payAsYouGo" }, "benefits": { "medical": { "reviewAbove": 500.00 } } }
            """);
        await _pipeline.DropAsync("claims", "acme/large.csv", Header + "L1,1,medical,M1,2026-01-05,99213,600.00\n");
        await MemoryPipeline.CallAsync(
            http => _pipeline.Functions<AsoFunctions.Http.Api.ClaimsApi>().DecideAsync(http.Request, "acme", "L1", default),
            """{ "decision": "approve" }""");
        await _pipeline.SettleAsync("acme");

        await using var anew = new MemoryPipeline(today: "2026-04-15", shards: 2, storage: _pipeline.Storage);
        var claim = await MemoryPipeline.CallAsync(
            http => anew.Functions<AsoFunctions.Http.Api.ClaimsApi>().ClaimAsync(http.Request, "acme", "L1", default));
        Assert.Equal("claims/acme/large.csv", (string?)claim["source"]!["file"]);
        Assert.Equal((3, 0), (Occurrences(claim.ToJsonString(), "\"file\":\"claims/acme/large.csv\""), Occurrences(claim.ToJsonString(), "\"file\":null")));
    }

    private static int Occurrences(string text, string part) => text.Split(part).Length - 1;

    private static (int Accepted, int Rejected) Counts(JsonNode answer) =>
        ((int)answer["accepted"]!["count"]!, (int)answer["rejected"]!["count"]!);

    private static string Members(params (string Id, string Begin)[] members)
    {
        var loops = string.Concat(members.Select(one =>
            $"INS*Y*18*021**A~REF*0F*{one.Id}~NM1*IL*1*DOE*JO****ZZ*{one.Id}~DMG*D8*19800101*F~HD*021**HLT**EMP~DTP*348*D8*{one.Begin}~"));
        return "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260101*1200*^*00501*000000001*0*T*:~"
            + "GS*BE*SENDER*RECEIVER*20260101*1200*1*X*005010X220A1~ST*834*0001*005010X220A1~BGN*00*1*20260101*1200****2~"
            + loops + FormattableString.Invariant($"SE*{loops.Count(letter => letter == '~') + 3}*0001~GE*1*1~IEA*1*000000001~");
    }

    private static string Claim(string number, string member, string net) =>
        $$$"""{"resourceType":"Claim","status":"active","identifier":[{"value":"{{{number}}}"}],"type":{"coding":[{"code":"professional"}]},"patient":{"reference":"Patient/{{{member}}}"},"item":[{"sequence":1,"servicedDate":"2026-01-05","quantity":{"value":{{{(number == "F2" ? "-1" : "1")}}}},"net":{"value":{{{net}}}}}]}""" + "\n";

    private async Task<JsonNode> AnswerAsync(string name) => await _pipeline.JsonAsync("acknowledgments", $"acme/{name}.json");

    private async Task<string> RepairOfAsync(string name)
    {
        var file = (string)(await AnswerAsync(name))["repairFiles"]!.AsArray().Single()!;
        return await _pipeline.TextAsync("acknowledgments", file["acknowledgments/".Length..]);
    }

    private async Task<string> RepairOfAsync(string name, string form)
    {
        var file = (await AnswerAsync(name))["repairFiles"]!.AsArray().Select(one => (string)one!)
            .Single(one => one.EndsWith($".repair.{form}", StringComparison.Ordinal));
        return await _pipeline.TextAsync("acknowledgments", file["acknowledgments/".Length..]);
    }

    private static string Told(JsonNode? rejection) => $"{rejection!["claimNumber"]} {rejection["field"]} {rejection["expected"]}";
}
