using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Scenarios.Http;

/// <summary>
/// A <c>serve</c> with employers of one closed month and every kind of claim, shared by the tests of what HTTP shows; of
/// one, <c>young</c>, no month is closed.
/// </summary>
public sealed class ServedEmployers : IAsyncLifetime, IDisposable
{
    private const string Header =
        "claimNumber,lineNumber,type,originalClaimNumber,benefit,memberId,serviceFrom,received,paidDate,procedure,charge,paid\n";

    private readonly TemporaryFolder _folder = new();
    private Serving? _serving;

    internal Serving Serving => _serving!;

    public Uri Address => Serving.Http.BaseAddress!;

    /// <summary>Keys of acme by what they may do.</summary>
    public IReadOnlyDictionary<string, string> Keys { get; private set; } = new Dictionary<string, string>();

    public async Task InitializeAsync()
    {
        _serving = await Serving.StartAsync("--today", "2026-04-15", "--no-timers");
        await Task.WhenAll(((string[])["acme", "other", "young"]).Select(async employer =>
        {
            await OpenAsync(employer);
            if (employer != "young") await SendAsync("POST", $"/api/employers/{employer}/periods/2026-01/close", null, HttpStatusCode.OK);
        }));
        await SendAsync(
            "POST", "/api/employers/acme/bank", "{\"date\":\"2026-01-31\",\"balance\":5000.00,\"outstanding\":0}",
            HttpStatusCode.Created);

        Keys = new Dictionary<string, string>
        {
            ["read"] = await KeyAsync("acme", "{\"name\":\"read\"}"),
            ["write"] = await KeyAsync("acme", "{\"name\":\"write\",\"canWrite\":true}"),
            ["files"] = await KeyAsync("acme", "{\"name\":\"files\",\"powers\":[\"files\"]}"),
            ["other"] = await KeyAsync("other", "{\"name\":\"other\",\"canWrite\":true}"),
            ["revoked"] = await RevokedKeyAsync(),
            ["expired"] = await ExpiredKeyAsync(),
        };
    }

    /// <summary>An employer of its own for a test that closes months: its files are dropped, nothing is closed.</summary>
    internal async Task OpenAsync(string employer)
    {
        await PutAsync("plans", employer, "2026-01-01.json", PlanOf(employer));
        await PutAsync("enrollment", employer, "all.csv", """
            subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary
            S1,M1,self,1980-01-01,single,medical,2025-01-01,,
            S2,M2,self,1981-01-01,family,medical,2025-01-01,,
            """);
        await PutAsync("claims", employer, "january.csv", Header + """
            C1,1,original,,medical,M1,2026-01-05,2026-01-06,2026-01-07,99213,100.00,
            C2,1,original,,medical,M2,2026-01-05,2026-01-06,2026-01-07,99213,30000.00,
            C3,1,original,,medical,M1,2026-01-06,2026-01-07,2026-01-08,15821,70.00,
            C4,1,original,,medical,M1,2026-02-06,2026-02-07,2026-02-08,99213,400000.00,
            C5,1,original,,medical,M2,2026-01-09,2026-01-10,2026-01-11,99214,50.00,45.00
            C6,1,original,,medical,M1,2026-02-09,2026-02-10,,99215,200000.00,
            """);
    }

    public async Task DisposeAsync()
    {
        if (_serving is not null) await _serving.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>One request, with a key or none; the answer's status and text.</summary>
    public async Task<(HttpResponseMessage Answer, string Text)> RequestAsync(
        string method, string route, string? key, string? body = null, string? accept = null)
    {
        using var client = new HttpClient { BaseAddress = Address };
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(route, UriKind.Relative));
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (accept is not null) request.Headers.Accept.ParseAdd(accept);
        var answer = await client.SendAsync(request);
        return (answer, await answer.Content.ReadAsStringAsync());
    }

    internal async Task<JsonElement> SendAsync(string method, string route, string? body, HttpStatusCode expected)
    {
        var (answer, text) = await RequestAsync(method, route, Serving.OperatorKey, body);
        Assert.True(answer.StatusCode == expected, $"{method} {route}: {answer.StatusCode}\n{text}\n{Serving.Errors}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <param name="isRefused">The program says so by exit code 2.</param>
    internal async Task PutAsync(string kind, string employer, string name, string content, bool isRefused = false)
    {
        var path = _folder[Path.Combine(employer, name)];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, content);
        var put = await Serving.PutAsync(kind, employer, path);
        Assert.True(put.ExitCode == (isRefused ? 2 : 0), string.Create(CultureInfo.InvariantCulture, $"{put.ExitCode}: {put.Output}{put.Errors}"));
    }

    private async Task<string> KeyAsync(string employer, string body) =>
        (await SendAsync("POST", $"/api/employers/{employer}/keys", body, HttpStatusCode.Created))
            .GetProperty("key").GetString()!;

    private async Task<string> RevokedKeyAsync()
    {
        var made = await SendAsync("POST", "/api/employers/acme/keys", "{\"name\":\"gone\"}", HttpStatusCode.Created);
        await SendAsync("DELETE", $"/api/employers/acme/keys/{made.GetProperty("id").GetString()}", null, HttpStatusCode.OK);
        return made.GetProperty("key").GetString()!;
    }

    /// <summary>It lives a second, and has been seen to expire.</summary>
    private async Task<string> ExpiredKeyAsync()
    {
        var expires = DateTimeOffset.UtcNow.AddSeconds(1).ToString("O", CultureInfo.InvariantCulture);
        var key = await KeyAsync("acme", $"{{\"name\":\"brief\",\"expires\":\"{expires}\"}}");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await RequestAsync("GET", "/api/employers", key)).Answer.StatusCode != HttpStatusCode.Unauthorized)
            await Task.Delay(100, limit.Token);
        return key;
    }

    // The other's contract covers what is incurred from February on, so that its January falls into a gap, and counts by
    // family.
    private static string PlanOf(string employer) => $$"""
        { "employer": "{{employer}}", "name": "<b>{{employer}}</b>", "planYear": "2026-01-01", "runOutMonths": 3,
          "currency": "USD", "timeZone": "America/Chicago", "tiers": ["single", "family"],
          "fees": { "administration": { "single": 38.00, "family": 38.00 },
                    "stopLossPremium": { "single": 78.35, "family": 190.10 } },
          "funding": { "method": "payAsYouGo", "targetBalance": 75000.00 },
          "expectedClaims": { "perSubscriber": { "single": 400.00, "family": 900.00 } },
          "benefits": { "medical": { "coinsurance": 0.20, "reviewAbove": 100000.00,
            "services": [ { "name": "cosmetic", "procedures": ["15820-15829"], "covered": false } ] } },
          "stopLoss": { "carrier": "Northwind Re", {{(employer == "other"
              ? "\"basis\": \"paid\", \"originalEffective\": \"2026-02-01\""
              : "\"basis\": \"12/15\"")}},
            "specific": { "deductible": 10000.00, "benefits": ["medical"],
                          "per": "{{(employer == "other" ? "subscriber" : "member")}}" },
            "aggregate": { "benefits": ["medical"], "monthlyFactor": { "single": 350.00, "family": 900.00 },
                           "minimumPercent": 0.95, "maximum": 1000000.00, "accommodation": true } },
          "fullyInsured": { "monthlyPremium": { "single": 640.00, "family": 1650.00 }, "targetLossRatio": 0.85 } }
        """;
}

/// <summary>One served app for all tests of HTTP; they run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class ServedEmployersCollection : ICollectionFixture<ServedEmployers>
{
    public const string Name = "served employers";
}
