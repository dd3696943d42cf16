using System.Globalization;
using System.Text.Json;
using Aso.Ledger.Storage;
using Azure;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace Aso.Local.Benchmarking;

/// <summary>
/// The usual design: a queue message per claim, and four table calls for each — read the member's accumulator, insert
/// the claim, write the accumulator back, insert a row for the auditor. It decides nothing and keeps no total that many
/// workers write, which favors it.
/// </summary>
internal static class BaselineBenchmark
{
    private const string Name = "baseline";
    private const int Workers = 16;
    private const int BatchMax = 32;
    private const int ClaimsPerMember = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    /// <summary>Returns claims per second, from the first message to the last row, and the transactions made.</summary>
    public static async Task<(double Rate, Transactions Made)> RunAsync(
        string connection, int claims, CancellationToken cancellation)
    {
        var counts = new StorageCounts();
        var tables = new TableClientOptions();
        tables.AddPolicy(counts.PolicyFor(StorageKind.Table), HttpPipelinePosition.PerRetry);
        var queues = new QueueClientOptions();
        queues.AddPolicy(counts.PolicyFor(StorageKind.Queue), HttpPipelinePosition.PerRetry);
        var table = new TableServiceClient(connection, tables).GetTableClient(Name);
        var queue = new QueueServiceClient(connection, queues).GetQueueClient(Name);
        await table.CreateIfNotExistsAsync(cancellation);
        await queue.CreateIfNotExistsAsync(cancellationToken: cancellation);
        var left = claims;
        var taken = await Timed.RunAsync(async () =>
        {
            await Parallel.ForAsync(0, claims, Wide(cancellation), async (claim, stop) =>
                await queue.SendMessageAsync(JsonSerializer.Serialize(MadeUp(claim, claims)), stop));
            await Parallel.ForAsync(0, Workers, Wide(cancellation), async (_, stop) =>
            {
                while (Volatile.Read(ref left) > 0)
                {
                    var batch = await queue.ReceiveMessagesAsync(BatchMax, TimeSpan.FromMinutes(5), stop);
                    if (batch.Value.Length == 0) await Task.Delay(Patience, stop);
                    foreach (var message in batch.Value)
                    {
                        await WorkAsync(table, queue, message, stop);
                        Interlocked.Decrement(ref left);
                    }
                }
            });
        });
        return (claims / taken.TotalSeconds, Transactions.From(counts));
    }

    private sealed record Message(string Claim, string Member, long Cents);

    private static ParallelOptions Wide(CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = Workers, CancellationToken = cancellation };

    // A member's claims are far apart, so that two are rarely processed at once.
    private static Message MadeUp(int claim, int claims) => new(
        string.Create(CultureInfo.InvariantCulture, $"C{claim:D8}"),
        string.Create(CultureInfo.InvariantCulture, $"M{claim % (claims / ClaimsPerMember):D6}"),
        100 + claim % 900);

    private static async Task WorkAsync(
        TableClient table, QueueClient queue, QueueMessage message, CancellationToken cancellation)
    {
        var claim = message.Body.ToObjectFromJson<Message>()!;
        while (true)
        {
            var found = await table.GetEntityIfExistsAsync<TableEntity>(claim.Member, "sum", null, cancellation);
            var sum = found.HasValue ? found.Value! : new TableEntity(claim.Member, "sum") { ["paid"] = 0L };
            sum["paid"] = (sum.GetInt64("paid") ?? 0) + claim.Cents;
            await table.UpsertEntityAsync(
                new TableEntity(claim.Member, "claim~" + claim.Claim) { ["paid"] = claim.Cents },
                cancellationToken: cancellation);
            try
            {
                if (found.HasValue)
                    await table.UpdateEntityAsync(sum, sum.ETag, TableUpdateMode.Replace, cancellation);
                else await table.AddEntityAsync(sum, cancellation);
                break;
            }
            catch (RequestFailedException conflict) when (conflict.Status is 409 or 412)
            {
                // Another claim of the member was committed in between.
            }
        }

        await table.AddEntityAsync(
            new TableEntity("audit", claim.Claim) { ["member"] = claim.Member, ["paid"] = claim.Cents }, cancellation);
        await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellation);
    }
}
