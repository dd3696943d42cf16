using Aso.Ledger.Outbox;
using Aso.Ledger.Storage;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Triggers;

/// <summary>
/// Carries out a shard's outbox: updates stop-loss cases, publishes events, and writes remittances after a close.
/// </summary>
public sealed class ApplyStopLoss(StopLossCases cases)
{
    [Function(nameof(ApplyStopLoss))]
    public Task RunAsync(
        [QueueTrigger(LedgerNames.StopLossQueue, Connection = "AzureWebJobsStorage")] string shard,
        CancellationToken cancellation) => cases.ApplyAsync(shard, cancellation);
}
