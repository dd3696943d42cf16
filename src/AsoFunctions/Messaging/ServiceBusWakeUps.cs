using Aso.Ledger;
using Azure.Messaging.ServiceBus;

namespace AsoFunctions.Messaging;

/// <summary>Wake-ups on a queue with sessions: a shard is worked on by one at a time.</summary>
public sealed class ServiceBusWakeUps(ServiceBusClient bus, TimeProvider time) : IWakeUps, IAsyncDisposable
{
    private readonly ServiceBusSender _sender = bus.CreateSender(ServiceBusNames.ChunksQueue);

    // Messages of different sessions may not share a transfer where the queue is partitioned.
    public Task SendAsync(
        IReadOnlyCollection<WakeUp> wakeUps, TimeSpan delay = default, CancellationToken cancellation = default) =>
        Task.WhenAll(wakeUps.Select(wakeUp => _sender.SendMessageAsync(MessageOf(wakeUp, delay), cancellation)));

    // The service does not tell whether a session waits that nobody holds.
    public Task<bool> MayOthersWaitAsync(string employer, CancellationToken cancellation = default) =>
        Task.FromResult(true);

    public ValueTask DisposeAsync() => _sender.DisposeAsync();

    private ServiceBusMessage MessageOf(WakeUp wakeUp, TimeSpan delay)
    {
        var message = new ServiceBusMessage(wakeUp.ToString())
        {
            MessageId = wakeUp.Id,
            SessionId = wakeUp.Shard.ToString(),
        };
        if (delay > TimeSpan.Zero) message.ScheduledEnqueueTime = time.GetUtcNow() + delay;
        return message;
    }
}
