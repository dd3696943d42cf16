using System.Globalization;
using System.Text.Json;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Outbox;

/// <summary>
/// What payees owe after a month's remittances of a shard, because more was reversed than paid: the next month's take
/// it from their payments. Stored in the pipeline's own container, one blob for each remitted month.
/// </summary>
internal sealed class PayeeBalances(ILedgerStorage storage)
{
    /// <summary>What is owed before a month, by payee: of the latest month before it.</summary>
    public async Task<Dictionary<string, Cents>> ReadAsync(ShardId shard, Month month, CancellationToken cancellation)
    {
        string? latest = null;
        await foreach (var blob in storage.ListBlobsAsync(LedgerNames.WorkContainer, Folder(shard), cancellation))
            if (string.CompareOrdinal(blob.Name, Name(shard, month)) < 0
                && string.CompareOrdinal(blob.Name, latest) > 0) latest = blob.Name;
        var bytes = latest is null ? null
            : await storage.ReadBlobAsync(new BlobName(LedgerNames.WorkContainer, latest), 0, null, cancellation);
        return bytes is null ? []
            : JsonSerializer.Deserialize<Dictionary<string, long>>(bytes)!
                .ToDictionary(one => one.Key, one => new Cents(one.Value));
    }

    public async Task WriteAsync(
        ShardId shard, Month month, IReadOnlyDictionary<string, Cents> owed, CancellationToken cancellation) =>
        await storage.PutBlobAsync(
            new BlobName(LedgerNames.WorkContainer, Name(shard, month)),
            JsonSerializer.SerializeToUtf8Bytes(
                owed.Where(one => !one.Value.IsZero).OrderBy(one => one.Key, StringComparer.Ordinal)
                    .ToDictionary(one => one.Key, one => one.Value.Value)),
            cancellation);

    private static string Name(ShardId shard, Month month) => $"{Folder(shard)}{month}.json";

    private static string Folder(ShardId shard) =>
        string.Create(CultureInfo.InvariantCulture, $"{shard.Employer}/owed/{shard.Shard:D2}/");
}
