using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aso.Ledger;
using Aso.Local;

namespace Scenarios.Faults;

/// <summary>
/// Laws 1 to 4 on the real parts: two hosts on the same storage, killed at random moments, while requests to the
/// storage are refused, held up, and lost before and after they took effect.
/// </summary>
public sealed class Two_hosts_on_a_bad_day : IDisposable
{
    private const int Claims = 3_000;
    private const long ClaimsSequence = 3;
    private const string Close = "/api/employers/acme/periods/2026-01/close";
    private static readonly Dictionary<string, string> FourShards = new() { ["Shards"] = "4" };
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly string[] Routes =
    [
        "/api/employers/acme/liability?planYear=2026-01-01",
        "/api/employers/acme/stop-loss?planYear=2026-01-01",
        "/api/employers/acme/statements/2026-01-01/2026-01",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary><c>ASO_FAULT_ROUNDS</c> asks for more seeds than the one.</summary>
    [Fact]
    public async Task End_with_the_ledger_of_one_host_on_a_good_day()
    {
        var made = await Cli.RunAsync(
            "generate", "--members", "400", "--claims", $"{Claims}", "--months", "1", "--out", _folder["drop"]);
        Assert.True(made.ExitCode == 0, made.ToString());
        string[] expected;
        await using (var quiet = await Serving.StartAsync(FourShards, "--today", "2026-02-10", "--no-timers"))
        {
            await DropAsync(quiet.Connection, wait: true);
            await quiet.PostAsync(Close);
            expected = await FiguresAsync(quiet);
        }

        var rounds = int.TryParse(
            Environment.GetEnvironmentVariable("ASO_FAULT_ROUNDS"), CultureInfo.InvariantCulture, out var asked)
            ? asked
            : 1;
        for (var seed = 1; seed <= rounds; seed++)
        {
            var figures = await BadDayAsync(seed);
            Assert.True(
                expected.SequenceEqual(figures),
                $"ASO_FAULT_ROUNDS={seed}\n{string.Join('\n', expected)}\n{string.Join('\n', figures)}");
        }
    }

    private async Task<string[]> BadDayAsync(int seed)
    {
        var random = new Random(seed);
        await using var azurite = await Azurite.StartAsync();
        await using var proxy = await FaultyProxy.StartAsync(seed, azurite.ConnectionString);
        var hosts = new Serving[2];
        try
        {
            hosts[0] = await HostAsync(proxy);
            hosts[1] = await HostAsync(proxy);
            await DropAsync(azurite.ConnectionString, wait: false);
            for (var death = 0; death < 3; death++)
            {
                await Task.Delay(random.Next(200, 1_500));
                await hosts[death % 2].KillAsync();
                await hosts[death % 2].DisposeAsync();
                hosts[death % 2] = await HostAsync(proxy);
            }

            await AppliedAsync(azurite.ConnectionString);
            await CloseAsync(hosts[random.Next(2)]);
            Assert.True(proxy.Faults > 0, "no request met a fault");
            proxy.Calm();
            var figures = await FiguresAsync(hosts[0]);
            Assert.Equal(figures, await FiguresAsync(hosts[1]));
            foreach (var law in (string[])["reconcile", "replay"])
            {
                var held = await Cli.RunAsync(law, "acme", "--connection", azurite.ConnectionString);
                Assert.True(held.ExitCode == 0, $"seed {seed}: {held}");
            }

            return figures;
        }
        finally
        {
            foreach (var host in hosts)
                if (host is not null) await host.DisposeAsync();
        }
    }

    /// <summary>Starting asks the storage too, and may be unlucky; whoever runs it starts it again.</summary>
    private static async Task<Serving> HostAsync(FaultyProxy proxy)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await Serving.StartAsync(
                    FourShards, "--connection", proxy.Connection, "--today", "2026-02-10", "--no-timers");
            }
            catch (InvalidOperationException) when (attempt < 5)
            {
                // Told by Serving with the log; five in a row are no bad luck.
            }
        }
    }

    private async Task DropAsync(string connection, bool wait)
    {
        foreach (var (kind, file) in new[]
        {
            ("plans", _folder["drop", "plans", "2026-01-01.json"]),
            ("enrollment", _folder["drop", "enrollment", "enrollment.csv"]),
            ("claims", _folder["drop", "claims", "2026-01.csv"]),
        })
        {
            // The order of the first two is part of what is compared, so they are waited for.
            string[] waited = wait || kind != "claims" ? ["--wait"] : [];
            var put = await Cli.RunAsync(["put", kind, "acme", file, "--connection", connection, .. waited]);
            Assert.True(put.ExitCode is 0 or 2, put.ToString());
        }
    }

    private static async Task AppliedAsync(string connection)
    {
        var reader = new LedgerReader(AzureStorage.Connect(connection));
        var deadline = DateTime.UtcNow + Patience;
        while (DateTime.UtcNow < deadline)
        {
            var view = await reader.ViewAsync("acme");
            if (view!.Heads.All(head => head.Applied.Sequence > ClaimsSequence)) return;
            await Task.Delay(200);
        }

        throw new TimeoutException("some shard has not decided its claims");
    }

    /// <summary>A close that storage kept from its answer is asked for again, as its caller would.</summary>
    private static async Task CloseAsync(Serving host)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            using var answer = await host.Http.PostAsync(new Uri(Close, UriKind.Relative), null);
            if (answer.IsSuccessStatusCode) return;
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(
                answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.InternalServerError
                && DateTime.UtcNow < deadline,
                $"{answer.StatusCode} {text}\n{host.Errors}");
        }
    }

    private static async Task<string[]> FiguresAsync(Serving serving)
    {
        var answers = new List<string>();
        foreach (var route in Routes)
        {
            var answer = JsonNode.Parse((await serving.GetAsync(route)).GetRawText())!.AsObject();
            foreach (var moment in (string[])["asOf", "ledgerVersion", "closed", "closedAt"]) answer.Remove(moment);
            answers.Add(answer.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        }

        return [.. answers];
    }
}
