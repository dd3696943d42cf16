using System.Globalization;
using Aso.ClaimFiles;
using Aso.Domain;

namespace Aso.Ledger;

/// <summary>
/// Writes the 835s of a closed month to <c>remittances</c> (files.md section 1): files of one shard each, so that no more
/// than <see cref="DecisionsMax"/> decisions are held at once. Writing again writes the same.
/// </summary>
public sealed class RemittancePublisher(ILedgerStorage storage, LedgerReader reader)
{
    /// <summary>Decisions in one file.</summary>
    public const int DecisionsMax = 20_000;

    /// <param name="closed">The journal entry of the close; its shards have made their cut.</param>
    /// <param name="name">The employer's full name.</param>
    internal async Task PublishAsync(
        JournalEntry closed, int shards, Month month, string name, CancellationToken cancellation)
    {
        var payer = new RemittancePayer(closed.Employer, name, closed.Received.UtcDateTime);
        for (var shard = 0; shard < shards; shard++)
        {
            var part = 0;
            var decisions = new List<Decision>();
            await foreach (var row in reader.LogAsync(new ShardId(closed.Employer, shard), cancellation))
            {
                foreach (var decided in row.Events.OfType<ClaimDecided>())
                    if (decided.Decision.PostingMonth == month) decisions.Add(decided.Decision);
                if (decisions.Count < DecisionsMax) continue;
                await WriteAsync(payer, month, shard, ++part, decisions, cancellation);
                decisions.Clear();
            }

            await WriteAsync(payer, month, shard, ++part, decisions, cancellation);
        }
    }

    private async Task WriteAsync(
        RemittancePayer payer, Month month, int shard, int part, List<Decision> decisions, CancellationToken cancellation)
    {
        using var file = new MemoryStream();
        var trace = string.Create(CultureInfo.InvariantCulture, $"{payer.Employer}-{month}-{shard:D2}-{part:D3}");
        await RemittanceWriter.WriteAsync(file, payer, month.LastDay, trace, decisions, cancellation);
        if (file.Length == 0) return;
        var path = string.Create(
            CultureInfo.InvariantCulture, $"{payer.Employer}/{month}/{shard:D2}-{part:D3}.835");
        await storage.PutBlobAsync(
            new BlobName("remittances", path), file.GetBuffer().AsMemory(0, (int)file.Length), cancellation);
    }
}
