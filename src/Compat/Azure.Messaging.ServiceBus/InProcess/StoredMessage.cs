namespace Azure.Messaging.ServiceBus.InProcess;

/// <summary>A message where it lies: its place, its lifetime, and who holds it.</summary>
internal sealed class StoredMessage(
    long sequenceNumber, SentMessage content, DateTimeOffset enqueued, DateTimeOffset expires)
{
    public long SequenceNumber { get; } = sequenceNumber;
    public SentMessage Content { get; set; } = content;
    public DateTimeOffset Enqueued { get; } = enqueued;
    public DateTimeOffset Expires { get; } = expires;

    /// <summary>Deliveries that came back: abandoned, or their lock ran out.</summary>
    public int FailedDeliveries { get; set; }

    /// <summary>Null while it may be delivered.</summary>
    public Guid? LockToken { get; set; }

    /// <summary>Exclusive. Under a session the session's own lock counts instead.</summary>
    public DateTimeOffset LockedUntil { get; set; }

    /// <summary>Order of arrival in its store; the dead-letter queue has an order of its own.</summary>
    public long Place { get; set; }

    public Delivery Delivered(Guid lockToken, DateTimeOffset lockedUntil) =>
        new(Content, SequenceNumber, Enqueued, FailedDeliveries + 1, lockToken, lockedUntil);
}
