#nullable disable
namespace Azure.Messaging.ServiceBus;

public sealed class ProcessErrorEventArgs(
    Exception exception, ServiceBusErrorSource errorSource, string fullyQualifiedNamespace, string entityPath,
    string identifier, CancellationToken cancellationToken) : EventArgs
{
    public Exception Exception { get; } = exception;
    public ServiceBusErrorSource ErrorSource { get; } = errorSource;
    public string FullyQualifiedNamespace { get; } = fullyQualifiedNamespace;
    public string EntityPath { get; } = entityPath;
    public string Identifier { get; } = identifier;
    public CancellationToken CancellationToken { get; } = cancellationToken;
}

public class ProcessSessionEventArgs(
    ServiceBusSessionReceiver receiver, string identifier, CancellationToken cancellationToken) : EventArgs
{
    public string SessionId => receiver.SessionId;
    public DateTimeOffset SessionLockedUntil => receiver.SessionLockedUntil;
    public string EntityPath => receiver.EntityPath;
    public string FullyQualifiedNamespace => receiver.FullyQualifiedNamespace;
    public string Identifier { get; } = identifier;
    public CancellationToken CancellationToken { get; } = cancellationToken;

    public virtual Task<BinaryData> GetSessionStateAsync(CancellationToken cancellationToken = default) =>
        receiver.GetSessionStateAsync(cancellationToken);

    public virtual Task SetSessionStateAsync(BinaryData sessionState, CancellationToken cancellationToken = default) =>
        receiver.SetSessionStateAsync(sessionState, cancellationToken);

    public virtual Task RenewSessionLockAsync(CancellationToken cancellationToken = default) =>
        receiver.RenewSessionLockAsync(cancellationToken);
}

public class ProcessSessionMessageEventArgs(
    ServiceBusReceivedMessage message, ServiceBusSessionReceiver receiver, string identifier,
    CancellationToken cancellationToken) : EventArgs
{
    public ProcessSessionMessageEventArgs(
        ServiceBusReceivedMessage message, ServiceBusSessionReceiver receiver, CancellationToken cancellationToken)
        : this(message, receiver, receiver?.Identifier, cancellationToken)
    {
    }

    public ServiceBusReceivedMessage Message { get; } = message;
    public string SessionId => receiver.SessionId;
    public DateTimeOffset SessionLockedUntil => receiver.SessionLockedUntil;
    public string EntityPath => receiver.EntityPath;
    public string FullyQualifiedNamespace => receiver.FullyQualifiedNamespace;
    public string Identifier { get; } = identifier;
    public CancellationToken CancellationToken { get; } = cancellationToken;

    internal bool IsSettled { get; private set; }
    internal bool IsReleased { get; private set; }

    public virtual async Task CompleteMessageAsync(
        ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
    {
        await receiver.CompleteMessageAsync(message, cancellationToken);
        IsSettled = true;
    }

    public virtual async Task AbandonMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object> propertiesToModify = null,
        CancellationToken cancellationToken = default)
    {
        await receiver.AbandonMessageAsync(message, propertiesToModify, cancellationToken);
        IsSettled = true;
    }

    public virtual async Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object> propertiesToModify = null,
        CancellationToken cancellationToken = default)
    {
        await receiver.DeadLetterMessageAsync(message, propertiesToModify, cancellationToken);
        IsSettled = true;
    }

    public virtual async Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message, string deadLetterReason, string deadLetterErrorDescription = null,
        CancellationToken cancellationToken = default)
    {
        await receiver.DeadLetterMessageAsync(message, deadLetterReason, deadLetterErrorDescription, cancellationToken);
        IsSettled = true;
    }

    public virtual async Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message, Dictionary<string, object> propertiesToModify, string deadLetterReason,
        string deadLetterErrorDescription = null, CancellationToken cancellationToken = default)
    {
        await receiver.DeadLetterMessageAsync(
            message, propertiesToModify, deadLetterReason, deadLetterErrorDescription, cancellationToken);
        IsSettled = true;
    }

    public virtual Task<BinaryData> GetSessionStateAsync(CancellationToken cancellationToken = default) =>
        receiver.GetSessionStateAsync(cancellationToken);

    public virtual Task SetSessionStateAsync(BinaryData sessionState, CancellationToken cancellationToken = default) =>
        receiver.SetSessionStateAsync(sessionState, cancellationToken);

    public virtual Task RenewSessionLockAsync(CancellationToken cancellationToken = default) =>
        receiver.RenewSessionLockAsync(cancellationToken);

    /// <summary>After this message the session goes back, so that another may be served.</summary>
    public virtual void ReleaseSession() => IsReleased = true;
}
