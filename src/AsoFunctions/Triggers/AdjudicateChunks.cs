using Aso.Ledger;
using AsoFunctions.Messaging;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Triggers;

/// <summary>
/// As <see cref="AdjudicateClaims"/>, where Service Bus is set. Without it the function must be switched off by
/// <c>AzureWebJobs.AdjudicateChunks.Disabled</c>: the platform takes a missing connection for an error.
/// </summary>
public sealed class AdjudicateChunks(ShardDriver shards)
{
    [Function(nameof(AdjudicateChunks))]
    public async Task RunAsync(
        [ServiceBusTrigger(
            ServiceBusNames.ChunksQueue, Connection = ServiceBusNames.Connection, IsSessionsEnabled = true)]
        string wakeUp,
        ServiceBusSessionMessageActions session,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(session);
        await shards.WorkAsync(wakeUp, cancellation);
        // Others wait for a place that the session would keep as long as anything comes for the shard.
        await session.ReleaseSession(cancellation);
    }
}
