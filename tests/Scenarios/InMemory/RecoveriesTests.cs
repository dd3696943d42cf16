using System.Text;
using System.Text.Json;
using Aso.Ledger.Audit;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using AsoFunctions.Http;
using AsoFunctions.Http.Access;
using AsoFunctions.Http.Api;
using Microsoft.AspNetCore.Http;

namespace Scenarios.InMemory;

/// <summary>Money that came back, by file and over HTTP, to families on several shards (rule 5.14).</summary>
public sealed class RecoveriesTests : IAsyncLifetime, IAsyncDisposable
{
    private const string Header = "kind,amount,date,memberId,claimNumber,benefit,reference\n";

    private readonly MemoryPipeline _pipeline = new(today: "2026-04-15", shards: 4);

    public async Task InitializeAsync()
    {
        await _pipeline.DropAsync("plans", "acme/2026-01-01.json", """
            { "employer": "acme", "name": "Acme", "planYear": "2026-01-01", "runOutMonths": 3, "currency": "USD",
              "timeZone": "America/Chicago", "tiers": ["single"],
              "fees": { "administration": { "single": 38.00 }, "stopLossPremium": { "single": 78.35 } },
              "funding": { "method": "payAsYouGo", "surplus": { "settle": "refund" }, "deficit": { "settle": "bill" } },
              "benefits": { "medical": { "coinsurance": 0.00 } },
              "stopLoss": { "carrier": "Northwind Re", "basis": "12/15",
                "specific": { "deductible": 10000.00, "benefits": ["medical"] } } }
            """);
        await _pipeline.DropAsync("enrollment", "acme/all.csv",
            "subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary\n"
            + string.Concat(Enumerable.Range(0, 8).Select(family =>
                $"S-{family},M-{family},self,1980-01-01,single,medical,2026-01-01,,\n")));
        await _pipeline.DropAsync("claims", "acme/claims.csv",
            "claimNumber,lineNumber,benefit,memberId,serviceFrom,paidDate,charge\n"
            + string.Concat(Enumerable.Range(0, 8).Select(family =>
                $"C-{family},1,medical,M-{family},2026-02-0{family + 1},2026-03-01,12000.00\n")));
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    [Fact]
    public async Task A_file_is_acknowledged_row_by_row_and_its_sums_reconcile()
    {
        await _pipeline.DropAsync("recoveries", "acme/march.csv", Header
            + "subrogation,1600.00,2026-03-20,M-0,C-0,medical,R-1\n"
            + "rebate,250.00,2026-03-21,,,,R-2\n"
            + "overpayment,10.00,2026-03-21,M-9,,medical,R-3\n"
            + "overpayment,10.00,2026-03-21,M-1,C-0,medical,R-4\n"
            + "overpayment,10.00,2025-12-31,M-1,,medical,R-5\n"
            + "overpayment,10.00,2026-04-16,M-1,,medical,R-6\n"
            + "overpayment,11.00,2026-04-15,M-1,,medical,R-1\n"
            + "overpayment,12.00,2026-04-15,M-1,,medical,R-7\n"
            + "overpayment,12.00,2026-04-15,M-1,,medical,R-7\n");

        var acknowledgment = await _pipeline.JsonAsync("acknowledgments", "acme/march.csv.json");
        Assert.Equal(
            ["line 4 memberId", "line 5 claimNumber", "line 6 date", "line 7 date", "line 8 reference"],
            acknowledgment["rejections"]!.AsArray().Select(one => $"{one!["at"]} {one["field"]}"));
        Assert.StartsWith("1 rows repeat", (string)acknowledgment["outcome"]!, StringComparison.Ordinal);
        var files = await MemoryPipeline.CallAsync(
            http => _pipeline.Functions<FilesApi>().ListAsync(http.Request, "acme", default));
        var file = files["items"]!.AsArray()[0]!;
        Assert.Equal(("recoveries", "done"), ((string)file["kind"]!, (string)file["state"]!));
        Assert.Equal(
            (8, 3, 5, 1_913.00m, 51.00m),
            ((int)file["rows"]!["in"]!, (int)file["rows"]!["adjudicated"]!, (int)file["rows"]!["rejected"]!,
                (decimal)file["rows"]!["amountIn"]!, (decimal)file["rows"]!["amountRejected"]!));

        var toDate = (await _pipeline.ViewAsync("acme")).ToDate();
        Assert.Equal(new Cents(1_862_00), toDate.Recoveries);
        Assert.Equal(new Cents(96_000_00), toDate.Paid);
        Assert.Equal(new Cents(8 * 2_000_00 - 1_600_00 - 12_00), toDate.Specific);
        Assert.Equal(new Cents(1_862_00 - 96_000_00), toDate.FundBalance);
        await CleanAsync();
    }

    [Fact]
    public async Task The_same_bytes_and_the_same_rows_change_nothing()
    {
        const string Rows = Header + "subrogation,1600.00,2026-03-20,M-0,C-0,medical,R-1\n";
        await _pipeline.DropAsync("recoveries", "acme/one.csv", Rows);
        await _pipeline.DropAsync("recoveries", "acme/two.csv", Rows);
        await _pipeline.DropAsync("recoveries", "acme/three.csv", Rows + "rebate,1.00,2026-03-20,,,,R-2\n");

        Assert.Equal("duplicate", (string)(await _pipeline.JsonAsync("acknowledgments", "acme/two.csv.json"))["state"]!);
        Assert.Equal(new Cents(1_601_00), (await _pipeline.ViewAsync("acme")).ToDate().Recoveries);
        await CleanAsync();
    }

    [Fact]
    public async Task Posted_over_HTTP_it_is_listed_and_a_close_states_it()
    {
        var (status, posted) = await PostAsync(Body());
        Assert.Equal(201, status);
        Assert.Equal(
            """{"kind":"subrogation","amount":1600.00,"date":"2026-03-20","memberId":"M-0","claimNumber":"C-0","""
            + "\"benefit\":\"medical\",\"reference\":\"R-1\",\"planYear\":\"2026-01-01\",\"postingMonth\":\"2026-03\"}",
            posted.GetRawText());
        await PostAsync("""{"kind":"rebate","amount":250,"date":"2026-03-31","reference":"R-0"}""");

        Assert.Equal(["R-1", "R-0"], await ListedAsync(""));
        Assert.Equal(["R-1"], await ListedAsync("to=2026-03-30"));
        Assert.Equal(["R-0"], await ListedAsync("from=2026-03-31&to=2026-03-31"));
        Assert.Equal([], await ListedAsync("from=2026-04-01"));
        foreach (var month in (string[])["2026-01", "2026-02", "2026-03"]) await _pipeline.CloseAsync("acme", month);
        var statement = await _pipeline.StatementAsync("acme", "2026-01-01", "2026-03");
        Assert.Equal(1_850_00, statement.Line(LineNames.Recoveries).Month);
        Assert.Contains(
            "subrogation of 1600.00 on 2026-03-20, reference R-1",
            (await _pipeline.Get<AuditTrail>().ReadAsync("acme", default)).Select(one => one.Subject!.Split(';')[0]));
        await CleanAsync();
    }

    [Fact]
    public async Task A_reference_is_the_employers_over_files_and_HTTP_whichever_shard_its_members_are_on()
    {
        var (first, posted) = await PostAsync(Body());
        var (again, same) = await PostAsync(Body());
        Assert.Equal((201, 200, posted.GetRawText()), (first, again, same.GetRawText()));
        for (var family = 1; family < 8; family++)
            Assert.Equal((409, "urn:aso:reference-used"), await RefusedAsync(Body(member: $"M-{family}", claim: $"C-{family}")));
        Assert.Equal((409, "urn:aso:reference-used"), await RefusedAsync(Body(amount: "1600.01")));

        await _pipeline.DropAsync("recoveries", "acme/one.csv", Header
            + "subrogation,1600.00,2026-03-20,M-0,C-0,medical,R-1\n"
            + "subrogation,1600.00,2026-03-20,M-1,C-1,medical,R-1\n"
            + "other,5.00,2026-03-20,M-5,,medical,R-2\n");
        var (repeated, _) = await PostAsync(
            """{"kind":"other","amount":5,"date":"2026-03-20","memberId":"M-5","benefit":"medical","reference":"R-2"}""");

        Assert.Equal(200, repeated);
        Assert.Equal(new Cents(1_605_00), (await _pipeline.ViewAsync("acme")).ToDate().Recoveries);
        await CleanAsync();
    }

    [Fact]
    public async Task A_refused_attempt_does_not_spend_the_reference()
    {
        var body = Body(claim: "C-late");
        Assert.Equal((409, "urn:aso:no-standing-claim"), await RefusedAsync(body));
        Assert.Equal((409, "urn:aso:no-standing-claim"), await RefusedAsync(body));
        await _pipeline.DropAsync("claims", "acme/late.csv",
            "claimNumber,lineNumber,benefit,memberId,serviceFrom,paidDate,charge\n"
            + "C-late,1,medical,M-0,2026-02-01,2026-03-02,100.00\n");

        Assert.Equal(201, (await PostAsync(body)).Status);
        Assert.Equal(200, (await PostAsync(body)).Status);
        await CleanAsync();
    }

    [Theory]
    [InlineData("""{"kind":"rebate","amount":1,"date":"2025-12-31","reference":"R"}""", 409, "no-plan-year")]
    [InlineData("""{"kind":"rebate","amount":1,"date":"2026-03-01","memberId":"M-9","benefit":"medical","reference":"R"}""", 409, "unknown-member")]
    [InlineData("""{"kind":"rebate","amount":1,"date":"2026-03-01","memberId":"M-1","claimNumber":"C-0","benefit":"medical","reference":"R"}""", 409, "no-standing-claim")]
    [InlineData("""{"kind":"rebate","amount":0,"date":"2026-03-01","reference":"R"}""", 400, "bad-request")]
    [InlineData("""{"kind":"rebate","amount":-1,"date":"2026-03-01","reference":"R"}""", 400, "bad-request")]
    [InlineData("""{"kind":"rebate","amount":1,"date":"2026-04-16","reference":"R"}""", 400, "bad-request")]
    [InlineData("""{"kind":"rebate","amount":1,"date":"2026-03-01","reference":" "}""", 400, "bad-request")]
    [InlineData("""{"kind":"gift","amount":1,"date":"2026-03-01","reference":"R"}""", 400, "bad-request")]
    [InlineData("""{"amount":1,"date":"2026-03-01","reference":"R"}""", 400, "bad-request")]
    [InlineData("""{"kind":"rebate","amount":1,"date":"2026-03-01","claimNumber":"C-0","reference":"R"}""", 400, "bad-request")]
    [InlineData("""{"kind":"rebate","amount":1,"date":"2026-03-01","memberId":"M-0","reference":"R"}""", 400, "bad-request")]
    [InlineData("""{"kind":"rebate","amount":1,"date":"2026-03-01","memberId":"","benefit":"medical","reference":"R"}""", 400, "bad-request")]
    public async Task What_is_not_as_expected_is_refused_and_posts_nothing(string body, int status, string type)
    {
        Assert.Equal((status, $"urn:aso:{type}"), await RefusedAsync(body));
        Assert.Equal([], await ListedAsync(""));
        await CleanAsync();
    }

    private static string Body(string amount = "1600.00", string member = "M-0", string claim = "C-0") =>
        $$"""
        {"kind":"subrogation","amount":{{amount}},"date":"2026-03-20","memberId":"{{member}}","claimNumber":"{{claim}}",
        "benefit":"medical","reference":"R-1"}
        """;

    private async Task CleanAsync() =>
        Assert.Empty((await new Reconciliation(_pipeline.Storage, new EmployerJournal(_pipeline.Storage)).RunAsync("acme")).Findings);

    private async Task<IEnumerable<string>> ListedAsync(string query) =>
        (await MemoryPipeline.CallAsync(http => Functions().ListAsync(http.Request, "acme", default), query: query))
            ["posted"]!.AsArray().Select(one => (string)one!["reference"]!);

    private RecoveriesApi Functions() => _pipeline.Functions<RecoveriesApi>();

    private async Task<(int Status, JsonElement Body)> PostAsync(string body)
    {
        var request = Request(body);
        using var written = new MemoryStream();
        request.HttpContext.Response.Body = written;
        await ((Answer)await Functions().PostAsync(request, "acme", default)).WriteAsync(request.HttpContext);
        return (request.HttpContext.Response.StatusCode, JsonDocument.Parse(written.ToArray()).RootElement);
    }

    private async Task<(int Status, string Type)> RefusedAsync(string body)
    {
        var refused = (await Assert.ThrowsAsync<ProblemException>(() => Functions().PostAsync(Request(body), "acme", default)))
            .Problem;
        return (refused.Status!.Value, refused.Type!);
    }

    private static HttpRequest Request(string body)
    {
        var http = new DefaultHttpContext();
        Caller.Operator().LetIn(http);
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        return http.Request;
    }
}
