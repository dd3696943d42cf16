using System.IO.Compression;
using System.Text;
using Aso.Local.Delivery;
using AsoFunctions.Http.Api;

namespace Scenarios.InMemory;

/// <summary>What cannot be read whole has a state of its own, and put counts it as rejected.</summary>
public sealed class IncompleteFilesTests : IAsyncDisposable
{
    private const string Rows =
        "claimNumber,lineNumber,benefit,memberId,serviceFrom,charge\nC1,1,medical,M1,2026-01-05,100.00\n";

    private readonly MemoryPipeline _pipeline = new();

    [Fact]
    public async Task An_unreadable_entry_a_refused_plan_and_an_unreadable_file_are_not_done()
    {
        await _pipeline.DropAsync("plans", "acme/2026-01-01.json", """
            { "employer": "acme", "planYear": "2026-01-01", "currency": "USD", "timeZone": "UTC", "tiers": ["single"],
              "fees": { "administration": { "single": 1.00 } }, "funding": { "method": "payAsYouGo" },
              "benefits": { "medical": {} } }
            """);
        await _pipeline.DropAsync("claims", "acme/whole.zip", Zip(("a.csv", Rows)));
        await _pipeline.DropAsync(
            "claims", "acme/part.zip", Zip(("b.csv", Rows.Replace("C1", "C2", StringComparison.Ordinal)), ("c.txt", "hello")));
        await _pipeline.DropAsync("claims", "acme/none.zip", Zip(("c.txt", "hello")));
        await _pipeline.DropAsync("plans", "acme/2026-01-01.json", "{}");

        var files = await MemoryPipeline.CallAsync(
            http => _pipeline.Functions<FilesApi>().ListAsync(http.Request, "acme", default));
        Assert.Equal(
            [("plans/acme/2026-01-01.json", "refused"), ("claims/acme/none.zip", "quarantined"),
                ("claims/acme/part.zip", "incomplete"), ("claims/acme/whole.zip", "done"),
                ("plans/acme/2026-01-01.json", "done")],
            files["items"]!.AsArray().Select(file => ((string)file!["path"]!, (string)file["state"]!)));
        foreach (var (name, rejected) in new[] { ("whole.zip", false), ("part.zip", true), ("none.zip", true) })
        {
            var told = await _pipeline.TextAsync("acknowledgments", $"acme/{name}.json");
            Assert.Equal(rejected, AcknowledgmentText.Write(Encoding.UTF8.GetBytes(told)).Rejected);
        }
    }

    public async ValueTask DisposeAsync() => await _pipeline.DisposeAsync();

    private static byte[] Zip(params (string Name, string Text)[] entries)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return bytes.ToArray();
    }
}
