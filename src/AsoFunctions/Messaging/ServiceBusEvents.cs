using Aso.Ledger.Outbox;
using Azure.Messaging.ServiceBus;

namespace AsoFunctions.Messaging;

/// <summary>Events on a topic, in order by session.</summary>
public sealed class ServiceBusEvents(ServiceBusClient bus) : IEvents, IAsyncDisposable
{
    private readonly ServiceBusSender _sender = bus.CreateSender(ServiceBusNames.EventsTopic);

    /// <exception cref="ServiceBusException">Not all were accepted: publish them again.</exception>
    /// <exception cref="UnauthorizedAccessException">The identity may not send to the topic.</exception>
    /// <exception cref="InvalidOperationException">One event is larger than the topic accepts.</exception>
    public async Task PublishAsync(
        string session, IReadOnlyList<PublicEvent> events, CancellationToken cancellation = default)
    {
        // As few transfers as the size limit allows, one after another to keep the order.
        for (var sent = 0; sent < events.Count;)
        {
            using var batch = await _sender.CreateMessageBatchAsync(cancellation);
            while (sent + batch.Count < events.Count
                && batch.TryAddMessage(MessageOf(session, events[sent + batch.Count])))
            {
            }

            if (batch.Count == 0)
                throw new InvalidOperationException(
                    $"event {events[sent].MessageId} is larger than the topic accepts ({batch.MaxSizeInBytes} bytes)");
            await _sender.SendMessagesAsync(batch, cancellation);
            sent += batch.Count;
        }
    }

    public ValueTask DisposeAsync() => _sender.DisposeAsync();

    private static ServiceBusMessage MessageOf(string session, PublicEvent published) =>
        new(BinaryData.FromBytes(published.ToJson()))
        {
            MessageId = published.MessageId,
            SessionId = session,
            Subject = published.Type,
            ContentType = "application/json",
        };
}
