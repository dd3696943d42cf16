using System.Globalization;
using System.Runtime.Serialization;
using System.Text;
using System.Text.Json.Serialization;

namespace Azure.Messaging.ServiceBus.InProcess;

/// <summary>A message as sent: a copy, so that what the sender does to its object afterwards changes nothing.</summary>
internal sealed record SentMessage
{
    /// <summary>
    /// What the wire adds to each message beside what is counted here: section headers and the annotations the service
    /// stamps on it. An estimate, on the safe side of what AMQP needs.
    /// </summary>
    private const int OverheadBytes = 128;

    public required BinaryData Body { get; init; }
    public string? MessageId { get; init; }
    public string? SessionId { get; init; }
    public string? PartitionKey { get; init; }
    public string? CorrelationId { get; init; }
    public string? Subject { get; init; }
    public string? ContentType { get; init; }
    public string? To { get; init; }
    public string? ReplyTo { get; init; }
    public string? ReplyToSessionId { get; init; }
    public TimeSpan TimeToLive { get; init; } = TimeSpan.MaxValue;
    public DateTimeOffset ScheduledEnqueueTime { get; init; }
    public IReadOnlyDictionary<string, object> Properties { get; init; } = new Dictionary<string, object>();

    /// <summary>What a property's value may be, as AMQP has it.</summary>
    public static IReadOnlyList<Type> PropertyTypes { get; } =
    [
        typeof(string), typeof(bool), typeof(byte), typeof(sbyte), typeof(char), typeof(short), typeof(ushort),
        typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(float), typeof(double), typeof(decimal),
        typeof(Guid), typeof(Uri), typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan),
    ];

    /// <summary>Bytes on the wire, estimated: the body, the texts in UTF-8, and a fixed overhead.</summary>
    [JsonIgnore]
    public long SizeInBytes
    {
        get
        {
            long size = OverheadBytes + Body.ToMemory().Length;
            string?[] texts =
            [
                MessageId, SessionId, PartitionKey, CorrelationId, Subject, ContentType, To, ReplyTo, ReplyToSessionId,
            ];
            foreach (var text in texts)
            {
                size += text is null ? 0 : Encoding.UTF8.GetByteCount(text);
            }

            foreach (var (key, value) in Properties)
            {
                var text = Convert.ToString(value, CultureInfo.InvariantCulture);
                size += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(text ?? "") + 4;
            }

            return size;
        }
    }

    /// <exception cref="SerializationException">A property's type cannot travel.</exception>
    public static SentMessage Of(ServiceBusMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        foreach (var (key, value) in message.ApplicationProperties)
        {
            if (value is not null && !PropertyTypes.Contains(value.GetType()))
            {
                throw new SerializationException(
                    $"The property '{key}' has the type {value.GetType()}, which cannot be sent.");
            }
        }

        return new SentMessage
        {
            Body = BinaryData.FromBytes(message.Body?.ToArray() ?? []),
            MessageId = message.MessageId,
            SessionId = message.SessionId,
            PartitionKey = message.PartitionKey ?? message.SessionId,
            CorrelationId = message.CorrelationId,
            Subject = message.Subject,
            ContentType = message.ContentType,
            To = message.To,
            ReplyTo = message.ReplyTo,
            ReplyToSessionId = message.ReplyToSessionId,
            TimeToLive = message.TimeToLive,
            ScheduledEnqueueTime = message.ScheduledEnqueueTime,
            Properties = new Dictionary<string, object>(message.ApplicationProperties),
        };
    }

    /// <summary>The same with some properties set anew, as abandoning and dead-lettering may.</summary>
    public SentMessage With(IEnumerable<KeyValuePair<string, object>>? changes)
    {
        if (changes is null)
        {
            return this;
        }

        var properties = new Dictionary<string, object>(Properties);
        foreach (var (key, value) in changes)
        {
            properties[key] = value;
        }

        return this with { Properties = properties };
    }
}
