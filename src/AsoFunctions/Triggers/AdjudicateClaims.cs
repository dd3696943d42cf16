using Aso.Ledger.Shards;
using Aso.Ledger.Storage;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Triggers;

/// <summary>
/// Adjudicates whatever a shard has not applied yet of its employer's journal, and commits chunk by chunk.
/// </summary>
public sealed class AdjudicateClaims(ShardDriver shards)
{
    [Function(nameof(AdjudicateClaims))]
    public Task RunAsync(
        [QueueTrigger(LedgerNames.AdjudicateQueue, Connection = "AzureWebJobsStorage")] string wakeUp,
        CancellationToken cancellation) => shards.WorkAsync(wakeUp, cancellation);
}
