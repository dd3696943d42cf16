using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Scenarios.Http;

/// <summary>What every answer has in common: problems, pages, repeated changes.</summary>
[Collection(ServedEmployersCollection.Name)]
public sealed class AnswerTests(ServedEmployers served)
{
    private const string Acme = "/api/employers/acme";

    public static TheoryData<string, string, string?, string?, int, string> Problems => new()
    {
        { "GET", "/api/nothing", null, null, 404, "not-found" },
        { "GET", Acme + "/nothing/here", null, null, 404, "not-found" },
        { "GET", Acme + "/files/seven", null, null, 404, "not-found" },
        { "PUT", Acme + "/liability", null, null, 405, "method-not-allowed" },
        { "DELETE", "/api/employers", null, null, 405, "method-not-allowed" },
        { "GET", Acme + "/deposits", null, null, 405, "method-not-allowed" },
        { "POST", Acme + "/deposits", "a=1", "application/x-www-form-urlencoded", 415, "unsupported-media-type" },
        { "POST", Acme + "/what-if", "<a/>", "text/xml", 415, "unsupported-media-type" },
        { "POST", Acme + "/deposits", "{", "application/json", 400, "bad-request" },
        { "GET", Acme + "/claims?status=pended&take=1001", null, null, 400, "bad-request" },
        { "GET", Acme + "/claims?status=pended&skip=-1", null, null, 400, "bad-request" },
        { "GET", Acme + "/liability?planYear=2026-01-02", null, null, 400, "bad-request" },
        { "GET", "/api/employers/nobody/liability", null, null, 404, "not-found" },
    };

