using System.Net;
using System.Text.Json;

namespace Scenarios.Http;

/// <summary>Who may call what, route by route (http.md).</summary>
[Collection(ServedEmployersCollection.Name)]
public sealed class AccessTests(ServedEmployers served)
{
    private static readonly (string Method, string Route)[] Reads =
    [
        ("GET", "liability"), ("GET", "statements/2026-01-01/2026-01"), ("GET", "proof/2026-01-01/2026-01/paid.medical"), ("GET", "stop-loss"), ("GET", "comparison"),
        ("GET", "funding"), ("POST", "what-if"), ("GET", "members/M1"), ("GET", "claims?status=pended"),
        ("GET", "claims/C1"), ("GET", "differences"), ("GET", "files"), ("GET", "files/3"), ("GET", "stop-loss/gaps"),
        ("GET", "stop-loss/receivable"),
        ("GET", "stop-loss/reports/2026-01-01/2026-01"), ("GET", "reimbursements"), ("GET", "recoveries"),
        ("GET", "payments?from=2026-01-01&to=2026-01-31"), ("GET", "funding-request?from=2026-01-01&to=2026-01-31"),
        ("GET", "reports/triangle"), ("GET", "reports/large-claimants?atLeast=1"), ("GET", "reports/paid"),
        ("GET", "reports/run-off"), ("GET", "carrier-files"), ("GET", "carrier-files/2026-01-01/2026-01.csv"),
        ("GET", "statement-files"), ("GET", "statement-files/2026-01-01/2026-01.json"),
        ("GET", "exports"), ("GET", "exports/2026-01/statement_lines.parquet"), ("GET", "deadlines"),
    ];

    /// <summary>What holds personal data: for the operator, and keys with the power files.</summary>
    private static readonly (string Method, string Route)[] Held =
    [
        ("GET", "files/3/content"), ("GET", "files/3/acknowledgment"), ("GET", "files/3/acknowledgment/json"),
        ("GET", "remittances"), ("GET", "remittances?month=2026-01"), ("GET", "claims/C1/raw"),
    ];

    private static readonly (string Method, string Route)[] Changes =
    [
        ("POST", "claims/C4/decision"), ("POST", "deposits"), ("POST", "reimbursements"), ("POST", "recoveries"),
        ("POST", "bank"), ("POST", "periods/2026-09/close"), ("PUT", "files/claims/new.csv"),
        ("POST", "check?kind=claims&name=a.csv"),
    ];

    private static readonly (string Method, string Route)[] OperatorOnly =
    [
        ("GET", "keys"), ("POST", "keys"), ("DELETE", "keys/none"), ("GET", "audit"), ("GET", "set-aside"),
        ("POST", "set-aside/all/retry"),
    ];

    /// <summary>Tested where there is one: a remittance, a key for calendars.</summary>
    private static readonly (string Method, string Route)[] ByName =
        [("GET", "remittances/2026-01/00-001.835"), ("GET", "deadlines.ics")];

    public static TheoryData<string, string> Every => Data([.. Reads, .. Held, .. Changes, .. OperatorOnly], ("GET", "/api/employers"));

    public static TheoryData<string, string> OfAnEmployer => Data([.. Reads, .. Held, .. Changes, .. OperatorOnly]);

    public static TheoryData<string, string> OfHeld => Data(Held);

    public static TheoryData<string, string> OfChanges => Data(Changes);

    public static TheoryData<string, string> OfTheOperator => Data(OperatorOnly);

    public static TheoryData<string, string> OfReads => Data(Reads);

    public static TheoryData<string> OfGets =>
        new([.. Reads.Concat(Held).Concat(OperatorOnly).Where(known => known.Method == "GET").Select(known => "/api/employers/acme/" + known.Route),
            "/api/employers", "/api/openapi.yaml"]);

    [Fact]
    public void No_described_route_is_left_out_here() =>
        Assert.All(
            ApiDescription.DescribedRoutes().Where(route => route.Contains("{employer}/", StringComparison.Ordinal)),
            route => Assert.Contains(Reads.Concat(Held).Concat(Changes).Concat(OperatorOnly).Concat(ByName), known => ApiDescription.IsOf(
                route, $"{known.Method.ToLowerInvariant()} /api/employers/acme/{known.Route.Split('?')[0]}")));

