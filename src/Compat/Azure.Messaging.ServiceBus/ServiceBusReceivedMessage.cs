#nullable disable
using Azure.Messaging.ServiceBus.InProcess;

namespace Azure.Messaging.ServiceBus;

public class ServiceBusReceivedMessage
{
    internal const string DeadLetterReasonKey = "DeadLetterReason";
    internal const string DeadLetterErrorDescriptionKey = "DeadLetterErrorDescription";
    private readonly SentMessage _content;

    internal ServiceBusReceivedMessage(SentMessage content) => _content = content;

    internal static ServiceBusReceivedMessage Of(Delivery delivery) => new(delivery.Content)
    {
        SequenceNumber = delivery.SequenceNumber,
        EnqueuedSequenceNumber = delivery.SequenceNumber,
        EnqueuedTime = delivery.EnqueuedTime,
        DeliveryCount = delivery.DeliveryCount,
        LockTokenGuid = delivery.LockToken,
        LockedUntil = delivery.LockedUntil,
    };

    public BinaryData Body => _content.Body;
    public string MessageId => _content.MessageId;
    public string SessionId => _content.SessionId;
    public string PartitionKey => _content.PartitionKey;
    public string CorrelationId => _content.CorrelationId;
    public string Subject => _content.Subject;
    public string ContentType => _content.ContentType;
    public string To => _content.To;
    public string ReplyTo => _content.ReplyTo;
    public string ReplyToSessionId => _content.ReplyToSessionId;
    public TimeSpan TimeToLive => _content.TimeToLive;
    public DateTimeOffset ScheduledEnqueueTime => _content.ScheduledEnqueueTime;
    public IReadOnlyDictionary<string, object> ApplicationProperties => _content.Properties;

    /// <summary>The first delivery is 1.</summary>
    public int DeliveryCount { get; internal init; }

    /// <summary>Exclusive; renewing moves it.</summary>
    public DateTimeOffset LockedUntil { get; internal set; }

    public string LockToken => LockTokenGuid.ToString();
    public long SequenceNumber { get; internal init; } = -1;
    public long EnqueuedSequenceNumber { get; internal init; }
    public DateTimeOffset EnqueuedTime { get; internal init; }
    public ServiceBusMessageState State { get; internal init; }
    public string DeadLetterSource { get; internal init; }
    public string DeadLetterReason => Property(DeadLetterReasonKey);
    public string DeadLetterErrorDescription => Property(DeadLetterErrorDescriptionKey);

    public DateTimeOffset ExpiresAt =>
        TimeToLive < DateTimeOffset.MaxValue - EnqueuedTime ? EnqueuedTime + TimeToLive : DateTimeOffset.MaxValue;

    internal Guid LockTokenGuid { get; init; }

    public override string ToString() => $"{{MessageId:{MessageId}}}";

    private string Property(string key) =>
        ApplicationProperties.TryGetValue(key, out var value) ? value as string : null;
}
