using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Aso.Local.Hosting;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Xunit.Abstractions;

namespace Scenarios.Faults;

/// <summary>One employer's large file keeps nobody else waiting.</summary>
public sealed class A_small_file_beside_a_large_one(ITestOutputHelper output) : IDisposable
{
    /// <summary>Of the large file.</summary>
    private static readonly int Claims = Number("ASO_LARGE_FILE_CLAIMS") ?? 60_000;

    private static readonly int Shards = Number("ASO_LARGE_FILE_SHARDS") ?? 1;

    /// <summary>
    /// The host has as many places as the large file has shards, and so none left: the small ones are decided in turns
    /// that the large one ends before it is done.
    /// </summary>
    private static readonly Dictionary<string, string> NoPlaceLeft = new()
    {
        ["Shards"] = $"{Shards}",
        ["AzureFunctionsJobHost__extensions__queues__batchSize"] = $"{Shards}",
        ["AzureFunctionsJobHost__extensions__queues__newBatchThreshold"] = "0",
    };

    /// <summary>A guard against waiting for ever, not a claim of speed.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(4 + Claims / 50_000);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Is_decided_while_the_large_one_still_is_and_all_show_how_far_they_are()
    {
        await using var serving = await Serving.StartAsync(NoPlaceLeft, "--today", "2026-01-31", "--no-timers");
        await Task.WhenAll(
            EnrollAsync(serving, "large", members: Math.Max(4_000, Claims / 100), Claims),
            EnrollAsync(serving, "early", members: 10, claims: 10),
            EnrollAsync(serving, "late", members: 10, claims: 10));

        var began = Stopwatch.GetTimestamp();
        await DropAsync(serving, "large");
        // One at once, and one when the large one has all the host's places.
        var waiting = new Dictionary<string, long> { ["early"] = await DropAsync(serving, "early") };
        var done = new Dictionary<string, TimeSpan>();
        var progress = new List<decimal>();
        while (true)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeLimit, serving.Errors);
            var large = await NewestAsync(serving, "large");
            if (large?.GetProperty("progress").GetDecimal() is { } part and > 0m) progress.Add(part);
            if (StateOf(large) == "done") break;
            if (StateOf(large) == "adjudicating" && !waiting.ContainsKey("late"))
                waiting.Add("late", await DropAsync(serving, "late", isTold: true));
            foreach (var (small, since) in waiting.Where(one => !done.ContainsKey(one.Key)))
            {
                if (StateOf(await NewestAsync(serving, small)) == "done")
                    done.Add(small, Stopwatch.GetElapsedTime(since));
            }

            await Task.Delay(20);
        }

        Report($"{Shards} shards: {Claims:N0} claims after", Stopwatch.GetElapsedTime(began));
        foreach (var (small, after) in done) Report($"10 claims of {small} after", after);
        Assert.Equal(["early", "late"], done.Keys.Order());
        Assert.Contains(progress, part => part < 1m);
        Assert.Equal(progress.Order(), progress);
    }

    private void Report(FormattableString what, TimeSpan after) => output.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{FormattableString.Invariant(what)} {after.TotalSeconds:0.0} s"));

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>Drops the claims of an employer; answers when that was.</summary>
    /// <param name="isTold">
    /// The host is told of the file, as by an event in Azure: its own scan may take three seconds to find it, in which a
    /// fast machine is nearly done with the large one.
    /// </param>
    private async Task<long> DropAsync(Serving serving, string employer, bool isTold = false)
    {
        if (!isTold) await Serving.NextSecondAsync();
        var blob = new BlobServiceClient(serving.Connection).GetBlobContainerClient("claims")
            .GetBlobClient($"{employer}/2026-01.csv");
        var dropped = await blob.UploadAsync(_folder[employer, "claims", "2026-01.csv"]);
        var since = Stopwatch.GetTimestamp();
        if (isTold) await TellAsync(serving, blob, dropped.Value.ETag);
        return since;
    }

    private static async Task TellAsync(Serving serving, BlobClient blob, ETag version) =>
        await new QueueClient(
            serving.Connection, "azure-webjobs-blobtrigger-asofunctions",
            new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 })
            .SendMessageAsync(JsonSerializer.Serialize(new
            {
                Type = "BlobTrigger",
                FunctionId = $"{typeof(Triggers).FullName}.{nameof(Triggers.ParseClaimFile)}",
                BlobType = "Block",
                ContainerName = blob.BlobContainerName,
                BlobName = blob.Name,
                ETag = version.ToString(),
            }));

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
