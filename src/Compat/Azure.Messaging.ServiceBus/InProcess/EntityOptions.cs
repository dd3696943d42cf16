namespace Azure.Messaging.ServiceBus.InProcess;

/// <summary>What a queue, topic or subscription is declared with. The defaults are those of the service.</summary>
public sealed record EntityOptions
{
    /// <summary>How long a message or a session stays with the one who received it, unless renewed.</summary>
    public TimeSpan LockDuration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A message given back after this many deliveries moves to the dead-letter queue.</summary>
    public int MaxDeliveryCount { get; init; } = 10;

    /// <summary>Every message must carry a session, and only session receivers may read.</summary>
    public bool RequiresSession { get; init; }

    /// <summary>How long a message id is remembered, so that a repeat is dropped; null: not at all.</summary>
    public TimeSpan? DuplicateDetectionWindow { get; init; }

    /// <summary>The longest a message may live; a longer one of its own is cut to it.</summary>
    public TimeSpan DefaultTimeToLive { get; init; } = TimeSpan.MaxValue;

    /// <summary>An expired message moves to the dead-letter queue instead of vanishing.</summary>
    public bool DeadLetterOnExpiration { get; init; }

    /// <summary>The largest message or batch, in bytes; the standard tier's 256 KiB.</summary>
    public long MaxMessageBytes { get; init; } = 256 * 1024;
}
