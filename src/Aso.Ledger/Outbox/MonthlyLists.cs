using Aso.Ledger.Exports;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Outbox;

/// <summary>
/// Writes what lists every claim of a closed month, remittances and tables, from one reading of its log. It costs as
/// much as there are claims, and nothing waits for it: the month's statement is ready before. Writing again writes the
/// same.
/// </summary>
public sealed class MonthlyLists(
    ILedgerStorage storage, LedgerReader reader, RemittancePublisher remittances, MonthlyExports exports)
{
    /// <summary>Decisions that are read while those before are written.</summary>
    private const int BatchMax = 500;

    private readonly PostedDecisions _decisions = new(reader);

    /// <param name="due">The shard has made its cut of the month.</param>
    internal async Task WriteAsync(ShardId shard, DueRemittance due, CancellationToken cancellation)
    {
        var cut = await storage.ReadAsync(shard.Partition, ShardRows.CutKey(due.Month), cancellation)
            ?? throw new CorruptLedgerException(shard.Partition, ShardRows.CutKey(due.Month), "the shard made no cut");
        if (ShardRows.PostedOf(cut) is { } posted)
        {
            List<Plan> plans = [.. HeadState.Read(cut.Payload).Plans.Select(plan => plan.Read(shard.Employer))];
            await WriteAsync(shard, due, posted, plans, cancellation);
        }

        await exports.WriteEnrollmentAsync(shard, due.Month, cancellation);
    }

    private async Task WriteAsync(
        ShardId shard, DueRemittance due, LogRange posted, List<Plan> plans, CancellationToken cancellation)
    {
        // A month only closes under a plan.
        var plan = plans.Find(one => one.Contains(due.Month)) ?? plans.MaxBy(one => one.Year)!;
        var files = await remittances.OpenAsync(shard, due, plan, cancellation);
        var tables = exports.Open(shard, due.Month, [.. plans.Select(one => one.Year)]);
        var writing = Task.CompletedTask;
        try
        {
            await foreach (var some in _decisions.ReadAsync(shard, posted, due.Month, cancellation))
            {
                foreach (var batch in some.Chunk(BatchMax))
                {
                    await writing;
                    if (batch.Length == BatchMax)
                    {
                        writing = Task.WhenAll(
                            Task.Run(() => files.AddAsync(batch, cancellation), cancellation),
                            Task.Run(() => tables.AddAsync(batch, cancellation), cancellation));
                        continue;
                    }

                    // A rest is not worth threads: so few claims are written in the same order of calls every time.
                    await files.AddAsync(batch, cancellation);
                    await tables.AddAsync(batch, cancellation);
                }
            }
        }
        finally
        {
            // Where reading fails, nothing is written on behind it.
            await writing;
        }

        await files.FinishAsync(cancellation);
        await tables.FinishAsync(cancellation);
    }
}
