#nullable disable
using System.Runtime.CompilerServices;
using Azure.Messaging.ServiceBus.InProcess;

namespace Azure.Messaging.ServiceBus;

public class ServiceBusReceiver : IAsyncDisposable
{
    private readonly ServiceBusClient _client;
    private readonly MessageStore _store;
    private readonly CancellationTokenSource _closing = new();

    protected ServiceBusReceiver()
    {
    }

    internal ServiceBusReceiver(
        ServiceBusClient client, MessageStore store, ServiceBusReceiverOptions options, SessionHold hold)
    {
        _client = client;
        _store = store;
        Hold = hold;
        PrefetchCount = options.PrefetchCount;
        ReceiveMode = options.ReceiveMode;
        Identifier = options.Identifier ?? $"{store.Path}-{Guid.NewGuid()}";
    }

    public virtual string EntityPath => _store.Path;
    public virtual string FullyQualifiedNamespace => _client.FullyQualifiedNamespace;
    public virtual string Identifier { get; }
    public virtual int PrefetchCount { get; }
    public virtual ServiceBusReceiveMode ReceiveMode { get; }
    public virtual bool IsClosed => _closing.IsCancellationRequested || _client.IsClosed;

    internal SessionHold Hold { get; }

    private protected MessageStore Store => _store;

    /// <summary>Null when none came in time.</summary>
    /// <param name="maxWaitTime">Positive; the client's try timeout when not given.</param>
    public virtual async Task<ServiceBusReceivedMessage> ReceiveMessageAsync(
        TimeSpan? maxWaitTime = default, CancellationToken cancellationToken = default)
    {
        var messages = await ReceiveMessagesAsync(1, maxWaitTime, cancellationToken);
        return messages.Count == 0 ? null : messages[0];
    }

    /// <summary>What is there, up to so many, as soon as there is one; empty when none came in time.</summary>
    public virtual async Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveMessagesAsync(
        int maxMessages, TimeSpan? maxWaitTime = default, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxMessages, 1);
        var wait = maxWaitTime ?? _client.TryTimeout;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(wait, TimeSpan.Zero, nameof(maxWaitTime));
        ObjectDisposedException.ThrowIf(IsClosed, this);
        return await Waiting.ForAsync(
            _store,
            now =>
            {
                CheckSession(now);
                var taken = _store.Take(Hold, maxMessages, ReceiveMode, now);
                return taken.Count == 0 ? null : taken;
            },
            wait, _closing.Token, cancellationToken) ?? [];
    }

    /// <summary>Every message as it comes, until cancelled.</summary>
    public virtual async IAsyncEnumerable<ServiceBusReceivedMessage> ReceiveMessagesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (await ReceiveMessageAsync(maxWaitTime: null, cancellationToken) is { } message)
            {
                yield return message;
            }
        }
    }

    public virtual async Task<ServiceBusReceivedMessage> PeekMessageAsync(
        long? fromSequenceNumber = default, CancellationToken cancellationToken = default)
    {
        var messages = await PeekMessagesAsync(1, fromSequenceNumber, cancellationToken);
        return messages.Count == 0 ? null : messages[0];
    }

    /// <summary>Looks, locked messages included, and takes nothing; from the number given, else the first.</summary>
    public virtual async Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekMessagesAsync(
        int maxMessages, long? fromSequenceNumber = default, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxMessages, 1);
        IReadOnlyList<ServiceBusReceivedMessage> messages = [];
        await Run(
            now =>
            {
                _store.CatchUp(now);
                messages = _store.Peek(Hold?.Lane.Session, fromSequenceNumber ?? 0, maxMessages);
            },
            cancellationToken);
        return messages;
    }

    public virtual Task CompleteMessageAsync(
        ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        Settle(message, now => _store.Complete(message.LockTokenGuid, Hold, now), cancellationToken);

    public virtual Task AbandonMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object> propertiesToModify = null,
        CancellationToken cancellationToken = default) =>
        Settle(message, now => _store.Abandon(message.LockTokenGuid, Hold, propertiesToModify, now), cancellationToken);

    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object> propertiesToModify = null,
        CancellationToken cancellationToken = default) =>
        DeadLetterMessageAsync(message, propertiesToModify, deadLetterReason: null, null, cancellationToken);

    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message, string deadLetterReason, string deadLetterErrorDescription = null,
        CancellationToken cancellationToken = default) =>
        DeadLetterMessageAsync(message, null, deadLetterReason, deadLetterErrorDescription, cancellationToken);

    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object> propertiesToModify, string deadLetterReason,
        string deadLetterErrorDescription = null, CancellationToken cancellationToken = default) =>
        Settle(
            message,
            now => _store.DeadLetter(
                message.LockTokenGuid, Hold, propertiesToModify, deadLetterReason, deadLetterErrorDescription, now),
            cancellationToken);

    /// <exception cref="InvalidOperationException">Under a session the session lock is renewed.</exception>
    public virtual Task RenewMessageLockAsync(
        ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
    {
        if (Hold is not null)
        {
            throw new InvalidOperationException("A session receiver renews the lock of its session.");
        }

        return Settle(
            message, now => message.LockedUntil = _store.RenewLock(message.LockTokenGuid, now), cancellationToken);
    }

    public virtual Task CloseAsync(CancellationToken cancellationToken = default)
    {
        _closing.Cancel();
        if (Hold is not null)
        {
            lock (_store.Entity.Gate)
            {
                _store.Release(Hold);
            }
        }

        return Task.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    private protected async Task Run(Action<DateTimeOffset> operation, CancellationToken cancellationToken)
    {
        // Never on the caller's stack: the real client never completes synchronously either.
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(IsClosed, this);
        lock (_store.Entity.Gate)
        {
            operation(_store.Entity.Time.GetUtcNow());
        }
    }

    private Task Settle(
        ServiceBusReceivedMessage message, Action<DateTimeOffset> operation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (ReceiveMode != ServiceBusReceiveMode.PeekLock || message.LockTokenGuid == Guid.Empty)
        {
            throw new InvalidOperationException("Only a message received under peek-lock can be settled.");
        }

        return Run(operation, cancellationToken);
    }

    private void CheckSession(DateTimeOffset now)
    {
        if (Hold is not null)
        {
            _store.CheckHeld(Hold, now);
        }
    }
}
