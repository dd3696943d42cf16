#nullable disable
namespace Azure.Messaging.ServiceBus;

/// <summary>A message to send. Without a <see cref="MessageId"/> duplicate detection passes it by.</summary>
public class ServiceBusMessage
{
    private const int LongestId = 128;
    private string _messageId;
    private string _sessionId;
    private string _replyToSessionId;
    private string _partitionKey;
    private TimeSpan _timeToLive = TimeSpan.MaxValue;

    public ServiceBusMessage()
        : this(default(ReadOnlyMemory<byte>))
    {
    }

    public ServiceBusMessage(string body)
        : this(new BinaryData(body))
    {
    }

    public ServiceBusMessage(ReadOnlyMemory<byte> body)
        : this(BinaryData.FromBytes(body))
    {
    }

    public ServiceBusMessage(BinaryData body) => Body = body;

    /// <summary>A copy to send again, without what the broker had stamped on it.</summary>
    public ServiceBusMessage(ServiceBusReceivedMessage receivedMessage)
    {
        ArgumentNullException.ThrowIfNull(receivedMessage);
        Body = receivedMessage.Body;
        _messageId = receivedMessage.MessageId;
        _sessionId = receivedMessage.SessionId;
        _replyToSessionId = receivedMessage.ReplyToSessionId;
        _partitionKey = receivedMessage.PartitionKey;
        _timeToLive = receivedMessage.TimeToLive;
        CorrelationId = receivedMessage.CorrelationId;
        Subject = receivedMessage.Subject;
        ContentType = receivedMessage.ContentType;
        To = receivedMessage.To;
        ReplyTo = receivedMessage.ReplyTo;
        ScheduledEnqueueTime = receivedMessage.ScheduledEnqueueTime;
        foreach (var (key, value) in receivedMessage.ApplicationProperties)
        {
            if (key is not (ServiceBusReceivedMessage.DeadLetterReasonKey
                or ServiceBusReceivedMessage.DeadLetterErrorDescriptionKey))
            {
                ApplicationProperties.Add(key, value);
            }
        }
    }

    public BinaryData Body { get; set; }

    public string MessageId
    {
        get => _messageId;
        set => _messageId = string.IsNullOrEmpty(value)
            ? throw new ArgumentException("A message id cannot be empty.", nameof(value))
            : NotTooLong(value);
    }

    public string SessionId
    {
        get => _sessionId;
        set
        {
            _sessionId = NotTooLong(value);
            _partitionKey = _partitionKey is null ? null : value;
        }
    }

    public string ReplyToSessionId
    {
        get => _replyToSessionId;
        set => _replyToSessionId = NotTooLong(value);
    }

    public string PartitionKey
    {
        get => _partitionKey;
        set => _partitionKey = _sessionId is not null && value is not null && value != _sessionId
            ? throw new ArgumentOutOfRangeException(nameof(value), "Under a session the partition key is the session.")
            : NotTooLong(value);
    }

    public TimeSpan TimeToLive
    {
        get => _timeToLive;
        set => _timeToLive = value > TimeSpan.Zero
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), "A lifetime is positive.");
    }

    public string CorrelationId { get; set; }
    public string Subject { get; set; }
    public string ContentType { get; set; }
    public string To { get; set; }
    public string ReplyTo { get; set; }
    public DateTimeOffset ScheduledEnqueueTime { get; set; }
    public IDictionary<string, object> ApplicationProperties { get; } = new Dictionary<string, object>();

    public override string ToString() => $"{{MessageId:{MessageId}}}";

    private static string NotTooLong(string value) => value is { Length: > LongestId }
        ? throw new ArgumentException($"At most {LongestId} characters.", nameof(value))
        : value;
}
