using System.Net;
using System.Text;
using System.Text.Json;
using Aso.Ledger.Storage;
using Xunit.Abstractions;

namespace Aso.Local.Tests.Hosting;

/// <summary>Invoked through the real worker: by a blob, a message, a tick or a request.</summary>
[Collection(nameof(HostUnderTest))]
public sealed class Every_function_of_the_app(HostUnderTest host, ITestOutputHelper output)
{
    private const string Json = "application/json";
    private const string ProblemJson = "application/problem+json";

    private sealed record Ask(string Function, string Method, string Path, int Status, string? Type, string? Body = null);

    [Fact]
    public async Task Takes_blobs_messages_and_ticks_and_its_answers_follow_from_them()
    {
        await host.OpenAsync("flow");
        await host.Queue(LedgerNames.IntakeQueue).SendMessageAsync("flow");
        foreach (var function in (string[])
            [
                "AdoptPlan", "ReadEnrollmentFile", "ParseClaimFile", "ReadRecoveriesFile", "PrepareIntake",
                "AdjudicateClaims", "ApplyStopLoss",
            ])
            await host.UntilLoggedAsync($"Executed 'Triggers.{function}' (Succeeded");

        // Nobody but the timer closes January; the sweep says how it found things.
        await host.UntilLoggedAsync("Oldest waiting file");
        await host.UntilAsync(async () =>
        {
            using var statement = await host.Http.GetAsync(
                new Uri("/api/employers/flow/statements/2026-01-01/2026-01", UriKind.Relative));
            return statement.IsSuccessStatusCode;
        });
        using var liability = JsonDocument.Parse(await host.GetAsync("/api/employers/flow/liability?planYear=2026-01-01"));
        Assert.Equal(3, liability.RootElement.GetProperty("counts").GetProperty("received").GetInt32());
    }

