using System.Globalization;
using System.Net;
using Aso.Ledger.Reading;
using Aso.Ledger.Storage;

namespace Scenarios.Faults;

/// <summary>
/// Laws 1 to 4 on the real parts: two hosts on the same storage, they and their processes of the app killed at random
/// moments, while requests to the storage are refused, held up, and lost before and after they took effect.
/// </summary>
public sealed class Two_hosts_on_a_bad_day(Two_hosts_on_a_bad_day.GoodDay good)
    : IClassFixture<Two_hosts_on_a_bad_day.GoodDay>
{
    private const int Shards = 4;
    private const string Today = "2026-02-10";
    private const long ClaimsSequence = 3;
    private const string Close = "/api/employers/acme/periods/2026-01/close";
    private static readonly Dictionary<string, string> FourShards = new() { ["Shards"] = $"{Shards}" };
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(4);

    /// <summary><c>ASO_FAULT_ROUNDS</c> asks for more seeds than the one.</summary>
    [Fact]
    public async Task End_with_the_ledger_of_one_host_on_a_good_day()
    {
        var rounds = int.TryParse(
            Environment.GetEnvironmentVariable("ASO_FAULT_ROUNDS"), CultureInfo.InvariantCulture, out var asked)
            ? asked
            : 1;
        for (var seed = 1; seed <= rounds; seed++)
        {
            var figures = await BadDayAsync(seed);
            Assert.True(
                good.Figures.SequenceEqual(figures),
                $"ASO_FAULT_ROUNDS={seed}\n{string.Join('\n', good.Figures)}\n{string.Join('\n', figures)}");
        }
    }

    private async Task<string[]> BadDayAsync(int seed)
    {
        var random = new Random(seed);
        var connection = await SharedAzurite.TakeAccountAsync();
        await using var proxy = await FaultyProxy.StartAsync(seed, connection);
        var hosts = new Serving[2];
        try
        {
            for (var host = 0; host < hosts.Length; host++) hosts[host] = await HostAsync(proxy);
            await good.Employer.DropJanuaryAsync(connection, wait: false);
            await Task.Delay(random.Next(200, 1_500));
            // The app's process alone, which its host starts again; then a host, with its own.
            await hosts[1].KillWorkerAsync();
            await Task.Delay(random.Next(200, 1_500));
            await hosts[0].KillAsync();
            await hosts[0].DisposeAsync();
            hosts[0] = await HostAsync(proxy);
            await AppliedAsync(connection);
            await CloseAsync(hosts[random.Next(2)]);
            Assert.True(proxy.Faults > 0, "no request met a fault");
            proxy.Calm();
            var figures = await GeneratedEmployer.FiguresAsync(hosts[0], isClosed: true);
            Assert.Equal(figures, await GeneratedEmployer.FiguresAsync(hosts[1], isClosed: true));
            foreach (var law in (string[])["reconcile", "replay"])
            {
                var held = await Cli.RunAsync(law, "acme", "--connection", connection);
                Assert.True(held.ExitCode == 0, $"seed {seed}: {held}");
            }

            return figures;
        }
        finally
        {
            await Task.WhenAll(hosts.OfType<Serving>().Select(host => host.DisposeAsync().AsTask()));
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
                    FourShards, "--connection", proxy.Connection, "--today", Today, "--no-timers");
            }
            catch (InvalidOperationException) when (attempt < 5)
            {
                // The exception holds the log; five in a row are no bad luck.
            }
        }
    }

    private static async Task AppliedAsync(string connection)
    {
        var reader = new LedgerReader(AzureStorage.Connect(connection));
        var deadline = DateTime.UtcNow + TimeLimit;
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
        var deadline = DateTime.UtcNow + TimeLimit;
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

    public sealed class GoodDay() : UndisturbedRun(members: 400, claims: 2_000, Shards, Today, isClosed: true);
}
