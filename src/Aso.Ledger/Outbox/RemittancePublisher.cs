using System.Globalization;
using Aso.ClaimFiles.Remittances;
using Aso.Ledger.Exports;
using Aso.Ledger.Journal;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Outbox;

/// <summary>
/// Writes the 835s of a closed month to <c>remittances</c> (files.md section 1): files of one shard each, so that no
/// more than <see cref="DecisionsMax"/> decisions are held at once.
/// </summary>
public sealed class RemittancePublisher(ILedgerStorage storage)
{
    /// <summary>Decisions in one file.</summary>
    public const int DecisionsMax = 20_000;

    private readonly ILedgerStorage _storage = storage;
    private readonly PayeeBalances _owing = new(storage);

    /// <summary>Begins the files of a month and shard.</summary>
    internal async Task<Files> OpenAsync(
        ShardId shard, DueRemittance due, Plan plan, CancellationToken cancellation) =>
        new(this, shard, due, plan, await _owing.ReadAsync(shard, due.Month, cancellation));

    // OA-133 marks the lines of a pended claim (rule 3.12), and the lines that withdraw it.
    private static bool IsOfPended(Decision decision) => decision.Status == DecisionStatus.Voided
        && decision.Lines.Any(line => line.Adjustments.Any(one => one.Code == "OA-133"));

    /// <summary>Writes the decisions of one month and shard to numbered files.</summary>
    internal sealed class Files(
        RemittancePublisher publisher, ShardId shard, DueRemittance due, Plan plan, Dictionary<string, Cents> owed)
    {
        private readonly RemittanceWriter _writer = new();
        private int _part;

        public async Task AddAsync(IReadOnlyList<PostedDecision> decisions, CancellationToken cancellation)
        {
            foreach (var (decision, about) in decisions)
            {
                Add(decision, about);
                if (_writer.Count == DecisionsMax) await WriteAsync(cancellation);
            }
        }

        /// <summary>Writes the last file, and what payees owe after the month.</summary>
        public async Task FinishAsync(CancellationToken cancellation)
        {
            if (_writer.Count > 0) await WriteAsync(cancellation);
            await publisher._owing.WriteAsync(shard, due.Month, owed, cancellation);
        }

        private void Add(Decision decision, Claim about)
        {
            // A reversal of a pended claim, which was never remitted, is left out; any other names the claim that it
            // reverses.
            if (IsOfPended(decision)) return;
            _writer.Add(ReferenceEquals(about, decision.Claim) ? decision : decision with { Claim = about });
        }

        private async Task WriteAsync(CancellationToken cancellation)
        {
            _part++;
            var month = due.Month;
            // yyMM, shard, part: its own number in a century.
            var number = (month.FirstDay.Year % 100 * 100 + month.FirstDay.Month) * 100_000 + shard.Shard * 1000
                + _part % 1000;
            var payer = new RemittancePayer(shard.Employer, plan.Name, due.Closed.UtcDateTime, number, plan.Payer);
            var place = string.Create(CultureInfo.InvariantCulture, $"{shard.Shard:D2}-{_part:D3}");
            var file = _writer.Write(payer, month.LastDay, $"{shard.Employer}-{month}-{place}", owed);
            if (file.IsEmpty) return;
            await publisher._storage.PutBlobAsync(
                new BlobName("remittances", $"{shard.Employer}/{month}/{place}.835"), file, cancellation);
        }
    }
}
