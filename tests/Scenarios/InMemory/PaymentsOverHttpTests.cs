using System.Text;
using System.Text.Json.Nodes;
using Aso.Ledger.Audit;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using AsoFunctions.Http;
using AsoFunctions.Http.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Scenarios.InMemory;

/// <summary>The payment register, the bank balance and the funding request over HTTP (rule 5.17).</summary>
public sealed class PaymentsOverHttpTests : IAsyncLifetime, IAsyncDisposable
{
    private const string Week = "from=2026-04-06&to=2026-04-10";

    private readonly MemoryPipeline _pipeline = new(today: "2026-04-15", shards: 4);

    public async Task InitializeAsync()
    {
        await _pipeline.DropAsync("plans", "acme/2026-01-01.json", Plan("acme", ", \"targetBalance\": 75000.00"));
        await _pipeline.DropAsync("plans", "poor/2026-01-01.json", Plan("poor", ""));
        await _pipeline.DropAsync("enrollment", "acme/all.csv", """
            subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary
            S1,M1,self,1980-01-01,single,medical;shortTermDisability,2026-01-01,,104000.00
            S2,M2,self,1981-01-01,single,medical,2026-01-01,,
            S3,M3,self,1982-01-01,single,medical,2026-01-01,,
            """);
        await _pipeline.DropAsync("claims", "acme/april.csv", """
            claimNumber,lineNumber,type,originalClaimNumber,benefit,memberId,serviceFrom,serviceTo,received,paidDate,provider,procedure,charge,disabilityStart,cause
            C5,1,original,,medical,M1,2026-04-01,,2026-04-02,2026-04-05,1234567893,99213,11.00,,
            C1,1,original,,medical,M1,2026-04-01,,2026-04-02,2026-04-06,1234567893,99214,650.00,,
            C1,2,original,,medical,M1,2026-04-01,,2026-04-02,2026-04-06,1500000009,99215,50.00,,
            C2,1,original,,medical,M2,2026-04-02,,2026-04-02,2026-04-06,,99213,20.00,,
            C3,1,original,,medical,M3,2026-04-02,,2026-04-02,2026-04-07,1300000001,99213,300.00,,
            D1,1,original,,shortTermDisability,M1,2026-03-02,2026-03-15,2026-04-02,2026-04-10,1400000000,,,2026-03-02,injury
            C4,1,original,,medical,M3,2026-04-03,,2026-04-03,2026-04-11,1300000001,99213,77.00,,
            """);
        await _pipeline.DropAsync("claims", "acme/replaced.csv", """
            claimNumber,lineNumber,type,originalClaimNumber,benefit,memberId,serviceFrom,received,paidDate,provider,procedure,charge
            C3R,1,replacement,C3,medical,M3,2026-04-02,2026-04-02,2026-04-09,1300000001,99213,120.00
            """);
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    [Fact]
    public async Task The_register_lists_payments_and_what_was_taken_back()
    {
        var register = await CallAsync(api => api.PaymentsAsync, query: Week);

        Assert.Equal(("2026-04-06", "2026-04-10"), ((string)register["from"]!, (string)register["to"]!));
        Assert.Equal(
            """{"paidDate":"2026-04-06","claimNumber":"C1","payee":{"kind":"provider","id":"1234567893"},"amount":700.00}""",
            register["payments"]![0]!.ToJsonString());
        Assert.Equal(
            [
                "2026-04-06 C1 provider 1234567893 700.00", "2026-04-06 C2 member M2 20.00",
                "2026-04-07 C3 provider 1300000001 300.00", "2026-04-09 C3 provider 1300000001 -300.00",
                "2026-04-09 C3R provider 1300000001 120.00", "2026-04-10 D1 member M1 1400.00",
            ],
            register["payments"]!.AsArray().Select(one =>
                $"{one!["paidDate"]} {one["claimNumber"]} {one["payee"]!["kind"]} {one["payee"]!["id"]} {one["amount"]}"));
        Assert.Equal("2240.00", register["total"]!.ToJsonString());
    }

    [Fact]
    public async Task A_spreadsheet_gets_the_same_register()
    {
        var (text, headers) = await TextAsync(api => api.PaymentsAsync, Week, "text/csv");

        Assert.Equal(
            """
            paidDate,claimNumber,payeeKind,payeeId,amount
            2026-04-06,C1,provider,1234567893,700.00
            2026-04-06,C2,member,M2,20.00
            2026-04-07,C3,provider,1300000001,300.00
            2026-04-09,C3,provider,1300000001,-300.00
            2026-04-09,C3R,provider,1300000001,120.00
            2026-04-10,D1,member,M1,1400.00

            """.ReplaceLineEndings("\n"),
            text);
        Assert.Equal("text/csv; charset=utf-8", headers.ContentType);
        Assert.Equal("inline; filename=\"acme-payments-2026-04-06-2026-04-10.csv\"", headers.ContentDisposition);
        var (_, json) = await TextAsync(api => api.PaymentsAsync, Week, "application/json");
        Assert.NotEqual(headers.ETag, json.ETag);
        Assert.Equal("Accept", headers.Vary);
    }

    [Fact]
    public async Task A_register_that_is_known_is_not_sent_again_until_the_ledger_changes()
    {
        var (_, first) = await TextAsync(api => api.PaymentsAsync, Week, "application/json");
        Assert.Equal(304, await StatusAsync(first.ETag.ToString()));
        await PostAsync("2026-04-10", "1.00", "0.00");
        Assert.Equal(200, await StatusAsync(first.ETag.ToString()));

        async Task<int> StatusAsync(string known)
        {
            var http = Http(Week);
            http.Request.Headers.IfNoneMatch = known;
            await ((Answer)await Api().PaymentsAsync(http.Request, "acme", default)).WriteAsync(http);
            return http.Response.StatusCode;
        }
    }

    [Fact]
    public async Task The_request_fills_the_bank_account_up_to_its_target()
    {
        Assert.Equal((409, "urn:aso:no-bank-balance"), await RefusedAsync(api => api.FundingRequestAsync, Week));
        await PostAsync("2026-04-10", "52310.40", "8115.25");
        // Earlier days do not count, and of one day the last posting does.
        await PostAsync("2026-04-09", "1.00", "0.00");
        var request = await CallAsync(api => api.FundingRequestAsync, query: Week);
        // 75,000 − (52,310.40 − 8,115.25 − 2,240).
        Assert.Equal(
            """{"targetBalance":75000.00,"bank":{"date":"2026-04-10","balance":52310.40,"outstanding":8115.25},"""
            + "\"run\":2240.00,\"request\":33044.85}",
            request.ToJsonString());
        await PostAsync("2026-04-10", "90000.00", "0.00");
        Assert.Equal("0.00", (await CallAsync(api => api.FundingRequestAsync, query: Week))["request"]!.ToJsonString());
        await PostAsync("2026-04-11", "-10.00", "0.00");
        Assert.Equal(
            "77250.00", (await CallAsync(api => api.FundingRequestAsync, query: Week))["request"]!.ToJsonString());

        // Who, when and what is kept, and nothing of it moves a figure.
        Assert.Contains(
            "52310.40 on 2026-04-10, 8115.25 outstanding",
            (await _pipeline.Get<AuditTrail>().ReadAsync("acme", default)).First(one => one.What == "bankbalance").Subject,
            StringComparison.Ordinal);
        Assert.Empty((await _pipeline.ViewAsync("acme")).YearTotals.Contract.Payments);
        Assert.True((await new Reconciliation(_pipeline.Storage, new EmployerJournal(_pipeline.Storage)).RunAsync("acme")).IsClean);
    }

    [Fact]
    public async Task A_balance_sent_again_under_one_key_does_not_come_back_after_another()
    {
        const string first = """{"date":"2026-04-10","balance":10.00,"outstanding":0.00}""";
        const string other = """{"date":"2026-04-10","balance":20.00,"outstanding":0.00}""";
        Assert.Equal(201, await SendAsync(first, "one"));
        Assert.Equal(201, await SendAsync(other, "two"));
        Assert.Equal(200, await SendAsync(first, "one"));
        Assert.Equal("20.00", await CountsAsync());
        var refused = await Assert.ThrowsAsync<ProblemException>(() => SendAsync(other, "one"));
        Assert.Equal((409, "urn:aso:reference-used"), (refused.Problem.Status, refused.Problem.Type));
        // Without a key each is its own.
        Assert.Equal(201, await SendAsync(first, null));
        Assert.Equal("10.00", await CountsAsync());

        async Task<string> CountsAsync() =>
            (await CallAsync(api => api.FundingRequestAsync, query: Week))["bank"]!["balance"]!.ToJsonString();

        async Task<int> SendAsync(string body, string? key)
        {
            var http = Http("", body);
            if (key is not null) http.Request.Headers["Idempotency-Key"] = key;
            await ((Answer)await Api().PostBankAsync(http.Request, "acme", default)).WriteAsync(http);
            return http.Response.StatusCode;
        }
    }

    [Theory]
    [InlineData("poor", Week, "no-target-balance")]
    // The plan year that contains the last day counts.
    [InlineData("acme", "from=2026-12-31&to=2026-12-31", "no-bank-balance")]
    [InlineData("acme", "from=2026-12-31&to=2027-01-01", "no-target-balance")]
    public async Task Without_a_target_or_a_balance_there_is_no_request(string employer, string query, string type) =>
        Assert.Equal((409, $"urn:aso:{type}"), await RefusedAsync(api => api.FundingRequestAsync, query, employer: employer));

    [Theory]
    [InlineData("", "from: expected a date, yyyy-MM-dd")]
    [InlineData("from=2026-04-06", "to: expected a date, yyyy-MM-dd")]
    [InlineData("from=2026-04-06&to=", "to: expected a date, yyyy-MM-dd")]
    [InlineData("from=2026-04&to=2026-04-10", "from: expected a date, yyyy-MM-dd")]
    [InlineData("from=2026-02-30&to=2026-04-10", "from: expected a date, yyyy-MM-dd")]
    [InlineData("from=2026-04-10&to=2026-04-09", "to: expected a date that is not before from")]
    public async Task Days_that_are_no_range_are_refused_with_what_was_expected(string query, string expected)
    {
        foreach (var (status, _, detail) in new[]
        {
            await ProblemAsync(api => api.PaymentsAsync, query), await ProblemAsync(api => api.FundingRequestAsync, query),
        })
            Assert.Equal((400, expected), (status, detail));
    }

    [Theory]
    [InlineData("""{ "date": "2026-04-16", "balance": 1.00, "outstanding": 0.00 }""", "date: must not be in the future")]
    [InlineData("""{ "date": "2026-04-15", "balance": 1.00, "outstanding": -0.01 }""",
        "outstanding: must not be negative")]
    [InlineData("""{ "date": "2026-04-15", "balance": 10000000000.01, "outstanding": 0 }""",
        "balance: expected at most 10000000000.00")]
    [InlineData("""{ "date": "2026-04-15", "balance": -10000000000.01, "outstanding": 0 }""",
        "balance: expected at most 10000000000.00")]
    [InlineData("""{ "date": "2026-04-15", "balance": 1.00 }""", "body: expected JSON as openapi.yaml describes it; it is invalid at $")]
    [InlineData("""{ "date": "2026-04-15", "balance": 0.001, "outstanding": 0 }""",
        "body: expected JSON as openapi.yaml describes it; it is invalid at $.balance")]
    public async Task A_balance_that_is_not_as_expected_is_refused_and_changes_nothing(string body, string expected)
    {
        var before = (await _pipeline.Get<EmployerJournal>().EmployerAsync("acme"))!.NextSequence;
        var (status, _, detail) = await ProblemAsync(api => api.PostBankAsync, "", body);
        Assert.Equal((400, expected), (status, detail));
        Assert.Equal(before, (await _pipeline.Get<EmployerJournal>().EmployerAsync("acme"))!.NextSequence);
    }

    [Fact]
    public async Task An_employer_that_is_not_there_is_not_found()
    {
        Assert.Equal(404, (await RefusedAsync(api => api.PaymentsAsync, Week, employer: "nobody")).Status);
        Assert.Equal(404, (await RefusedAsync(api => api.FundingRequestAsync, Week, employer: "nobody")).Status);
        Assert.Equal(404, (await RefusedAsync(
            api => api.PostBankAsync, "", """{ "date": "2026-04-15", "balance": 1.00, "outstanding": 0 }""", "nobody")).Status);
        var http = Http(Week);
        http.Request.Headers.Accept = "text/html";
        Assert.Equal(
            406,
            (await Assert.ThrowsAsync<ProblemException>(() => Api().PaymentsAsync(http.Request, "acme", default))).Problem.Status);
    }

    private static string Plan(string employer, string funding) => $$"""
        { "employer": "{{employer}}", "planYear": "2026-01-01", "currency": "USD", "timeZone": "America/Chicago",
          "tiers": ["single"], "funding": { "method": "payAsYouGo"{{funding}} },
          "benefits": { "medical": {}, "shortTermDisability":
            { "percent": 0.60, "weeklyMaximum": 700.00, "maximumWeeks": 26 } } }
        """;

    private PaymentsApi Api() => _pipeline.Functions<PaymentsApi>();

    private async Task PostAsync(string date, string balance, string outstanding)
    {
        var body = $$"""{"date":"{{date}}","balance":{{balance}},"outstanding":{{outstanding}}}""";
        Assert.Equal(body, (await CallAsync(api => api.PostBankAsync, body)).ToJsonString());
    }

    private Task<JsonNode> CallAsync(
        Func<PaymentsApi, Func<HttpRequest, string, CancellationToken, Task<IActionResult>>> function,
        string body = "", string query = "") =>
        MemoryPipeline.CallAsync(http => function(Api())(http.Request, "acme", default), body, query);

    private async Task<(string Text, IHeaderDictionary Headers)> TextAsync(
        Func<PaymentsApi, Func<HttpRequest, string, CancellationToken, Task<IActionResult>>> function, string query,
        string accept)
    {
        var http = Http(query);
        http.Request.Headers.Accept = accept;
        using var written = new MemoryStream();
        http.Response.Body = written;
        await ((Answer)await function(Api())(http.Request, "acme", default)).WriteAsync(http);
        return (Encoding.UTF8.GetString(written.ToArray()), http.Response.Headers);
    }

    private async Task<(int Status, string Type)> RefusedAsync(
        Func<PaymentsApi, Func<HttpRequest, string, CancellationToken, Task<IActionResult>>> function, string query,
        string body = "", string employer = "acme")
    {
        var (status, type, _) = await ProblemAsync(function, query, body, employer);
        return (status, type);
    }

    private async Task<(int Status, string Type, string Detail)> ProblemAsync(
        Func<PaymentsApi, Func<HttpRequest, string, CancellationToken, Task<IActionResult>>> function, string query,
        string body = "", string employer = "acme")
    {
        var refused = (await Assert.ThrowsAsync<ProblemException>(
            () => function(Api())(Http(query, body).Request, employer, default))).Problem;
        return (refused.Status!.Value, refused.Type!, refused.Detail!);
    }

    private static DefaultHttpContext Http(string query, string body = "")
    {
        var http = new DefaultHttpContext();
        AsoFunctions.Http.Access.Caller.Operator().LetIn(http);
        http.Request.QueryString = new QueryString("?" + query);
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        return http;
    }
}
