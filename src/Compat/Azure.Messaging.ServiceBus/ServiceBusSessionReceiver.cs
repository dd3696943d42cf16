#nullable disable
using Azure.Messaging.ServiceBus.InProcess;

namespace Azure.Messaging.ServiceBus;

public class ServiceBusSessionReceiver : ServiceBusReceiver
{
    protected ServiceBusSessionReceiver()
    {
    }

    internal ServiceBusSessionReceiver(
        ServiceBusClient client, MessageStore store, ServiceBusReceiverOptions options, SessionHold hold)
        : base(client, store, options, hold)
    {
    }

    public virtual string SessionId => Hold.Lane.Session;

    /// <summary>Exclusive.</summary>
    public virtual DateTimeOffset SessionLockedUntil => Hold.LockedUntil;

    internal TimeProvider Time => Store.Entity.Time;
    internal TimeSpan LockDuration => Store.Options.LockDuration;

    /// <exception cref="ServiceBusException">The lock ran out: accept the session again.</exception>
    public virtual Task RenewSessionLockAsync(CancellationToken cancellationToken = default) =>
        Run(now => Store.Renew(Hold, now), cancellationToken);

    public virtual async Task<BinaryData> GetSessionStateAsync(CancellationToken cancellationToken = default)
    {
        BinaryData state = null;
        await Run(now => state = Store.StateOf(Hold, now), cancellationToken);
        return state;
    }

    public virtual Task SetSessionStateAsync(BinaryData sessionState, CancellationToken cancellationToken = default) =>
        Run(now => Store.SetState(Hold, sessionState, now), cancellationToken);
}