    [Theory]
    [MemberData(nameof(Problems))]
    public async Task What_is_refused_is_a_problem_of_a_stable_type(
        string method, string route, string? body, string? type, int status, string problem)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(route, UriKind.Relative));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, type!);
        var (answer, json) = await SendAsync(request);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("urn:aso:" + problem, json.GetProperty("type").GetString());
        Assert.Equal(status, json.GetProperty("status").GetInt32());
        Assert.Equal(status == 405, answer.Content.Headers.Allow.Count > 0);
    }

    [Theory]
    [InlineData("deposits")]
    [InlineData("what-if")]
    [InlineData("keys")]
    [InlineData("claims/C4/decision")]
    public async Task A_body_beyond_a_mebibyte_is_too_large(string route)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{Acme}/{route}", UriKind.Relative))
        {
            Content = new StringContent(new string(' ', (1 << 20) + 1), Encoding.UTF8, "application/json"),
        };
        var (answer, json) = await SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("urn:aso:too-large", json.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData(Acme + "/files", "items")]
    [InlineData(Acme + "/audit", "items")]
    [InlineData(Acme + "/claims?status=pended", "items")]
    [InlineData(Acme + "/members/M1", "claims")]
    [InlineData(Acme + "/keys", null)]
    [InlineData("/api/employers", null)]
    public async Task A_list_read_part_by_part_is_the_whole_list(string route, string? name)
    {
        var whole = await ItemsAsync(route);
        Assert.True(whole.Count > 1);
        var parts = new List<string>();
        for (string? next = $"{route}{(route.Contains('?', StringComparison.Ordinal) ? '&' : '?')}take=1"; next is not null;)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(next, UriKind.Relative));
            var (answer, json) = await SendAsync(request);
            parts.Add(Assert.Single(Items(json)));
            next = answer.Headers.TryGetValues("Link", out var links) ? links.Single()[1..].Split('>')[0] : null;
        }

        Assert.Equal(whole, parts);

        List<string> Items(JsonElement json) =>
            [.. (name is null ? json : json.GetProperty(name)).EnumerateArray().Select(item => item.GetRawText())];

        async Task<List<string>> ItemsAsync(string from)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(from, UriKind.Relative));
            return Items((await SendAsync(request)).Json);
        }
    }

    [Fact]
    public async Task A_decision_asked_for_twice_under_one_key_is_one_decision()
    {
        const string approve = "{\"decision\":\"approve\"}";
        var first = await DecideAsync("C4", approve, "twice");
        var again = await DecideAsync("C4", approve, "twice");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.Status, again.Status));
        Assert.Equal(first.Json.GetRawText(), again.Json.GetRawText());
        Assert.Equal("paid", first.Json.GetProperty("status").GetString());

        var another = await DecideAsync("C4", "{\"decision\":\"deny\",\"code\":\"CO-50\"}", "twice");
        Assert.Equal("urn:aso:request-used", another.Json.GetProperty("type").GetString());
        var elsewhere = await DecideAsync("C6", approve, "twice");
        Assert.Equal("urn:aso:request-used", elsewhere.Json.GetProperty("type").GetString());
        var without = await DecideAsync("C4", approve, null);
        Assert.Equal("urn:aso:not-pended", without.Json.GetProperty("type").GetString());

        var history = await served.SendAsync("GET", "/api/employers/other/claims/C4", null, HttpStatusCode.OK);
        Assert.Equal(2, history.GetProperty("history").GetArrayLength());
        var audit = await served.SendAsync("GET", "/api/employers/other/audit", null, HttpStatusCode.OK);
        Assert.Single(audit.GetProperty("items").EnumerateArray(), entry =>
            entry.GetProperty("subject").GetString()!.StartsWith("claim C4 approved", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(201)]
    public async Task A_key_of_a_decision_that_is_too_long_or_empty_is_refused(int length)
    {
        var (status, json) = await DecideAsync("C6", "{\"decision\":\"approve\"}", new string('k', length));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith("Idempotency-Key", json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deposit_sent_twice_is_one_deposit()
    {
        const string deposit = "{\"amount\":12.34,\"date\":\"2026-02-03\",\"reference\":\"twice\"}";
        const string route = "/api/employers/other/deposits";
        await served.SendAsync("POST", route, deposit, HttpStatusCode.Created);
        var before = await DepositsAsync();
        await served.SendAsync("POST", route, deposit, HttpStatusCode.OK);
        await served.SendAsync("POST", route, deposit.Replace("12.34", "12.35", StringComparison.Ordinal), HttpStatusCode.Conflict);
        Assert.Equal(before, await DepositsAsync());

        async Task<decimal> DepositsAsync() =>
            (await served.SendAsync("GET", "/api/employers/other/liability", null, HttpStatusCode.OK))
            .GetProperty("deposits").GetDecimal();
    }

    [Fact]
    public async Task A_month_closed_again_is_refused_and_changes_nothing()
    {
        const string statement = Acme + "/statements/2026-01-01/2026-01";
        var before = await served.SendAsync("GET", statement, null, HttpStatusCode.OK);
        var refused = await served.SendAsync("POST", Acme + "/periods/2026-01/close", null, HttpStatusCode.Conflict);
        Assert.Equal("urn:aso:not-next-month", refused.GetProperty("type").GetString());
        var after = await served.SendAsync("GET", statement, null, HttpStatusCode.OK);
        Assert.Equal(before.GetRawText(), after.GetRawText());
    }

    [Fact]
    public async Task What_no_contract_covers_is_listed_with_why_and_what_will_fall_out_with_the_date()
    {
        var gaps = await served.SendAsync("GET", "/api/employers/other/stop-loss/gaps", null, HttpStatusCode.OK);
        var claims = gaps.GetProperty("claims").GetProperty("items").EnumerateArray().ToList();
        // 100 and 30,000 less a fifth, and 45 as the administrator paid it.
        Assert.Equal(24_125.00m, gaps.GetProperty("totals").GetProperty("paid").GetDecimal());
        Assert.Equal(["C1", "C2", "C5"], claims.Where(claim => claim.GetProperty("status").GetString() == "paid")
            .Select(claim => claim.GetProperty("claimNumber").GetString()!));
        Assert.Equal("incurredBefore", claims[0].GetProperty("reason").GetString());
        var pended = claims.Single(claim => claim.GetProperty("claimNumber").GetString() == "C6");
        Assert.True(pended.GetProperty("isCovered").GetBoolean());
        Assert.Equal("2026-12-31", pended.GetProperty("payBy").GetString());
        Assert.Equal("2026-12-31", gaps.GetProperty("paysThrough").GetString());
        Assert.Equal(160_000.00m, gaps.GetProperty("totals").GetProperty("pendedWithDate").GetDecimal());
    }

    [Fact]
    public async Task The_carriers_report_asks_for_what_the_lines_behind_it_sum_to()
    {
        var report = await served.SendAsync(
            "GET", Acme + "/stop-loss/reports/2026-01-01/2026-01", null, HttpStatusCode.OK);
        var member = report.GetProperty("specific").GetProperty("members").EnumerateArray()
            .Single(one => one.GetProperty("memberId").GetString() == "M2");
        Assert.Equal("family", member.GetProperty("tier").GetString());
        // 30,000 less a fifth, and 45 as the administrator paid it; the deductible is 10,000.
        Assert.Equal(24_045.00m, member.GetProperty("eligible").GetDecimal());
        Assert.Equal(24_045.00m, member.GetProperty("lines").EnumerateArray().Sum(line => line.GetProperty("paid").GetDecimal()));
        Assert.Equal(14_045.00m, member.GetProperty("requested").GetDecimal());
        Assert.Equal(240.5m, member.GetProperty("percentOfDeductible").GetDecimal());
        Assert.Equal("2026-01-07", member.GetProperty("noticeOn").GetString());
        Assert.Equal("2026-01-07", member.GetProperty("deductibleOn").GetString());
        Assert.Equal(("2026-01-01", "2027-03-31"), (report.GetProperty("paid").GetProperty("from").GetString(),
            report.GetProperty("paid").GetProperty("to").GetString()));
        var month = Assert.Single(report.GetProperty("aggregate").GetProperty("months").EnumerateArray());
        var subscribers = month.GetProperty("subscribers");
        Assert.Equal(
            350.00m * subscribers.GetProperty("single").GetInt32() + 900.00m * subscribers.GetProperty("family").GetInt32(),
            month.GetProperty("attachment").GetDecimal());
    }

    private async Task<(HttpStatusCode Status, JsonElement Json)> DecideAsync(string claim, string body, string? key)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri($"/api/employers/other/claims/{claim}/decision", UriKind.Relative))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        var (answer, json) = await SendAsync(request);
        return (answer.StatusCode, json);
    }

    private async Task<(HttpResponseMessage Answer, JsonElement Json)> SendAsync(HttpRequestMessage request)
    {
        using var client = new HttpClient { BaseAddress = served.Address };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", served.Serving.OperatorKey);
        var answer = await client.SendAsync(request);
        return (answer, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }
}
