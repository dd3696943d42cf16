using System.Runtime.CompilerServices;
using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Exports;

/// <summary>Decisions of a shard's log, each with the claim that it is about.</summary>
public sealed class PostedDecisions(LedgerReader reader)
{
    /// <summary>
    /// In the log's order, those of a row at a time: none is decoded before it is asked for. A void names the claim it
    /// voids, and so looks for it in the log before; whether there is a void is seen without decoding the others.
    /// </summary>
    /// <param name="rows">Where they are.</param>
    /// <param name="month">Those that count in it; null: all.</param>
    internal async IAsyncEnumerable<IEnumerable<PostedDecision>> ReadAsync(
        ShardId shard, LogRange rows, Month? month, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var voided = new HashSet<(string SubscriberId, string ClaimNumber)>();
        await foreach (var row in reader.RowsAsync(shard, rows, cancellation))
            foreach (var decision in Decisions(row, EventFormat.IsOfVoid))
                if (Counts(decision) && IsVoid(decision)) voided.Add(Named(decision));
        var numbers = voided.Select(one => one.ClaimNumber).ToHashSet(StringComparer.Ordinal);
        var standing = new Dictionary<(string, string), Claim>();
        var read = voided.Count > 0 ? rows with { First = 1 } : rows;
        await foreach (var row in reader.RowsAsync(shard, read, cancellation)) yield return Posted(row);

        IEnumerable<PostedDecision> Posted(Row row)
        {
            var isBefore = ShardRows.LogNumber(row) < rows.First;
            foreach (var decision in Decisions(row, IsMeant))
            {
                if (Stands(decision) && voided.Contains(Named(decision))) standing[Named(decision)] = decision.Claim;
                if (!Counts(decision)) continue;
                yield return new PostedDecision(
                    decision,
                    IsVoid(decision) ? standing.GetValueOrDefault(Named(decision), decision.Claim) : decision.Claim);
            }

            bool IsMeant(ReadOnlySpan<byte> bytes) =>
                EventFormat.ClaimNumberOf(bytes) is { } number && (!isBefore || numbers.Contains(number));
        }

        bool Counts(Decision decision) => month is null || decision.PostingMonth == month;
    }

    private static IEnumerable<Decision> Decisions(Row row, EventTest isMeant) =>
        LedgerReader.Events(row, isMeant).Select(happened => ((ClaimDecided)happened).Decision);

    private static (string, string) Named(Decision decision) =>
        (decision.SubscriberId,
            decision.Status == DecisionStatus.Voided ? decision.Voids! : decision.Claim.ClaimNumber);

    private static bool Stands(Decision decision) =>
        decision.Status is DecisionStatus.Paid or DecisionStatus.Denied or DecisionStatus.Pended;

    private static bool IsVoid(Decision decision) =>
        decision is { Status: DecisionStatus.Voided, Claim.Type: ClaimType.Void };
}