    [Theory]
    [MemberData(nameof(Every))]
    public async Task Without_a_known_key_there_is_a_401(string method, string route)
    {
        foreach (var key in (string?[])[null, "nonsense", "acme.AAAAAAAAAAAA.wrong", served.Keys["revoked"],
            served.Keys["expired"], served.Keys["read"] + "x"])
            await AnswersAsync(method, route, key, HttpStatusCode.Unauthorized);
    }

    [Theory]
    [MemberData(nameof(OfAnEmployer))]
    public Task Another_employers_key_finds_nothing(string method, string route) =>
        AnswersAsync(method, route, served.Keys["other"], HttpStatusCode.NotFound);

    [Theory]
    [MemberData(nameof(OfChanges))]
    public Task A_key_that_only_reads_changes_nothing(string method, string route) =>
        AnswersAsync(method, route, served.Keys["read"], HttpStatusCode.Forbidden);

    [Theory]
    [MemberData(nameof(OfHeld))]
    public async Task What_holds_personal_data_is_for_keys_with_that_power(string method, string route)
    {
        await AnswersAsync(method, route, served.Keys["write"], HttpStatusCode.Forbidden);
        var (answer, text) = await served.RequestAsync(method, route, served.Keys["files"]);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{route}: {answer.StatusCode}\n{text}");
    }

    [Theory]
    [MemberData(nameof(OfTheOperator))]
    public Task Keys_and_the_audit_trail_are_the_operators(string method, string route) =>
        AnswersAsync(method, route, served.Keys["write"], HttpStatusCode.Forbidden);

    [Theory]
    [MemberData(nameof(OfReads))]
    public async Task A_key_of_the_employer_reads(string method, string route)
    {
        var body = method == "POST" ? "{\"stopLoss\":null}" : null;
        var (answer, text) = await served.RequestAsync(method, route, served.Keys["read"], body);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{route}: {answer.StatusCode}\n{text}");
    }

    [Fact]
    public async Task A_key_sees_its_employer_alone()
    {
        var (_, text) = await served.RequestAsync("GET", "/api/employers", served.Keys["read"]);
        using var employers = JsonDocument.Parse(text);
        var only = Assert.Single(employers.RootElement.EnumerateArray());
        Assert.Equal("acme", only.GetProperty("employer").GetString());
        Assert.DoesNotContain("other", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_principal_header_is_not_believed_without_the_platforms_authentication()
    {
        using var client = new HttpClient { BaseAddress = served.Address };
        client.DefaultRequestHeaders.Add("X-MS-CLIENT-PRINCIPAL",
            Convert.ToBase64String("{\"claims\":[{\"typ\":\"roles\",\"val\":\"operator\"}]}"u8));
        using var answer = await client.GetAsync(new Uri("/api/employers", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [MemberData(nameof(OfGets))]
    public async Task What_has_not_changed_is_not_sent_again(string route)
    {
        using var client = new HttpClient { BaseAddress = served.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", served.Serving.OperatorKey);
        using var first = await client.GetAsync(new Uri(route, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        client.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await client.GetAsync(new Uri(route, UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());
        Assert.True(second.Headers.CacheControl!.Private);
    }

    private static TheoryData<string, string> Data(
        IEnumerable<(string Method, string Route)> ofEmployer, params (string Method, string Route)[] others)
    {
        var data = new TheoryData<string, string>();
        foreach (var (method, route) in ofEmployer) data.Add(method, $"/api/employers/acme/{route}");
        foreach (var (method, route) in others) data.Add(method, route);
        return data;
    }

    private async Task AnswersAsync(string method, string route, string? key, HttpStatusCode expected)
    {
        var (answer, text) = await served.RequestAsync(method, route, key, method == "POST" ? "{}" : null);
        Assert.True(expected == answer.StatusCode, $"{method} {route}: {answer.StatusCode}\n{text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }
}
