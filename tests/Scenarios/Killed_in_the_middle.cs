using System.Text.Json;
using System.Text.Json.Nodes;
using Aso.Ledger;

namespace Scenarios;

/// <summary>Law 1 on the real parts: SIGKILL, then the same data folder again.</summary>
public sealed class Killed_in_the_middle : IDisposable
{
    private const int Claims = 20_000;

    // Many shards, one after the other: so there is a middle to be killed in, however slow the machine.
    private const int Shards = 32;
    private const long ClaimsSequence = 3;
    private const string Liability = "/api/employers/acme/liability?planYear=2026-01-01";
    private const string StopLoss = "/api/employers/acme/stop-loss?planYear=2026-01-01";
    private static readonly Dictionary<string, string> OneByOne = new()
    {
        ["Shards"] = $"{Shards}",
        ["AzureFunctionsJobHost__extensions__queues__batchSize"] = "1",
        ["AzureFunctionsJobHost__extensions__queues__newBatchThreshold"] = "0",
    };

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

        foreach (var shards in (int[])[0, Shards / 4, Shards / 2])
        {
            await using var serving = await StartAsync("killed");
            if (shards == 0) await DropAsync(serving, wait: false);
            var decided = await DecidedAsync(serving, shards);
            Assert.True(decided < Shards, "every claim was decided already: too late for a kill");
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

    /// <summary>Waits until so many shards have decided all of their claims; answers how many have.</summary>
    private static async Task<int> DecidedAsync(Serving serving, int least)
    {
        var storage = AzureStorage.Connect(serving.Connection);
        var deadline = DateTime.UtcNow.AddMinutes(3);
        while (DateTime.UtcNow < deadline)
        {
            var view = await new LedgerReader(storage).ViewAsync("acme");
            var decided = view!.Heads.Count(head => head.Applied.Sequence > ClaimsSequence);
            if (decided >= least) return decided;
        }

        throw new TimeoutException($"less than {least} shards decided their claims\n{serving.Errors}");
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
        Serving.StartAsync(OneByOne, "--data", _folder[folder], "--today", "2026-01-31", "--no-timers");
}
