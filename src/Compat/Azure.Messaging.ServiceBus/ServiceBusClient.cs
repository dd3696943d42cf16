// Stand-in for Azure.Messaging.ServiceBus 7.20, used where a package feed lacks it: same namespaces, names and
// signatures, over a broker in this process (InProcess/) that is addressed by the host of the connection string,
// as in Endpoint=sb://any-name/;SharedAccessKeyName=x;SharedAccessKey=x. Written from the published API listing and
// the service's documentation; none of the official code.
// It keeps: queues, topics, subscriptions, sessions with locks and state, peek-lock with expiry, delivery count,
// dead letters, duplicate detection, scheduled messages, lifetimes, message and batch size limits, and the session
// processor. Time is InProcessBroker.Time.
// It leaves out: the network (and with it transient faults and retries), transactions, deferral, subscription rules,
// auto-forwarding, auto-delete, quotas, prefetch, the processor without sessions, administration, AMQP access.
#nullable disable
using Azure.Core;
using Azure.Messaging.ServiceBus.InProcess;

namespace Azure.Messaging.ServiceBus;

public class ServiceBusClient : IAsyncDisposable
{
    private readonly ServiceBusClientOptions _options;
    private volatile bool _closed;

    protected ServiceBusClient()
    {
    }

    public ServiceBusClient(string connectionString)
        : this(connectionString, new ServiceBusClientOptions())
    {
    }

    public ServiceBusClient(string connectionString, ServiceBusClientOptions options)
        : this(InProcessBroker.At(connectionString), options)
    {
    }

    public ServiceBusClient(string fullyQualifiedNamespace, TokenCredential credential)
        : this(fullyQualifiedNamespace, credential, new ServiceBusClientOptions())
    {
    }

    public ServiceBusClient(string fullyQualifiedNamespace, TokenCredential credential, ServiceBusClientOptions options)
        : this(InProcessBroker.Named(fullyQualifiedNamespace), options) =>
        ArgumentNullException.ThrowIfNull(credential);

    private ServiceBusClient(InProcessBroker broker, ServiceBusClientOptions options)
    {
        Broker = broker;
        _options = options ?? new ServiceBusClientOptions();
        Identifier = _options.Identifier ?? $"{broker.Host}-{Guid.NewGuid()}";
    }

    public virtual string FullyQualifiedNamespace => Broker.Host;
    public virtual string Identifier { get; }
    public virtual bool IsClosed => _closed;
    public ServiceBusTransportType TransportType => _options.TransportType;

    internal InProcessBroker Broker { get; }
    internal TimeSpan TryTimeout => _options.RetryOptions.TryTimeout;

    public virtual ServiceBusSender CreateSender(string queueOrTopicName) => CreateSender(queueOrTopicName, null);

    public virtual ServiceBusSender CreateSender(string queueOrTopicName, ServiceBusSenderOptions options)
    {
        ThrowIfClosed();
        return new ServiceBusSender(this, queueOrTopicName, options);
    }

    public virtual ServiceBusReceiver CreateReceiver(string queueName) =>
        CreateReceiver(queueName, new ServiceBusReceiverOptions());

    public virtual ServiceBusReceiver CreateReceiver(string queueName, ServiceBusReceiverOptions options) =>
        Receiver(Broker.Queue(queueName), options);

    public virtual ServiceBusReceiver CreateReceiver(string topicName, string subscriptionName) =>
        CreateReceiver(topicName, subscriptionName, new ServiceBusReceiverOptions());

    public virtual ServiceBusReceiver CreateReceiver(
        string topicName, string subscriptionName, ServiceBusReceiverOptions options) =>
        Receiver(Broker.Subscription(topicName, subscriptionName), options);

    /// <summary>Takes the free session whose message has waited longest.</summary>
    /// <exception cref="ServiceBusException"><c>ServiceTimeout</c>: none in the client's try timeout.</exception>
    public virtual Task<ServiceBusSessionReceiver> AcceptNextSessionAsync(
        string queueName, ServiceBusSessionReceiverOptions options = null,
        CancellationToken cancellationToken = default) =>
        Accept(Broker.Queue(queueName), session: null, options, cancellationToken);

    public virtual Task<ServiceBusSessionReceiver> AcceptNextSessionAsync(
        string topicName, string subscriptionName, ServiceBusSessionReceiverOptions options = null,
        CancellationToken cancellationToken = default) =>
        Accept(Broker.Subscription(topicName, subscriptionName), session: null, options, cancellationToken);

    /// <exception cref="ServiceBusException"><c>SessionCannotBeLocked</c>: another receiver holds it.</exception>
    public virtual Task<ServiceBusSessionReceiver> AcceptSessionAsync(
        string queueName, string sessionId, ServiceBusSessionReceiverOptions options = null,
        CancellationToken cancellationToken = default) =>
        Accept(Broker.Queue(queueName), sessionId, options, cancellationToken);

    public virtual Task<ServiceBusSessionReceiver> AcceptSessionAsync(
        string topicName, string subscriptionName, string sessionId, ServiceBusSessionReceiverOptions options = null,
        CancellationToken cancellationToken = default) =>
        Accept(Broker.Subscription(topicName, subscriptionName), sessionId, options, cancellationToken);

    public virtual ServiceBusSessionProcessor CreateSessionProcessor(
        string queueName, ServiceBusSessionProcessorOptions options = null) =>
        Processor(Broker.Queue(queueName), options);

    public virtual ServiceBusSessionProcessor CreateSessionProcessor(
        string topicName, string subscriptionName, ServiceBusSessionProcessorOptions options = null) =>
        Processor(Broker.Subscription(topicName, subscriptionName), options);

    public virtual ValueTask DisposeAsync()
    {
        _closed = true;
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    internal async Task<ServiceBusSessionReceiver> Accept(
        MessageStore store, string session, ServiceBusSessionReceiverOptions options,
        CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        if (!store.Options.RequiresSession)
        {
            throw Failures.SessionNotSupported(store.Path);
        }

        var hold = await Waiting.ForAsync(
            store,
            now => session is null ? store.AcceptNext(now) : store.Accept(session, now),
            TryTimeout, CancellationToken.None, cancellationToken) ?? throw Failures.Timeout(store.Path);
        var settings = new ServiceBusReceiverOptions
        {
            Identifier = options?.Identifier,
            PrefetchCount = options?.PrefetchCount ?? 0,
            ReceiveMode = options?.ReceiveMode ?? ServiceBusReceiveMode.PeekLock,
        };
        return new ServiceBusSessionReceiver(this, store, settings, hold);
    }

    private ServiceBusReceiver Receiver(MessageStore store, ServiceBusReceiverOptions options)
    {
        ThrowIfClosed();
        options ??= new ServiceBusReceiverOptions();
        if (options.SubQueue == SubQueue.None && store.Options.RequiresSession)
        {
            throw Failures.SessionRequired(store.Path);
        }

        return new ServiceBusReceiver(
            this, options.SubQueue == SubQueue.None ? store : store.DeadLetters, options, hold: null);
    }

    private ServiceBusSessionProcessor Processor(MessageStore store, ServiceBusSessionProcessorOptions options)
    {
        ThrowIfClosed();
        return new ServiceBusSessionProcessor(this, store, options ?? new ServiceBusSessionProcessorOptions());
    }

    private void ThrowIfClosed() => ObjectDisposedException.ThrowIf(_closed, this);
}
