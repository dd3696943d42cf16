using System.IO.Compression;
using System.Text.Json.Nodes;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

/// <summary>
/// A ledger that the last program of the first edition wrote (commit b77e49f), row by row and blob by blob, in the
/// middle of May 2027. Plan year 2026 is the golden case of the run-out with late voids: settled in March, its carrier owes
/// 8,000.00. Plan year 2027 has an accrued reimbursement of both halves and a pended claim of 40,000.00. In May one claim
/// of each year was decided; that of 2026 was denied, for it came after the run-out.
/// </summary>
internal static class FirstEditionLedger
{
    public const string Employer = "acme";
    public const int Shards = 2;

    private static readonly JsonNode Stored = Read();

    public static PlanYear Settled { get; } = new(Month.Of(2026, 1));

    public static PlanYear Current { get; } = new(Month.Of(2027, 1));

    /// <summary>The last month that the first edition closed.</summary>
    public static Month LastClosed { get; } = Month.Of(2027, 4);

    public static ManualTime Time()
    {
        var time = new ManualTime();
        time.Advance(new DateTimeOffset(2027, 5, 20, 12, 0, 0, TimeSpan.Zero) - time.GetUtcNow());
        return time;
    }

    public static async Task<MemoryStorage> LoadAsync()
    {
        var storage = new MemoryStorage();
        foreach (var blob in Stored["blobs"]!.AsArray())
        {
            var name = NameOf((string)blob!["name"]!);
            await storage.PutBlobAsync(name, Convert.FromBase64String((string)blob["content"]!));
            if ((bool)blob["frozen"]!) await storage.FreezeBlobAsync(name);
        }

        foreach (var stored in Stored["rows"]!.AsArray())
        {
            var row = RowOf(stored!);
            if (row.Text("container") is { } container)
            {
                // A blob has another version here, by which its arrival is known.
                var dropped = new BlobName(container, row.RequiredText("path"));
                var version = (await storage.DescribeBlobAsync(dropped))!.Version;
                row.With("etag", version);
                var once = new Row(row.Partition, JournalRows.OnceKey($"drop {dropped} {version}"))
                    .With("sequence", JournalRows.ToEntry(row).Sequence);
                await storage.CommitAsync(row.Partition, [RowAction.Upsert(once)]);
            }

            await storage.CommitAsync(row.Partition, [RowAction.Upsert(row)]);
        }

        return storage;
    }

    private static Row RowOf(JsonNode stored)
    {
        var row = new Row((string)stored["partition"]!, (string)stored["key"]!)
        {
            Payload = Convert.FromBase64String((string)stored["payload"]!),
        };
        foreach (var (field, value) in stored["fields"]!.AsObject())
        {
            if (value!.GetValueKind() == System.Text.Json.JsonValueKind.Number) row.With(field, (long)value);
            else row.With(field, (string)value!);
        }

        return row;
    }

    private static BlobName NameOf(string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        return new BlobName(path[..slash], path[(slash + 1)..]);
    }

    private static JsonNode Read()
    {
        using var packed = typeof(FirstEditionLedger).Assembly.GetManifestResourceStream("FirstEdition.json.gz")!;
        using var json = new GZipStream(packed, CompressionMode.Decompress);
        return JsonNode.Parse(json)!;
    }
}
