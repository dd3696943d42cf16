using Aso.Ledger.Outbox;
using Azure.Messaging.ServiceBus;

namespace AsoFunctions.Messaging;

/// <summary>Events on a topic, in order by session.</summary>
public sealed class ServiceBusEvents(ServiceBusClient bus) : IEvents, IAsyncDisposable
{
    private readonly ServiceBusSender _sender = bus.CreateSender(ServiceBusNames.EventsTopic);

    /// <exception cref="ServiceBusException">They were not all taken: publish them again.</exception>
    public async Task PublishAsync(
        string session, IReadOnlyList<PublicEvent> events, CancellationToken cancellation = default)
    {
        // As few transfers as their size allows, one after another, so that none overtakes.
        for (var sent = 0; sent < events.Count;)
        {
            using var batch = await _sender.CreateMessageBatchAsync(cancellation);
            while (sent + batch.Count < events.Count
                && batch.TryAddMessage(MessageOf(session, events[sent + batch.Count])))
            {
            }

            if (batch.Count == 0)
                throw new InvalidOperationException(
                    $"event {events[sent].MessageId} is larger than the topic takes ({batch.MaxSizeInBytes} bytes)");
            await _sender.SendMessagesAsync(batch, cancellation);
            sent += batch.Count;
        }
    }

    public ValueTask DisposeAsync() => _sender.DisposeAsync();

    private static ServiceBusMessage MessageOf(string session, PublicEvent told) =>
        new(BinaryData.FromBytes(told.ToJson()))
        {
            MessageId = told.MessageId,
            SessionId = session,
            Subject = told.Type,
            ContentType = "application/json",
        };
}
