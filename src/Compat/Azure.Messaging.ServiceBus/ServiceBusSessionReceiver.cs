#nullable disable
using Azure.Messaging.ServiceBus.InProcess;

namespace Azure.Messaging.ServiceBus;

public class ServiceBusSessionReceiver : ServiceBusReceiver
{
    protected ServiceBusSessionReceiver()
    {
    }

    internal ServiceBusSessionReceiver(
        ServiceBusClient client, Source source, ServiceBusReceiverOptions options, Answer accepted)
        : base(client, source, options, accepted.Session) =>
        LockedUntil = accepted.LockedUntil;

    public virtual string SessionId => Session.Session;

    /// <summary>Exclusive.</summary>
    public virtual DateTimeOffset SessionLockedUntil => LockedUntil;

    private DateTimeOffset LockedUntil { get; set; }

    /// <exception cref="ServiceBusException">The lock ran out: accept the session again.</exception>
    public virtual async Task RenewSessionLockAsync(CancellationToken cancellationToken = default) =>
        LockedUntil = (await Ask(new RenewSession(Source, Session), cancellationToken)).LockedUntil;

    public virtual async Task<BinaryData> GetSessionStateAsync(CancellationToken cancellationToken = default) =>
        (await Ask(new ReadState(Source, Session), cancellationToken)).State;

    public virtual Task SetSessionStateAsync(BinaryData sessionState, CancellationToken cancellationToken = default) =>
        Ask(new WriteState(Source, Session, sessionState), cancellationToken);
}
