using System.Text.Json;
using System.Text.Json.Nodes;
using Aso.Local;
using Azure.Storage.Blobs;

namespace Scenarios;

/// <summary><c>replay --into</c>: law 4 with the ledger kept, as an employer moves to another account.</summary>
public sealed class Moved_to_another_account : IDisposable
{
    private static readonly string[] Routes =
    [
        "/api/employers/acme/liability?planYear=2026-01-01",
        "/api/employers/acme/stop-loss?planYear=2026-01-01",
        "/api/employers/acme/statements/2026-01-01/2026-01",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_employer_moves_with_every_figure_and_goes_on_there()
    {
        var made = await Cli.RunAsync(
            "generate", "--members", "300", "--claims", "900", "--months", "2", "--out", _folder["drop"]);
        Assert.True(made.ExitCode == 0, made.ToString());
        await using var here = await ServeAsync("here");
        await DropAsync(here, "plans", "2026-01-01.json");
        await DropAsync(here, "enrollment", "enrollment.csv");
        await DropAsync(here, "claims", "2026-01.csv");
        // The same name again with other content: both versions are part of what was.
        File.Copy(_folder["drop", "claims", "2026-02.csv"], _folder["drop", "claims", "2026-01.csv"], overwrite: true);
        await here.PostAsync("/api/employers/acme/periods/2026-01/close");
        await DropAsync(here, "claims", "2026-01.csv");
        var figures = await FiguresAsync(here);

        string[] published;
        await using (var there = await Azurite.StartAsync(_folder["there"]))
        {
            // Twice: what was begun and broken off is gone on with.
            for (var time = 0; time < 2; time++)
            {
                var moved = await Cli.RunAsync(
                    "replay", "acme", "--connection", here.Connection, "--into", there.ConnectionString);
                Assert.True(moved.ExitCode == 0, moved.ToString());
            }

            published = await PublishedAsync(there.ConnectionString);
        }

        Assert.Equal(await PublishedAsync(here.Connection), published);
        Assert.NotEmpty(published);
        await using var serving = await ServeAsync("there");
        Assert.Equal(figures, await FiguresAsync(serving));
        // The app there knows the files it finds, and goes on where the other stopped.
        await serving.PostAsync("/api/employers/acme/periods/2026-02/close");
        await here.PostAsync("/api/employers/acme/periods/2026-02/close");
        Assert.Equal(await FiguresAsync(here), await FiguresAsync(serving));
        var reconciled = await Cli.RunAsync("reconcile", "acme", "--connection", serving.Connection);
        Assert.True(reconciled.ExitCode == 0, reconciled.ToString());
    }

    [Fact]
    public async Task A_storage_where_the_employer_has_a_ledger_of_its_own_is_not_written_over()
    {
        var made = await Cli.RunAsync(
            "generate", "--members", "50", "--claims", "50", "--months", "1", "--out", _folder["drop"]);
        Assert.True(made.ExitCode == 0, made.ToString());
        await using var here = await ServeAsync("here");
        await using var other = await ServeAsync("other");
        await DropAsync(here, "plans", "2026-01-01.json");
        await DropAsync(other, "enrollment", "enrollment.csv");
        var before = await FilesAsync(other);
        var moved = await Cli.RunAsync(
            "replay", "acme", "--connection", here.Connection, "--into", other.Connection);
        Assert.Equal(3, moved.ExitCode);
        Assert.Contains("journal entry 1: expected", moved.Output, StringComparison.Ordinal);
        Assert.Equal(before, await FilesAsync(other));
    }

    private Task<Serving> ServeAsync(string folder) =>
        Serving.StartAsync("--data", _folder[folder], "--today", "2026-03-31", "--no-timers");

    private async Task DropAsync(Serving serving, string container, string file)
    {
        var put = await serving.PutAsync(container, "acme", _folder["drop", container, file]);
        Assert.True(put.ExitCode is 0 or 2, $"{put}\n{serving.Errors}");
    }

    private static async Task<string> FilesAsync(Serving serving) =>
        (await serving.GetAsync("/api/employers/acme/files")).GetRawText();

    private static async Task<string[]> FiguresAsync(Serving serving)
    {
        var answers = new List<string>();
        foreach (var route in Routes)
        {
            var answer = JsonNode.Parse((await serving.GetAsync(route)).GetRawText())!.AsObject();
            answer.Remove("asOf");
            answer.Remove("ledgerVersion");
            answers.Add(answer.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        }

        return [.. answers];
    }

    /// <summary>What people were given at the close, by name and content.</summary>
    private static async Task<string[]> PublishedAsync(string connection)
    {
        var found = new List<string>();
        foreach (var container in (string[])["statements", "remittances"])
        {
            var blobs = new BlobServiceClient(connection).GetBlobContainerClient(container);
            await foreach (var blob in blobs.GetBlobsAsync())
            {
                var content = (await blobs.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content;
                // A workbook carries the moment it was packed.
                var isPacked = blob.Name.EndsWith(".xlsx", StringComparison.Ordinal);
                found.Add($"{container}/{blob.Name} {(isPacked ? "" : content.ToString())}");
            }
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }
}
