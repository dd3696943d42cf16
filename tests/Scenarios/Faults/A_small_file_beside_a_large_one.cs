using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Azure.Storage.Blobs;
using Xunit.Abstractions;

namespace Scenarios.Faults;

/// <summary>One employer's large file keeps nobody else waiting.</summary>
public sealed class A_small_file_beside_a_large_one(ITestOutputHelper output) : IDisposable
{
    /// <summary>Of the large file; <c>ASO_LARGE_FILE_CLAIMS</c> asks for another number.</summary>
    private static readonly int Claims = int.TryParse(
        Environment.GetEnvironmentVariable("ASO_LARGE_FILE_CLAIMS"), CultureInfo.InvariantCulture, out var claims)
        ? claims
        : 60_000;

    /// <summary>A guard against waiting for ever, not a claim of speed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4 + Claims / 50_000);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Is_decided_while_the_large_one_still_is_and_both_show_how_far_they_are()
    {
        await using var serving = await Serving.StartAsync(
            new Dictionary<string, string> { ["Shards"] = "1" }, "--today", "2026-01-31", "--no-timers");
        await EnrollAsync(serving, "large", members: Math.Max(4_000, Claims / 100), Claims);
        await EnrollAsync(serving, "small", members: 10, claims: 10);

        // At once, the large one first.
        var claims = new BlobServiceClient(serving.Connection).GetBlobContainerClient("claims");
        foreach (var employer in (string[])["large", "small"])
            await claims.GetBlobClient($"{employer}/2026-01.csv").UploadAsync(
                _folder[employer, "claims", "2026-01.csv"]);

        var dropped = Stopwatch.StartNew();
        var progress = new List<decimal>();
        TimeSpan? smallDone = null;
        while (true)
        {
            Assert.True(dropped.Elapsed < Patience, serving.Errors);
            var small = await NewestAsync(serving, "small");
            var large = await NewestAsync(serving, "large");
            if (large?.GetProperty("progress").GetDecimal() is { } part and > 0m) progress.Add(part);
            if (StateOf(large) == "done") break;
            if (StateOf(small) == "done") smallDone ??= dropped.Elapsed;
            await Task.Delay(20);
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"10 claims done after {smallDone?.TotalSeconds:0.0} s, {Claims:N0} after {dropped.Elapsed.TotalSeconds:0.0} s"));
        Assert.True(smallDone is not null, "the small file was not done before the large one was");
        Assert.Contains(progress, part => part < 1m);
        Assert.Equal(progress.Order(), progress);
    }

    private static string? StateOf(JsonElement? file) => file?.GetProperty("state").GetString();

    private async Task EnrollAsync(Serving serving, string employer, int members, int claims)
    {
        var made = await Cli.RunAsync(
            "generate", "--employer", employer, "--members", $"{members}", "--claims", $"{claims}", "--months", "1",
            "--out", _folder[employer]);
        Assert.True(made.ExitCode == 0, made.ToString());
        foreach (var (kind, file) in new[] { ("plans", "2026-01-01.json"), ("enrollment", "enrollment.csv") })
        {
            var put = await serving.PutAsync(kind, employer, _folder[employer, kind, file]);
            Assert.True(put.ExitCode == 0, put.ToString());
        }
    }

    /// <summary>The file of claims; null: it has not been noticed yet.</summary>
    private static async Task<JsonElement?> NewestAsync(Serving serving, string employer)
    {
        var files = (await serving.GetAsync($"/api/employers/{employer}/files")).GetProperty("items");
        var newest = files.EnumerateArray().First();
        return newest.GetProperty("kind").GetString() == "claims" ? newest : null;
    }
}