    [Fact]
    public async Task Answers_its_route_with_status_and_content_type()
    {
        await host.OpenAsync("web");
        await host.UntilAsync(async () => (await host.Http.GetAsync(
            new Uri("/api/employers/web/statements/2026-01-01/2026-01", UriKind.Relative))).IsSuccessStatusCode);
        using var files = JsonDocument.Parse(await host.GetAsync("/api/employers/web/files"));
        var asks = Asks(files.RootElement.GetProperty("items").EnumerateArray()
            .First(file => file.GetProperty("kind").GetString() == "claims").GetProperty("id").GetInt64());
        Assert.Equal(
            host.Host.Worker.Functions.Values.Where(function => function.Trigger == "httpTrigger")
                .Select(function => function.Name).Order(),
            asks.Select(ask => ask.Function).Distinct().Order());
        var wrong = new List<string>();
        foreach (var ask in asks)
        {
            using var request = new HttpRequestMessage(new HttpMethod(ask.Method), new Uri(ask.Path, UriKind.Relative));
            if (ask.Body is not null) request.Content = new StringContent(ask.Body, Encoding.UTF8, Json);
            using var answer = await host.Http.SendAsync(request);
            var line = $"{ask.Method} {ask.Path}: {(int)answer.StatusCode} {answer.Content.Headers.ContentType?.MediaType}";
            if ((int)answer.StatusCode != ask.Status || answer.Content.Headers.ContentType?.MediaType != ask.Type)
                wrong.Add($"{line}\n{await answer.Content.ReadAsStringAsync()}");
            output.WriteLine(line);
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong) + "\n" + host.Log);
    }

    [Fact]
    public async Task Answers_nothing_where_it_has_no_route()
    {
        foreach (var (method, path) in new[] { ("GET", "/nowhere"), ("POST", "/"), ("GET", "/admin/host/status") })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
            using var answer = await host.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task Sees_who_asks_and_refuses_a_stranger()
    {
        using var stranger = new HttpClient { BaseAddress = host.Host.Address };
        using var answer = await stranger.GetAsync(new Uri("/api/employers", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(ProblemJson, answer.Content.Headers.ContentType!.MediaType);
        Assert.NotEmpty(answer.Headers.WwwAuthenticate);
    }

    [Fact]
    public async Task That_throws_has_its_message_tried_again_and_set_aside_at_last()
    {
        // A worker that another test killed may have left a failure.
        var before = Failures();
        await host.Queue(LedgerNames.StopLossQueue).SendMessageAsync("no shard at all");
        var poison = host.Queue(LedgerNames.PoisonOf(LedgerNames.StopLossQueue));
        await host.UntilAsync(async () => await poison.ExistsAsync()
            && (await poison.PeekMessageAsync()).Value?.Body.ToString() == "no shard at all");
        Assert.Equal(3, Failures() - before);
        Assert.Contains("a wake-up {employer}~{shard} was expected", host.Log, StringComparison.Ordinal);
        await host.GetAsync("/api/health");

        int Failures() => host.Log.Split('\n').Count(line =>
            line.Contains("Executed 'Triggers.ApplyStopLoss' (Failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Is_told_of_in_the_log_without_what_a_request_s_path_names()
    {
        using (await host.Http.GetAsync(new Uri("/api/employers/web/members/a-member-s-id", UriKind.Relative)))
        {
        }

        Assert.DoesNotContain("a-member-s-id", host.Log, StringComparison.Ordinal);
    }

    /// <param name="file">A file of claims.</param>
    private static List<Ask> Asks(long file)
    {
        const string employer = "/api/employers/web";
        const string closed = "2026-01-01/2026-01";
        return
        [
            new("Dashboard", "GET", "/", 200, "text/html"),
            new("GetHealth", "GET", "/api/health", 200, Json),
            new("GetOpenApi", "GET", "/api/openapi.yaml", 200, "application/yaml"),
            new("NoSuchRoute", "GET", "/api/nowhere", 404, ProblemJson),
            new("NoSuchRoute", "DELETE", $"{employer}/liability", 405, ProblemJson),
            new("GetEmployers", "GET", "/api/employers", 200, Json),
            new("GetLiability", "GET", $"{employer}/liability", 200, Json),
            new("GetLiability", "GET", $"{employer}/liability?planYear=soon", 400, ProblemJson),
            new("GetLiability", "GET", "/api/employers/nobody/liability", 404, ProblemJson),
            new("GetStatement", "GET", $"{employer}/statements/{closed}", 200, Json),
            new("GetWaitingFiles", "GET", "/api/files/waiting", 200, Json),
            new("GetSetAside", "GET", $"{employer}/set-aside", 200, Json),
            new("RetrySetAside", "POST", $"{employer}/set-aside/all/retry", 200, Json),
            new("GetStopLoss", "GET", $"{employer}/stop-loss", 200, Json),
            new("GetStopLossGaps", "GET", $"{employer}/stop-loss/gaps", 200, Json),
            new("GetReceivable", "GET", $"{employer}/stop-loss/receivable", 200, Json),
            new("GetCarrierReport", "GET", $"{employer}/stop-loss/reports/{closed}", 200, Json),
            new("GetComparison", "GET", $"{employer}/comparison", 404, ProblemJson),
            new("GetFunding", "GET", $"{employer}/funding?trend=0.08&margin=0.05", 200, Json),
            new("GetClaims", "GET", $"{employer}/claims?status=pended", 200, Json),
            new("GetClaim", "GET", $"{employer}/claims/C1", 200, Json),
            new("GetMember", "GET", $"{employer}/members/M2", 200, Json),
            new("GetDifferences", "GET", $"{employer}/differences", 200, Json),
            new("GetFiles", "GET", $"{employer}/files", 200, Json),
            new("GetFile", "GET", $"{employer}/files/1", 200, Json),
            new("GetFileContent", "GET", $"{employer}/files/{file}/content", 200, "application/octet-stream"),
            new("GetAcknowledgment", "GET", $"{employer}/files/{file}/acknowledgment", 200, Json),
            new("GetAcknowledgmentForm", "GET", $"{employer}/files/{file}/acknowledgment/json", 200, Json),
            new("DropFile", "PUT", $"{employer}/files/claims/over-http.csv", 201, Json, "claimNumber,memberId\n"),
            new("PostCheck", "POST", $"{employer}/check?kind=claims&name=a.csv", 200, Json, "claimNumber,memberId\n"),
            new("GetRawClaim", "GET", $"{employer}/claims/C1/raw", 200, "application/octet-stream"),
            new("GetProof", "GET", $"{employer}/proof/{closed}/paid.medical", 200, Json),
            new("GetStatementFiles", "GET", $"{employer}/statement-files", 200, Json),
            new("GetStatementFile", "GET", $"{employer}/statement-files/{closed}.json", 200, Json),
            new("GetCarrierFiles", "GET", $"{employer}/carrier-files", 200, Json),
            new("GetCarrierFile", "GET", $"{employer}/carrier-files/{closed}.csv", 200, "text/csv"),
            new("GetExports", "GET", $"{employer}/exports", 200, Json),
            new("GetExport", "GET", $"{employer}/exports/2026-01/none.parquet", 404, ProblemJson),
            new("GetRemittances", "GET", $"{employer}/remittances", 200, Json),
            new("GetRemittance", "GET", $"{employer}/remittances/2026-01/none.835", 404, ProblemJson),
            new("GetDeadlines", "GET", $"{employer}/deadlines", 200, Json),
            new("GetDeadlineCalendar", "GET", $"{employer}/deadlines.ics", 200, "text/calendar"),
            new("GetAudit", "GET", $"{employer}/audit", 200, Json),
            new("GetKeys", "GET", $"{employer}/keys", 200, Json),
            new("MakeKey", "POST", $"{employer}/keys", 201, Json, """{ "name": "reader" }"""),
            new("RevokeKey", "DELETE", $"{employer}/keys/none", 404, ProblemJson),
            new("PostDeposit", "POST", $"{employer}/deposits", 400, ProblemJson, "{"),
            new("PostReimbursement", "POST", $"{employer}/reimbursements", 400, ProblemJson, "{"),
            new("GetReimbursements", "GET", $"{employer}/reimbursements", 200, Json),
            new("PostRecovery", "POST", $"{employer}/recoveries", 400, ProblemJson, "{"),
            new("GetRecoveries", "GET", $"{employer}/recoveries?from=2026-01-01", 200, Json),
            new("GetPayments", "GET", $"{employer}/payments?from=2026-01-01&to=2026-01-31", 200, Json),
            new("PostBank", "POST", $"{employer}/bank", 400, ProblemJson, "{"),
            new("GetFundingRequest", "GET", $"{employer}/funding-request?from=2026-01-01&to=2026-01-31", 409, ProblemJson),
            new("GetTriangle", "GET", $"{employer}/reports/triangle", 200, Json),
            new("GetLargeClaimants", "GET", $"{employer}/reports/large-claimants?atLeast=100", 200, Json),
            new("GetPaidReport", "GET", $"{employer}/reports/paid", 200, Json),
            new("GetRunOff", "GET", $"{employer}/reports/run-off", 200, Json),
            new("DecideClaim", "POST", $"{employer}/claims/C9/decision", 404, ProblemJson,
                """{ "decision": "approve" }"""),
            new("PostWhatIf", "POST", $"{employer}/what-if", 200, Json, """{ "funding": { "method": "payAsYouGo" } }"""),
            new("ClosePeriod", "POST", $"{employer}/periods/2026-01/close", 409, ProblemJson),
        ];
    }
}
