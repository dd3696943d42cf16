using System.Text.Json;

namespace Scenarios;

/// <summary>
/// Commands act on a storage that was named, or that the same checkout serves in the same folder, and say which first.
/// </summary>
public sealed class Which_storage_is_meant : IDisposable
{
    private const string Plan = """
        { "employer": "acme", "name": "Acme", "planYear": "2026-01-01", "runOutMonths": 0, "currency": "USD",
          "timeZone": "America/Chicago", "tiers": ["single"], "fees": { "administration": { "single": 38.00 } },
          "funding": { "method": "payAsYouGo" }, "benefits": { "medical": { "coinsurance": 0.20 } } }
        """;

    private readonly TemporaryFolder _here = new();
    private readonly TemporaryFolder _elsewhere = new();

    public void Dispose()
    {
        _here.Dispose();
        _elsewhere.Dispose();
    }

    [Fact]
    public async Task The_serve_of_this_folder_is_and_from_elsewhere_nothing_is_touched()
    {
        await File.WriteAllTextAsync(_here["2026-01-01.json"], Plan);
        await File.WriteAllTextAsync(_elsewhere["2026-01-01.json"], Plan);
        await using var serving = await Serving.StartInAsync(
            _here.Path, new Dictionary<string, string>(), "--today", "2026-04-15", "--no-timers");
        Assert.Matches("^using devstoreaccount1 at http://127.0.0.1:[0-9]+/devstoreaccount1: started here, in memory$",
            serving.FirstLine);

        string[] commands = ["put plans acme 2026-01-01.json", "log acme"];
        foreach (var refused in await Task.WhenAll(commands.Select(
            command => Cli.RunInAsync(_elsewhere.Path, command.Split(' ')))))
        {
            Assert.True(refused.ExitCode == 1, refused.ToString());
            Assert.Empty(refused.Output);
            Assert.StartsWith("No storage is known: none was named", refused.Errors, StringComparison.Ordinal);
            Assert.Contains("Start `serve` in this folder in another shell, or pass --connection", refused.Errors, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await serving.GetAsync("/api/employers")).GetArrayLength());
        var found = serving.FirstLine[..serving.FirstLine.LastIndexOf(": ", StringComparison.Ordinal)] + ": of the `serve` of this folder";
        foreach (var command in (string[])["put plans acme 2026-01-01.json --wait", "reconcile"])
        {
            var done = await Cli.RunInAsync(_here.Path, command.Split(' '));
            Assert.True(done.ExitCode == 0, done.ToString());
            Assert.StartsWith(found, done.Lines[0], StringComparison.Ordinal);
        }

        // What programs read stays what it was.
        var log = await Cli.RunInAsync(_here.Path, "log", "acme");
        Assert.StartsWith(found, log.Errors, StringComparison.Ordinal);
        Assert.NotEmpty(log.Lines);
        Assert.All(log.Lines, line => JsonDocument.Parse(line).Dispose());
    }

    [Fact]
    public async Task A_named_storage_is_told_by_account_and_endpoint_and_no_line_holds_its_key()
    {
        const string key = "bm90LWZvci15b3VyLWV5ZXM=";
        var ended = await Cli.RunInAsync(_elsewhere.Path, "reconcile", "--connection",
            $"DefaultEndpointsProtocol=http;AccountName=prod;AccountKey={key};BlobEndpoint=http://127.0.0.1:9/prod;"
            + "QueueEndpoint=http://127.0.0.1:9/prod;TableEndpoint=http://127.0.0.1:9/prod");
        Assert.True(ended.ExitCode == 1, ended.ToString());
        Assert.Equal("using prod at http://127.0.0.1:9/prod: named by --connection", Assert.Single(ended.Lines));
        Assert.StartsWith("The storage does not respond", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(key, ended.ToString(), StringComparison.Ordinal);
    }
}
