// Stand-in for Azure.Messaging.ServiceBus 7.20, used where a package feed lacks it: same namespaces, names and
// signatures, over a broker in this process (InProcess/) that is addressed by the host of the connection string,
// as in Endpoint=sb://any-name/;SharedAccessKeyName=x;SharedAccessKey=x. Written from the published API listing and
// the service's documentation; none of the official code.
// A port of this machine, as in Endpoint=sb://127.0.0.1:5901;SharedAccessKeyName=x;SharedAccessKey=x;
// UseDevelopmentEmulator=true, is a broker that another process serves (Served/BrokerServer): so that several processes
// share one, are killed and start again. It is no emulator of the service: between the two goes what only they speak.
// It keeps: queues, topics, subscriptions, sessions with locks and state, peek-lock with expiry, delivery count,
// dead letters, duplicate detection, scheduled messages, lifetimes, message and batch size limits, and the session
// processor. Time is InProcessBroker.Time.
// It leaves out: retries (a broker that cannot be reached is told at once, as ServiceCommunicationProblem),
// transactions, deferral, subscription rules, auto-forwarding, auto-delete, quotas, prefetch, the processor without
// sessions, administration, AMQP access.
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
        : this(ConnectionStrings.Broker(connectionString), options)
    {
    }

    public ServiceBusClient(string fullyQualifiedNamespace, TokenCredential credential)
        : this(fullyQualifiedNamespace, credential, new ServiceBusClientOptions())
    {
    }

    public ServiceBusClient(string fullyQualifiedNamespace, TokenCredential credential, ServiceBusClientOptions options)
        : this(InProcessBroker.Named(fullyQualifiedNamespace), options) =>
        ArgumentNullException.ThrowIfNull(credential);

    private ServiceBusClient(IBroker broker, ServiceBusClientOptions options)
    {
        Broker = broker;
        _options = options ?? new ServiceBusClientOptions();
        Identifier = _options.Identifier ?? $"{broker.Host}-{Guid.NewGuid()}";
    }

    public virtual string FullyQualifiedNamespace => Broker.Host;
    public virtual string Identifier { get; }
    public virtual bool IsClosed => _closed;
    public ServiceBusTransportType TransportType => _options.TransportType;

    internal IBroker Broker { get; }
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
        Receiver(new Source(queueName), options);

    public virtual ServiceBusReceiver CreateReceiver(string topicName, string subscriptionName) =>
        CreateReceiver(topicName, subscriptionName, new ServiceBusReceiverOptions());

    public virtual ServiceBusReceiver CreateReceiver(
        string topicName, string subscriptionName, ServiceBusReceiverOptions options) =>
        Receiver(new Source(topicName, subscriptionName), options);

    /// <summary>Takes the free session whose message has waited longest.</summary>
    /// <exception cref="ServiceBusException"><c>ServiceTimeout</c>: none in the client's try timeout.</exception>
    public virtual Task<ServiceBusSessionReceiver> AcceptNextSessionAsync(
        string queueName, ServiceBusSessionReceiverOptions options = null,
        CancellationToken cancellationToken = default) =>
        Accept(new Source(queueName), sessionId: null, options, cancellationToken);

    public virtual Task<ServiceBusSessionReceiver> AcceptNextSessionAsync(
        string topicName, string subscriptionName, ServiceBusSessionReceiverOptions options = null,
        CancellationToken cancellationToken = default) =>
        Accept(new Source(topicName, subscriptionName), sessionId: null, options, cancellationToken);

    /// <exception cref="ServiceBusException"><c>SessionCannotBeLocked</c>: another receiver holds it.</exception>
    public virtual Task<ServiceBusSessionReceiver> AcceptSessionAsync(
        string queueName, string sessionId, ServiceBusSessionReceiverOptions options = null,
        CancellationToken cancellationToken = default) =>
        Accept(new Source(queueName), sessionId, options, cancellationToken);

    public virtual Task<ServiceBusSessionReceiver> AcceptSessionAsync(
        string topicName, string subscriptionName, string sessionId, ServiceBusSessionReceiverOptions options = null,
        CancellationToken cancellationToken = default) =>
        Accept(new Source(topicName, subscriptionName), sessionId, options, cancellationToken);

    public virtual ServiceBusSessionProcessor CreateSessionProcessor(
        string queueName, ServiceBusSessionProcessorOptions options = null) =>
        Processor(new Source(queueName), options);

    public virtual ServiceBusSessionProcessor CreateSessionProcessor(
        string topicName, string subscriptionName, ServiceBusSessionProcessorOptions options = null) =>
        Processor(new Source(topicName, subscriptionName), options);

    public virtual ValueTask DisposeAsync()
    {
        _closed = true;
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    internal async Task<ServiceBusSessionReceiver> Accept(
        Source source, string sessionId, ServiceBusSessionReceiverOptions options,
        CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        var accepted = await Broker.AskAsync(new Accept(source, sessionId, TryTimeout), cancellationToken);
        var settings = new ServiceBusReceiverOptions
        {
            Identifier = options?.Identifier,
            PrefetchCount = options?.PrefetchCount ?? 0,
            ReceiveMode = options?.ReceiveMode ?? ServiceBusReceiveMode.PeekLock,
        };
        return new ServiceBusSessionReceiver(this, source, settings, accepted);
    }

    private ServiceBusReceiver Receiver(Source source, ServiceBusReceiverOptions options)
    {
        ThrowIfClosed();
        options ??= new ServiceBusReceiverOptions();
        var read = source with { OfDeadLetters = options.SubQueue != SubQueue.None };
        return new ServiceBusReceiver(this, read, options, session: null);
    }

    private ServiceBusSessionProcessor Processor(Source source, ServiceBusSessionProcessorOptions options)
    {
        ThrowIfClosed();
        return new ServiceBusSessionProcessor(this, source, options ?? new ServiceBusSessionProcessorOptions());
    }

    private void ThrowIfClosed() => ObjectDisposedException.ThrowIf(_closed, this);
}
