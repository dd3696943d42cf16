using Aso.Ledger.Shards;
using Aso.Ledger.Storage;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Triggers;

/// <summary>A shard may have work in its employer's journal.</summary>
public sealed class AdjudicateClaims(ShardDriver shards)
{
    [Function(nameof(AdjudicateClaims))]
    public Task RunAsync(
        [QueueTrigger(LedgerNames.AdjudicateQueue, Connection = "AzureWebJobsStorage")] string wakeUp,
        CancellationToken cancellation) => shards.WorkAsync(wakeUp, cancellation);
}
