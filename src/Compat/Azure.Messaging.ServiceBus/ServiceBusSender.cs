#nullable disable
using Azure.Messaging.ServiceBus.InProcess;

namespace Azure.Messaging.ServiceBus;

public class ServiceBusSender : IAsyncDisposable
{
    private readonly ServiceBusClient _client;
    private bool _closed;

    protected ServiceBusSender()
    {
    }

    protected ServiceBusSender(ServiceBusClient client, string queueOrTopicName)
        : this(client, queueOrTopicName, options: null)
    {
    }

    protected internal ServiceBusSender(
        ServiceBusClient client, string queueOrTopicName, ServiceBusSenderOptions options)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(queueOrTopicName);
        _client = client;
        EntityPath = queueOrTopicName;
        Identifier = options?.Identifier ?? $"{queueOrTopicName}-{Guid.NewGuid()}";
    }

    public virtual string EntityPath { get; }
    public virtual string Identifier { get; }
    public virtual string FullyQualifiedNamespace => _client.FullyQualifiedNamespace;
    public virtual bool IsClosed => _closed || _client.IsClosed;

    /// <exception cref="ServiceBusException">The message is too large.</exception>
    /// <exception cref="InvalidOperationException">The queue requires sessions and the message has none.</exception>
    public virtual Task SendMessageAsync(ServiceBusMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return SendMessagesAsync([message], cancellationToken);
    }

    /// <summary>As one transfer: all or none, and together within the size limit.</summary>
    public virtual Task SendMessagesAsync(
        IEnumerable<ServiceBusMessage> messages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return Send([.. messages.Select(SentMessage.Of)], cancellationToken);
    }

    public virtual Task SendMessagesAsync(
        ServiceBusMessageBatch messageBatch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messageBatch);
        return Send([.. messageBatch.Messages], cancellationToken);
    }

    public virtual ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(
        CancellationToken cancellationToken = default) =>
        CreateMessageBatchAsync(options: null, cancellationToken);

    /// <exception cref="ArgumentOutOfRangeException">The size asked for is more than the entity takes.</exception>
    public virtual async ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(
        CreateMessageBatchOptions options, CancellationToken cancellationToken = default)
    {
        var limit = (await Ask(new AskLimit(EntityPath), cancellationToken)).SizeLimit;
        var size = options?.MaxSizeInBytes ?? limit;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, limit, nameof(options));
        return new ServiceBusMessageBatch(size);
    }

    /// <returns>The number by which the message can be cancelled until it is due; then it gets another.</returns>
    public virtual async Task<long> ScheduleMessageAsync(
        ServiceBusMessage message, DateTimeOffset scheduledEnqueueTime, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return (await ScheduleMessagesAsync([message], scheduledEnqueueTime, cancellationToken))[0];
    }

    public virtual async Task<IReadOnlyList<long>> ScheduleMessagesAsync(
        IEnumerable<ServiceBusMessage> messages, DateTimeOffset scheduledEnqueueTime,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var schedule = new Schedule(EntityPath, [.. messages.Select(SentMessage.Of)], scheduledEnqueueTime);
        return (await Ask(schedule, cancellationToken)).SequenceNumbers;
    }

    public virtual Task CancelScheduledMessageAsync(
        long sequenceNumber, CancellationToken cancellationToken = default) =>
        CancelScheduledMessagesAsync([sequenceNumber], cancellationToken);

    public virtual Task CancelScheduledMessagesAsync(
        IEnumerable<long> sequenceNumbers, CancellationToken cancellationToken = default) =>
        Ask(new CancelScheduled(EntityPath, [.. sequenceNumbers]), cancellationToken);

    public virtual Task CloseAsync(CancellationToken cancellationToken = default)
    {
        _closed = true;
        return Task.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    private Task<Answer> Send(IReadOnlyList<SentMessage> messages, CancellationToken cancellationToken) =>
        Ask(new Send(EntityPath, messages), cancellationToken);

    private async Task<Answer> Ask(Request request, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        return await _client.Broker.AskAsync(request, cancellationToken);
    }
}
