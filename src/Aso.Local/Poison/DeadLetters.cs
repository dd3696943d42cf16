using AsoFunctions.Messaging;
using Azure.Messaging.ServiceBus;

namespace Aso.Local.Poison;

/// <summary>Service Bus' dead letters: of the wake-ups, and of one listener's subscription of the events.</summary>
internal sealed class DeadLetters(ServiceBusClient bus, string subscription)
{
    private const int Batch = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly ServiceBusReceiverOptions Options = new() { SubQueue = SubQueue.DeadLetter };

    /// <summary>Of each the oldest 100.</summary>
    public async Task<List<SetAside>> ListAsync(CancellationToken cancellation)
    {
        var found = new List<SetAside>();
        foreach (var (receiver, _) in Receivers())
        {
            await using var one = receiver;
            var messages = await receiver.PeekMessagesAsync(Batch, cancellationToken: cancellation);
            found.AddRange(messages.Select(
                message => new SetAside(receiver.EntityPath, message.EnqueuedTime, message.Body.ToString())));
        }

        return found;
    }

    /// <summary>Puts every message back that lies there now; answers how many.</summary>
    public async Task<int> RetryAsync(CancellationToken cancellation)
    {
        var retried = 0;
        foreach (var (receiver, sender) in Receivers())
        {
            await using var one = receiver;
            await using var other = sender;
            var back = new HashSet<string>(StringComparer.Ordinal);
            var diedAgain = false;
            while (!diedAgain
                && await receiver.ReceiveMessagesAsync(Batch, Patience, cancellation) is { Count: > 0 } messages)
            {
                foreach (var message in messages)
                {
                    // One that this run put back lies behind all that was dead before, and is not tried a second time.
                    if (back.Contains(message.MessageId))
                    {
                        diedAgain = true;
                        await receiver.AbandonMessageAsync(message, cancellationToken: cancellation);
                        continue;
                    }

                    var again = Again(message);
                    await sender.SendMessageAsync(again, cancellation);
                    await receiver.CompleteMessageAsync(message, cancellation);
                    back.Add(again.MessageId);
                    retried++;
                }
            }
        }

        return retried;
    }

    private (ServiceBusReceiver Receiver, ServiceBusSender Sender)[] Receivers() =>
    [
        (bus.CreateReceiver(ServiceBusNames.ChunksQueue, Options), bus.CreateSender(ServiceBusNames.ChunksQueue)),
        (bus.CreateReceiver(ServiceBusNames.EventsTopic, subscription, Options),
            bus.CreateSender(ServiceBusNames.EventsTopic)),
    ];

    /// <summary>
    /// Under another id, or the topic would drop it as a repeat; an event's own <c>messageId</c> stays the same.
    /// </summary>
    private static ServiceBusMessage Again(ServiceBusReceivedMessage message) =>
        new(message) { MessageId = message.MessageId + "+again" };
}
