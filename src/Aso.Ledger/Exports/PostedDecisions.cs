using System.Runtime.CompilerServices;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;

namespace Aso.Ledger.Exports;

/// <summary>Decisions of a shard's log, each with the claim that it is about.</summary>
public sealed class PostedDecisions(LedgerReader reader)
{
    /// <summary>
    /// In the log's order. A void names the claim it voids, and so looks for it in the log before.
    /// </summary>
    /// <param name="rows">Where they are.</param>
    /// <param name="month">Those that count in it; null: all.</param>
    internal async IAsyncEnumerable<PostedDecision> ReadAsync(
        ShardId shard, LogRange rows, Month? month, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var voided = new HashSet<(string, string)>();
        await foreach (var decision in AllAsync(shard, rows, cancellation))
            if (Counts(decision) && IsVoid(decision)) voided.Add(Named(decision));
        var standing = new Dictionary<(string, string), Claim>();
        var read = voided.Count > 0 ? rows with { First = 1 } : rows;
        await foreach (var decision in AllAsync(shard, read, cancellation))
        {
            if (Stands(decision) && voided.Contains(Named(decision))) standing[Named(decision)] = decision.Claim;
            if (!Counts(decision)) continue;
            yield return new PostedDecision(
                decision,
                IsVoid(decision) ? standing.GetValueOrDefault(Named(decision), decision.Claim) : decision.Claim);
        }

        bool Counts(Decision decision) => month is null || decision.PostingMonth == month;
    }

    private async IAsyncEnumerable<Decision> AllAsync(
        ShardId shard, LogRange rows, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in reader.LogAsync(shard, rows, cancellation))
            foreach (var decided in row.Events.OfType<ClaimDecided>()) yield return decided.Decision;
    }

    private static (string, string) Named(Decision decision) =>
        (decision.SubscriberId,
            decision.Status == DecisionStatus.Voided ? decision.Voids! : decision.Claim.ClaimNumber);

    private static bool Stands(Decision decision) =>
        decision.Status is DecisionStatus.Paid or DecisionStatus.Denied or DecisionStatus.Pended;

    private static bool IsVoid(Decision decision) =>
        decision is { Status: DecisionStatus.Voided, Claim.Type: ClaimType.Void };
}
