#nullable disable
using System.Runtime.CompilerServices;
using Azure.Messaging.ServiceBus.InProcess;

namespace Azure.Messaging.ServiceBus;

public class ServiceBusReceiver : IAsyncDisposable
{
    private readonly ServiceBusClient _client;
    private readonly Source _source;
    private readonly CancellationTokenSource _closing = new();

    protected ServiceBusReceiver()
    {
    }

    internal ServiceBusReceiver(
        ServiceBusClient client, Source source, ServiceBusReceiverOptions options, SessionLock session)
    {
        _client = client;
        _source = source;
        Session = session;
        PrefetchCount = options.PrefetchCount;
        ReceiveMode = options.ReceiveMode;
        Identifier = options.Identifier ?? $"{source.Path}-{Guid.NewGuid()}";
    }

    public virtual string EntityPath => _source.Path;
    public virtual string FullyQualifiedNamespace => _client.FullyQualifiedNamespace;
    public virtual string Identifier { get; }
    public virtual int PrefetchCount { get; }
    public virtual ServiceBusReceiveMode ReceiveMode { get; }
    public virtual bool IsClosed => _closing.IsCancellationRequested || _client.IsClosed;

    /// <summary>Null: it reads without a session.</summary>
    private protected SessionLock Session { get; }

    private protected Source Source => _source;

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
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token, cancellationToken);
        var answer = await Ask(new Receive(_source, Session, maxMessages, ReceiveMode, wait), either.Token);
        return [.. answer.Messages.Select(ServiceBusReceivedMessage.Of)];
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
        var answer = await Ask(
            new Peek(_source, Session, maxMessages, fromSequenceNumber ?? 0), cancellationToken);
        return [.. answer.Messages.Select(ServiceBusReceivedMessage.Of)];
    }

    public virtual Task CompleteMessageAsync(
        ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        Settle(message, token => new Settle(_source, Session, token, Settlement.Complete), cancellationToken);

    public virtual Task AbandonMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object> propertiesToModify = null,
        CancellationToken cancellationToken = default) =>
        Settle(
            message,
            token => new Settle(_source, Session, token, Settlement.Abandon, Copy(propertiesToModify)),
            cancellationToken);

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
            token => new Settle(
                _source, Session, token, Settlement.DeadLetter, Copy(propertiesToModify), deadLetterReason,
                deadLetterErrorDescription),
            cancellationToken);

    /// <exception cref="InvalidOperationException">Under a session the session lock is renewed.</exception>
    public virtual async Task RenewMessageLockAsync(
        ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
    {
        if (Session is not null)
        {
            throw new InvalidOperationException("A session receiver renews the lock of its session.");
        }

        var renewed = await Settle(message, token => new RenewMessage(_source, token), cancellationToken);
        message.LockedUntil = renewed.LockedUntil;
    }

    public virtual async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        await _closing.CancelAsync();
        if (Session is not null)
        {
            await _client.Broker.AskAsync(new Release(_source, Session), cancellationToken);
        }
    }

    public virtual async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    private protected async Task<Answer> Ask(Request request, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        return await _client.Broker.AskAsync(request, cancellationToken);
    }

    private async Task<Answer> Settle(
        ServiceBusReceivedMessage message, Func<Guid, Request> request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (ReceiveMode != ServiceBusReceiveMode.PeekLock || message.LockTokenGuid == Guid.Empty)
        {
            throw new InvalidOperationException("Only a message received under peek-lock can be settled.");
        }

        return await Ask(request(message.LockTokenGuid), cancellationToken);
    }

    private static Dictionary<string, object> Copy(IDictionary<string, object> properties) =>
        properties is null ? null : new Dictionary<string, object>(properties);
}
