using Aso.Ledger.Outbox;
using Aso.Ledger.Storage;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Triggers;

/// <summary>A shard's outbox holds notices, breaches or pended claims: keeps the stop-loss cases, and tells others.</summary>
public sealed class ApplyStopLoss(StopLossCases cases)
{
    [Function(nameof(ApplyStopLoss))]
    public Task RunAsync(
        [QueueTrigger(LedgerNames.StopLossQueue, Connection = "AzureWebJobsStorage")] string shard,
        CancellationToken cancellation) => cases.ApplyAsync(shard, cancellation);
}
