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

/// <summary>What the carrier sent or refused, posted over HTTP (rule 4.14).</summary>
public sealed class ReimbursementsTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly MemoryPipeline _pipeline = new(today: "2026-04-15", shards: 4);

    public Task InitializeAsync() => _pipeline.DropAsync("plans", "acme/2026-01-01.json", """
        { "employer": "acme", "name": "Acme", "planYear": "2026-01-01", "runOutMonths": 3, "currency": "USD",
          "timeZone": "America/Chicago", "tiers": ["single"],
          "fees": { "administration": { "single": 38.00 }, "stopLossPremium": { "single": 78.35 } },
          "funding": { "method": "payAsYouGo", "surplus": { "settle": "refund" }, "deficit": { "settle": "bill" } },
          "benefits": { "medical": { "coinsurance": 0.20 } },
          "stopLoss": { "carrier": "Northwind Re", "basis": "12/15",
            "specific": { "deductible": 10000.00, "benefits": ["medical"] } } }
        """);

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    [Fact]
    public async Task What_was_posted_is_listed_with_its_posting_month_and_adds_up()
    {
        await _pipeline.CloseAsync("acme", "2026-01");
        var (status, posted) = await PostAsync(Body());
        Assert.Equal(201, status);
        Assert.Equal(
            """{"contract":"2026-01-01","half":"specific","status":"received","amount":1500.00,"date":"2026-01-20","""
            + "\"reference\":\"check 1\",\"postingMonth\":\"2026-02\"}",
            posted.GetRawText());
        await PostAsync(Body("check 2", "-200.50", status: "denied", date: "2026-03-31"));

        var listed = await MemoryPipeline.BodyAsync(await Functions().ListAsync(Request(""), "acme", default));
        Assert.Equal(
            ["check 1 1500.00 2026-02 received", "check 2 -200.50 2026-03 denied"],
            listed.GetProperty("posted").EnumerateArray().Select(one =>
                $"{one.GetProperty("reference")} {one.GetProperty("amount").GetRawText()} "
                + $"{one.GetProperty("postingMonth")} {one.GetProperty("status")}"));
        var payments = (await _pipeline.ViewAsync("acme")).YearTotals.Contract.Payments;
        Assert.Equal(
            (150_000, -200_50),
            (payments[Aso.Domain.Values.Month.Of(2026, 2)].SpecificReceived.Value,
                payments[Aso.Domain.Values.Month.Of(2026, 3)].SpecificDenied.Value));
        Assert.True((await new Reconciliation(_pipeline.Storage, new EmployerJournal(_pipeline.Storage)).RunAsync("acme")).IsClean);
        Assert.Equal(
            "1500.00 received of the specific of 2026-01-01 on 2026-01-20, reference check 1; journal entry 3",
            (await _pipeline.Get<AuditTrail>().ReadAsync("acme", default))
                .First(one => one.What == "reimbursement").Subject);
    }

    [Fact]
    public async Task Sent_twice_it_is_one_and_under_a_used_reference_it_is_refused()
    {
        var (first, posted) = await PostAsync(Body());
        var (again, same) = await PostAsync(Body());
        Assert.Equal((201, 200, posted.GetRawText()), (first, again, same.GetRawText()));
        foreach (var other in (string[])[Body(amount: "1500.01"), Body(status: "denied"), Body(date: "2026-01-21")])
            Assert.Equal((409, "urn:aso:reference-used"), await RefusedAsync(other));
        Assert.Single((await _pipeline.ViewAsync("acme")).YearTotals.Contract.Payments);
    }

    [Theory]
    [InlineData("\"half\": \"aggregate\"", 409, "no-contract")]
    [InlineData("\"contract\": \"2027-01-01\"", 409, "no-contract")]
    [InlineData("\"contract\": \"2026-01-02\"", 400, "bad-request")]
    [InlineData("\"amount\": 0", 400, "bad-request")]
    [InlineData("\"amount\": 0.001", 400, "bad-request")]
    [InlineData("\"date\": \"2026-04-16\"", 400, "bad-request")]
    [InlineData("\"reference\": \" \"", 400, "bad-request")]
    [InlineData("\"reference\": null", 400, "bad-request")]
    [InlineData("\"half\": 0", 400, "bad-request")]
    [InlineData("\"status\": \"paid\"", 400, "bad-request")]
    public async Task What_is_not_as_expected_is_refused_and_changes_nothing(string field, int status, string type)
    {
        var name = field[..field.IndexOf(':', StringComparison.Ordinal)];
        var body = string.Join(", ", Body().Trim('{', '}').Split(", ")
            .Select(one => one.StartsWith(name, StringComparison.Ordinal) ? field : one));
        Assert.Equal((status, $"urn:aso:{type}"), await RefusedAsync($"{{{body}}}"));
        Assert.Equal(2, (await _pipeline.Get<EmployerJournal>().EmployerAsync("acme"))!.NextSequence);
    }

    [Theory]
    [InlineData("half")]
    [InlineData("status")]
    [InlineData("amount")]
    [InlineData("contract")]
    [InlineData("date")]
    [InlineData("reference")]
    public async Task No_field_may_be_missing(string field)
    {
        var body = string.Join(", ", Body().Trim('{', '}').Split(", ")
            .Where(one => !one.StartsWith($"\"{field}\"", StringComparison.Ordinal)));
        Assert.Equal((400, "urn:aso:bad-request"), await RefusedAsync($"{{{body}}}"));
    }

    private static string Body(
        string reference = "check 1", string amount = "1500.00", string status = "received", string date = "2026-01-20") =>
        "{\"contract\": \"2026-01-01\", \"half\": \"specific\", " +
        $"\"status\": \"{status}\", \"amount\": {amount}, \"date\": \"{date}\", \"reference\": \"{reference}\"}}";

    [Fact]
    public async Task What_is_receivable_is_told_by_age()
    {
        await _pipeline.DropAsync("enrollment", "acme/all.csv", """
            subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary
            S1,M1,self,1980-01-01,single,medical,2025-01-01,,
            """);
        await _pipeline.DropAsync("claims", "acme/january.csv", """
            claimNumber,lineNumber,benefit,memberId,serviceFrom,received,paidDate,procedure,charge
            C1,1,medical,M1,2026-01-05,2026-01-06,2026-01-07,99213,20000.00
            """);
        await _pipeline.CloseAsync("acme", "2026-01");
        await PostAsync(Body());
        var aged = await MemoryPipeline.BodyAsync(
            await _pipeline.Functions<ReceivableApi>().ReceivableAsync(Request(""), "acme", default));
        Assert.Equal(JsonValueKind.Null, aged.GetProperty("aggregate").ValueKind);
        // 16,000.00 were paid; the carrier owes what is above 10,000.00, and sent 1,500.00.
        Assert.Equal(
            """{"receivable":4500.00,"notRequested":0.00,"ages":[{"fromDays":0,"toDays":30,"amount":4500.00},"""
            + """{"fromDays":31,"toDays":60,"amount":0.00},{"fromDays":61,"toDays":90,"amount":0.00},"""
            + """{"fromDays":91,"toDays":null,"amount":0.00}]}""",
            aged.GetProperty("specific").GetRawText());
    }

    private ReimbursementsApi Functions() => _pipeline.Functions<ReimbursementsApi>();

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
