using System.Text;
using System.Text.Json;
using Aso.Ledger.Storage;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace Aso.Local.Poison;

/// <summary>
/// The storage queues' poison queues. A message is sent back before it is deleted here, so a crash in between leaves
/// it twice, which does no harm: every message may arrive twice.
/// </summary>
internal sealed class PoisonQueues(QueueServiceClient storage)
{
    private const int Batch = 32;
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(30);

    /// <summary>Of each queue the oldest 32.</summary>
    public async Task<List<SetAside>> ListAsync(CancellationToken cancellation)
    {
        var found = new List<SetAside>();
        foreach (var queue in LedgerNames.PoisonQueues)
        {
            if (await CountAsync(queue, cancellation) == 0) continue;
            var messages = await storage.GetQueueClient(queue).PeekMessagesAsync(Batch, cancellation);
            found.AddRange(messages.Value.Select(
                message => new SetAside(queue, message.InsertedOn, Readable(message.MessageText))));
        }

        return found;
    }

    /// <summary>Returns every message that is there now to its queue; returns how many.</summary>
    public async Task<int> RetryAsync(CancellationToken cancellation)
    {
        var retried = 0;
        foreach (var queue in LedgerNames.PoisonQueues)
        {
            // A message that fails again while this runs is not retried again.
            for (var left = await CountAsync(queue, cancellation); left > 0;)
            {
                var messages = (await storage.GetQueueClient(queue).ReceiveMessagesAsync(
                    Math.Min(left, Batch), Hold, cancellation)).Value;
                if (messages.Length == 0) break;
                foreach (var message in messages) await PutBackAsync(queue, message, cancellation);
                left -= messages.Length;
                retried += messages.Length;
            }
        }

        return retried;
    }

    private async Task PutBackAsync(string poison, QueueMessage message, CancellationToken cancellation)
    {
        var (queue, text) = poison == LedgerNames.FilePoisonQueue
            ? (LedgerNames.IntakeQueue, Convert.ToBase64String(Encoding.UTF8.GetBytes(EmployerOf(message))))
            : (poison[..^LedgerNames.PoisonOf("").Length], message.MessageText);
        await storage.GetQueueClient(queue).SendMessageAsync(text, cancellation);
        await storage.GetQueueClient(poison).DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellation);
    }

    // The sweep registers the file; the intake of its employer is what failed.
    private static string EmployerOf(QueueMessage message)
    {
        using var fileEvent = JsonDocument.Parse(Readable(message.MessageText));
        return fileEvent.RootElement.GetProperty("BlobName").GetString()!.Split('/')[0];
    }

    private async Task<int> CountAsync(string queue, CancellationToken cancellation)
    {
        try
        {
            var facts = await storage.GetQueueClient(queue).GetPropertiesAsync(cancellation);
            return facts.Value.ApproximateMessagesCount;
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            return 0;
        }
    }

    // host.json's encoding; a message that was poison because it is not in it is shown as it is.
    private static string Readable(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : text;
    }
}
