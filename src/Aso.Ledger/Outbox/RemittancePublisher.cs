using System.Globalization;
using Aso.ClaimFiles.Remittances;
using Aso.Ledger.Exports;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Outbox;

/// <summary>
/// Writes the 835s of a closed month to <c>remittances</c> (files.md section 1): files of one shard each, so that no
/// more than <see cref="DecisionsMax"/> decisions are held at once. It lists every claim of the month, so it costs as
/// much as these, and nothing waits for it: the month's statement is ready before. Writing again writes the same.
/// </summary>
public sealed class RemittancePublisher(ILedgerStorage storage, LedgerReader reader)
{
    /// <summary>Decisions in one file.</summary>
    public const int DecisionsMax = 20_000;

    private readonly PayeeBalances _owing = new(storage);
    private readonly PostedDecisions _decisions = new(reader);

    /// <param name="due">The shard has made its cut of the month.</param>
    internal async Task PublishAsync(ShardId shard, DueRemittance due, CancellationToken cancellation)
    {
        var cut = await storage.ReadAsync(shard.Partition, ShardRows.CutKey(due.Month), cancellation)
            ?? throw new CorruptLedgerException(shard.Partition, ShardRows.CutKey(due.Month), "the shard made no cut");
        if (ShardRows.PostedOf(cut) is not { } posted) return;
        // A month only closes under a plan.
        List<Plan> plans = [.. HeadState.Read(cut.Payload).Plans.Select(plan => plan.Read(shard.Employer))];
        var plan = plans.Find(one => one.Contains(due.Month)) ?? plans.MaxBy(one => one.Year)!;
        var owed = await _owing.ReadAsync(shard, due.Month, cancellation);
        var files = new Files(storage, shard, due, plan, owed);
        await foreach (var (decision, about) in _decisions.ReadAsync(shard, posted, due.Month, cancellation))
        {
            // A reversal of a pended claim, which was never remitted, is left out; any other names the claim it reverses.
            if (!IsOfPended(decision)) await files.AddAsync(decision with { Claim = about }, cancellation);
        }

        await files.FinishAsync(cancellation);
        await _owing.WriteAsync(shard, due.Month, owed, cancellation);
    }

    // OA-133 marks the lines of a pended claim (rule 3.12), and the lines that withdraw it.
    private static bool IsOfPended(Decision decision) => decision.Status == DecisionStatus.Voided
        && decision.Lines.Any(line => line.Adjustments.Any(one => one.Code == "OA-133"));

    /// <summary>Writes the decisions of one month and shard to numbered files.</summary>
    private sealed class Files(
        ILedgerStorage storage, ShardId shard, DueRemittance due, Plan plan, Dictionary<string, Cents> owed)
    {
        private readonly List<Decision> _decisions = [];
        private int _part;

        public async ValueTask AddAsync(Decision decision, CancellationToken cancellation)
        {
            _decisions.Add(decision);
            if (_decisions.Count == DecisionsMax) await FinishAsync(cancellation);
        }

        public async Task FinishAsync(CancellationToken cancellation)
        {
            if (_decisions.Count == 0) return;
            _part++;
            var month = due.Month;
            // yyMM, shard, part: its own number in a century.
            var number = (month.FirstDay.Year % 100 * 100 + month.FirstDay.Month) * 100_000 + shard.Shard * 1000
                + _part % 1000;
            var payer = new RemittancePayer(shard.Employer, plan.Name, due.Closed.UtcDateTime, number, plan.Payer);
            var place = string.Create(CultureInfo.InvariantCulture, $"{shard.Shard:D2}-{_part:D3}");
            using var file = new MemoryStream();
            await RemittanceWriter.WriteAsync(
                file, payer, month.LastDay, $"{shard.Employer}-{month}-{place}", _decisions, owed, cancellation);
            _decisions.Clear();
            if (file.Length == 0) return;
            await storage.PutBlobAsync(
                new BlobName("remittances", $"{shard.Employer}/{month}/{place}.835"),
                file.GetBuffer().AsMemory(0, (int)file.Length), cancellation);
        }
    }
}
