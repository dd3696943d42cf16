using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scenarios;

/// <summary>Law 1 on the real parts: SIGKILL, then the same data folder again.</summary>
public sealed class Killed_in_the_middle : IDisposable
{
    private const int Claims = 20_000;

    // Many commits, so that there is a middle to be killed in.
    private const int Shards = 16;
    private const string Liability = "/api/employers/acme/liability?planYear=2026-01-01";
    private const string StopLoss = "/api/employers/acme/stop-loss?planYear=2026-01-01";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_killed_process_that_starts_again_ends_with_the_ledger_of_an_undisturbed_one()
    {
        var made = await Cli.RunAsync(
            "generate", "--members", "2000", "--claims", $"{Claims}", "--months", "1", "--out", _folder["drop"]);
        Assert.True(made.ExitCode == 0, made.ToString());
        string[] undisturbed;
        await using (var serving = await StartAsync("undisturbed"))
        {
            await DropAsync(serving, wait: true);
            undisturbed = await FiguresAsync(serving);
        }

        foreach (var least in (int[])[-1, 0, Claims / 4])
        {
            await using var serving = await StartAsync("killed");
            if (least < 0) await DropAsync(serving, wait: false);
            var received = await ReceivedMoreThanAsync(serving, least);
            Assert.True(received < Claims * 9 / 10, $"{received} claims were decided already: too late for a kill");
            await serving.KillAsync();
        }

        await using var healed = await StartAsync("killed");
        // The same content under another name is followed to the end of the first, and changes nothing.
        File.Copy(_folder["drop", "claims", "2026-01.csv"], _folder["drop", "claims", "again.csv"]);
        var again = await healed.PutAsync("claims", "acme", _folder["drop", "claims", "again.csv"]);
        Assert.True(again.ExitCode == 0, $"{again}\n{healed.Errors}");
        Assert.Equal(undisturbed, await FiguresAsync(healed));
        foreach (var command in (string[])["reconcile", "replay"])
        {
            var checkedLaw = await Cli.RunAsync(command, "acme", "--connection", healed.Connection);
            Assert.True(checkedLaw.ExitCode == 0, checkedLaw.ToString());
        }
    }

    private async Task DropAsync(Serving serving, bool wait)
    {
        foreach (var (kind, file) in new[]
        {
            ("plans", _folder["drop", "plans", "2026-01-01.json"]),
            ("enrollment", _folder["drop", "enrollment", "enrollment.csv"]),
            ("claims", _folder["drop", "claims", "2026-01.csv"]),
        })
        {
            var ended = kind == "claims" && !wait
                ? await Cli.RunAsync("put", kind, "acme", file, "--connection", serving.Connection)
                : await serving.PutAsync(kind, "acme", file);
            Assert.True(ended.ExitCode == 0, $"{ended}\n{serving.Errors}");
        }
    }

    private static async Task<int> ReceivedMoreThanAsync(Serving serving, int least)
    {
        var deadline = DateTime.UtcNow.AddMinutes(3);
        while (DateTime.UtcNow < deadline)
        {
            var counts = (await serving.GetAsync(Liability)).GetProperty("counts");
            if (counts.GetProperty("received").GetInt32() is var received && received > least) return received;
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        throw new TimeoutException($"not more than {least} claims were decided\n{serving.Errors}");
    }

    /// <summary>What the ledger says, without the moment it was asked at.</summary>
    private static async Task<string[]> FiguresAsync(Serving serving)
    {
        var answers = new List<string>();
        foreach (var route in (string[])[Liability, StopLoss])
        {
            var answer = JsonNode.Parse((await serving.GetAsync(route)).GetRawText())!.AsObject();
            answer.Remove("asOf");
            answer.Remove("ledgerVersion");
            answers.Add(answer.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        }

        return [.. answers];
    }

    private Task<Serving> StartAsync(string folder) =>
        Serving.StartAsync(Shards, "--data", _folder[folder], "--today", "2026-01-31", "--no-timers");
}
