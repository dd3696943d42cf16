using System.Globalization;
using Aso.ClaimFiles;
using Aso.Domain;

namespace Aso.Ledger;

/// <summary>
/// Writes the 835s of a closed month to <c>remittances</c> (files.md section 1): files of one shard each, so that no
/// more than <see cref="DecisionsMax"/> decisions are held at once. It lists every claim of the month, so it costs as
/// much as these, and nobody waits for it: a month's statement is ready before. Writing again writes the same.
/// </summary>
public sealed class RemittancePublisher(ILedgerStorage storage, LedgerReader reader)
{
    /// <summary>Decisions in one file.</summary>
    public const int DecisionsMax = 20_000;

    /// <param name="due">The shard has made its cut of the month.</param>
    internal async Task PublishAsync(ShardId shard, DueRemittance due, CancellationToken cancellation)
    {
        var cut = await storage.ReadAsync(shard.Partition, ShardRows.CutKey(due.Month), cancellation)
            ?? throw new CorruptLedgerException(shard.Partition, ShardRows.CutKey(due.Month), "the shard made no cut");
        if (ShardRows.PostedOf(cut) is not { } posted) return;
        // A month only closes under a plan.
        var name = HeadState.Read(cut.Payload).Plans[0].Read(shard.Employer).Name;
        var payer = new RemittancePayer(shard.Employer, name, due.Closed.UtcDateTime);
        var part = 0;
        var decisions = new List<Decision>();
        await foreach (var row in reader.LogAsync(shard, posted, cancellation))
        {
            foreach (var decided in row.Events.OfType<ClaimDecided>())
                if (decided.Decision.PostingMonth == due.Month) decisions.Add(decided.Decision);
            if (decisions.Count < DecisionsMax) continue;
            await WriteAsync(payer, due.Month, shard.Shard, ++part, decisions, cancellation);
            decisions.Clear();
        }

        await WriteAsync(payer, due.Month, shard.Shard, ++part, decisions, cancellation);
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
