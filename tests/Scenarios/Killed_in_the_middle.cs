using Aso.Ledger.Reading;
using Aso.Ledger.Storage;

namespace Scenarios;

/// <summary>
/// Law 1 on the real parts: SIGKILL of the app, of its host, then the same data folder again; a clean stop on SIGTERM.
/// </summary>
public sealed class Killed_in_the_middle(Killed_in_the_middle.Undisturbed undisturbed)
    : IClassFixture<Killed_in_the_middle.Undisturbed>, IDisposable
{
    // Shards one after the other: so there is a middle to be killed in, however slow the machine.
    private const int Shards = 16;
    private const long ClaimsSequence = 3;
    private const string Today = "2026-01-31";
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
        var employer = undisturbed.Employer;
        await using (var serving = await StartAsync())
        {
            await employer.DropJanuaryAsync(serving.Connection, wait: false);
            var decided = await DecidedAsync(serving, 2);
            Assert.True(decided < Shards, "every claim was decided already: too late to kill the app");
            await serving.KillWorkerAsync();
            // The host starts the app again and goes on.
            decided = await DecidedAsync(serving, Math.Min(Shards, decided + 2));
            Assert.True(decided < Shards, "every claim was decided already: too late to kill the host");
            await serving.KillAsync();
            await serving.WorkerEndedAsync();
        }

        // What is left need not take its time.
        await using var healed = await Serving.StartAsync(
            new Dictionary<string, string> { ["Shards"] = $"{Shards}" }, Arguments());
        // The same content under another name is followed to the end of the first, and changes nothing.
        File.Copy(employer.File("claims", "2026-01.csv"), _folder["again.csv"]);
        var again = await healed.PutAsync("claims", GeneratedEmployer.Name, _folder["again.csv"]);
        Assert.True(again.ExitCode == 0, $"{again}\n{healed.Errors}");
        Assert.Equal(undisturbed.Figures, await GeneratedEmployer.FiguresAsync(healed, isClosed: false));
        foreach (var command in (string[])["reconcile", "replay"])
        {
            var checkedLaw = await Cli.RunAsync(command, "acme", "--connection", healed.Connection);
            Assert.True(checkedLaw.ExitCode == 0, checkedLaw.ToString());
        }

        if (!OperatingSystem.IsWindows()) Assert.Equal(0, await healed.StopAsync());
    }

    /// <summary>Waits until so many shards have decided all of their claims; answers how many have.</summary>
    private static async Task<int> DecidedAsync(Serving serving, int least)
    {
        var reader = new LedgerReader(AzureStorage.Connect(serving.Connection));
        var deadline = DateTime.UtcNow.AddMinutes(3);
        while (DateTime.UtcNow < deadline)
        {
            var view = await reader.ViewAsync("acme");
            var decided = view!.Heads.Count(head => head.Applied.Sequence > ClaimsSequence);
            if (decided >= least) return decided;
            await Task.Delay(100);
        }

        throw new TimeoutException($"less than {least} shards decided their claims\n{serving.Errors}");
    }

    private Task<Serving> StartAsync() => Serving.StartAsync(OneByOne, Arguments());

    private string[] Arguments() => ["--data", _folder["data"], "--today", Today, "--no-timers"];

    public sealed class Undisturbed() : UndisturbedRun(members: 400, claims: 3_200, Shards, Today, isClosed: false);
}
