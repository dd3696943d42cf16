using Azure.Storage.Blobs;

namespace Scenarios;

/// <summary><c>replay --into</c>: law 4 with the ledger kept, as an employer moves to another account.</summary>
public sealed class Moved_to_another_account : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_employer_moves_with_every_figure_and_goes_on_there_where_none_of_its_own_is_written_over()
    {
        var employer = await GeneratedEmployer.GenerateAsync(_folder["drop"], members: 300, claims: 900, months: 2);
        await using var here = await ServeAsync();
        await employer.DropJanuaryAsync(here.Connection, wait: true);
        // The same name again with other content: both versions are part of what was.
        File.Copy(employer.File("claims", "2026-02.csv"), employer.File("claims", "2026-01.csv"), overwrite: true);
        await here.PostAsync("/api/employers/acme/periods/2026-01/close");
        await employer.DropAsync(here.Connection, "claims", "2026-01.csv");
        var figures = await GeneratedEmployer.FiguresAsync(here, isClosed: true);

        var there = await SharedAzurite.TakeAccountAsync();
        // Twice: what was begun and broken off is gone on with.
        for (var time = 0; time < 2; time++)
        {
            var moved = await MoveAsync("acme", here.Connection, there);
            Assert.True(moved.ExitCode == 0, moved.ToString());
        }

        var published = await PublishedAsync(there);
        Assert.Equal(await PublishedAsync(here.Connection), published);
        Assert.NotEmpty(published);
        await using var serving = await ServeAsync("--connection", there);
        Assert.Equal(figures, await GeneratedEmployer.FiguresAsync(serving, isClosed: true));
        // The app there knows the files it finds, and goes on where the other stopped.
        await serving.PostAsync("/api/employers/acme/periods/2026-02/close");
        await here.PostAsync("/api/employers/acme/periods/2026-02/close");
        Assert.Equal(
            await GeneratedEmployer.FiguresAsync(here, isClosed: true),
            await GeneratedEmployer.FiguresAsync(serving, isClosed: true));
        var reconciled = await Cli.RunAsync("reconcile", "acme", "--connection", serving.Connection);
        Assert.True(reconciled.ExitCode == 0, reconciled.ToString());
        await AssertLedgerOfItsOwnIsKeptAsync(here, serving);
    }

    /// <summary>An employer that has other files there is not written over.</summary>
    private async Task AssertLedgerOfItsOwnIsKeptAsync(Serving here, Serving there)
    {
        const string employer = "zenith";
        await GeneratedEmployer.GenerateAsync(_folder[employer], members: 50, claims: 50, name: employer);
        var (plan, enrollment) = (_folder[employer, "plans", "2026-01-01.json"],
            _folder[employer, "enrollment", "enrollment.csv"]);
        await PutAsync(here, "plans", plan);
        await PutAsync(here, "claims", _folder[employer, "claims", "2026-01.csv"]);
        await PutAsync(there, "plans", plan);
        await PutAsync(there, "enrollment", enrollment);
        var before = await FilesAsync(there);
        var moved = await MoveAsync(employer, here.Connection, there.Connection);
        Assert.True(moved.ExitCode == 3, moved.ToString());
        Assert.Contains("journal entry 2: expected", moved.Output, StringComparison.Ordinal);
        Assert.Equal(before, await FilesAsync(there));

        static async Task PutAsync(Serving serving, string kind, string file)
        {
            var put = await serving.PutAsync(kind, employer, file);
            Assert.True(put.ExitCode is 0 or 2, put.ToString());
        }

        static async Task<string> FilesAsync(Serving serving) =>
            (await serving.GetAsync($"/api/employers/{employer}/files")).GetRawText();
    }

    private static Task<Ended> MoveAsync(string employer, string from, string to) =>
        Cli.RunAsync("replay", employer, "--connection", from, "--into", to);

    private static Task<Serving> ServeAsync(params string[] storage) =>
        Serving.StartAsync(["--today", "2026-03-31", "--no-timers", .. storage]);

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
