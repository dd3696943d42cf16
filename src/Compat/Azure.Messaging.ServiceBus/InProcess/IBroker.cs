using System.Text.Json.Serialization;

namespace Azure.Messaging.ServiceBus.InProcess;

/// <summary>A namespace as its clients see it: kept in this process, or in another that serves it.</summary>
internal interface IBroker
{
    string Host { get; }

    /// <summary>What a client that keeps a lock waits by.</summary>
    TimeProvider Time { get; }

    /// <exception cref="ServiceBusException">It is refused, or the broker cannot be reached.</exception>
    /// <exception cref="OperationCanceledException">Nothing was sent, taken or settled.</exception>
    Task<Answer> AskAsync(Request request, CancellationToken cancellation);
}

/// <summary>All that a client can ask of a broker; it travels to one in another process as it is.</summary>
[JsonDerivedType(typeof(Send), nameof(Send))]
[JsonDerivedType(typeof(Schedule), nameof(Schedule))]
[JsonDerivedType(typeof(CancelScheduled), nameof(CancelScheduled))]
[JsonDerivedType(typeof(AskLimit), nameof(AskLimit))]
[JsonDerivedType(typeof(Accept), nameof(Accept))]
[JsonDerivedType(typeof(Receive), nameof(Receive))]
[JsonDerivedType(typeof(Peek), nameof(Peek))]
[JsonDerivedType(typeof(Settle), nameof(Settle))]
[JsonDerivedType(typeof(RenewMessage), nameof(RenewMessage))]
[JsonDerivedType(typeof(RenewSession), nameof(RenewSession))]
[JsonDerivedType(typeof(ReadState), nameof(ReadState))]
[JsonDerivedType(typeof(WriteState), nameof(WriteState))]
[JsonDerivedType(typeof(Release), nameof(Release))]
internal abstract record Request
{
    public abstract Task<Answer> DoAsync(InProcessBroker broker, CancellationToken cancellation);

    /// <summary>Takes back what the answer gave, since who asked was gone before it came.</summary>
    public virtual void TakeBack(InProcessBroker broker, Answer answer)
    {
    }
}

/// <summary>Of everything what the request asked for.</summary>
internal sealed record Answer
{
    public static Answer Done { get; } = new();

    public IReadOnlyList<Delivery> Messages { get; init; } = [];
    public IReadOnlyList<long> SequenceNumbers { get; init; } = [];
    public long SizeLimit { get; init; }
    public SessionLock? Session { get; init; }
    public DateTimeOffset LockedUntil { get; init; }
    public BinaryData? State { get; init; }
}

/// <summary>A message as it comes to a receiver.</summary>
internal sealed record Delivery(
    SentMessage Content, long SequenceNumber, DateTimeOffset EnqueuedTime, int DeliveryCount, Guid LockToken,
    DateTimeOffset LockedUntil);

/// <summary>Who holds a session: another holder of the same session has another id.</summary>
internal sealed record SessionLock(string Session, Guid Id);
