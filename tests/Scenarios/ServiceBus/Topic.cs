using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;

namespace Scenarios.ServiceBus;

/// <summary>A topic with one subscription, by session. It gives what it holds to who asks, and wakes nobody later.</summary>
/// <param name="dropsRepeats">Whether a message id that was seen is dropped.</param>
internal sealed class Topic(bool dropsRepeats)
{
    /// <summary>A batch: each of its data sections is a whole message.</summary>
    private const uint BatchFormat = 0x80013700;

    private static readonly AmqpSymbol SessionFilter = "com.microsoft:session-filter";
    private static readonly TimeSpan LockLength = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<Held> _held = [];
    private long _sequence;

    public bool Holds(string session)
    {
        lock (_gate) return _held.Exists(held => held.Session == session);
    }

    /// <summary>The messages of a transfer, each as its bytes.</summary>
    public static IReadOnlyList<ArraySegment<byte>> MessagesOf(AmqpMessage transfer) =>
        transfer.MessageFormat == BatchFormat
            ? [.. transfer.DataBody.Select(data => (ArraySegment<byte>)data.Value)]
            : [BytesOf(transfer)];

    public void Add(IReadOnlyList<ArraySegment<byte>> messages)
    {
        lock (_gate)
        {
            foreach (var bytes in messages)
            {
                using var message = Read(bytes);
                var properties = message.Properties;
                if (!_seen.Add(properties.MessageId.ToString()!) && dropsRepeats) continue;
                _held.Add(new Held(properties.GroupId, ++_sequence, bytes));
            }
        }
    }

    /// <summary>Tells a listener until when the session it named is its own.</summary>
    public static void Grant(AmqpLinkSettings asked)
    {
        if (SessionOf(asked) is null)
            throw new AmqpException(AmqpErrorCode.NotAllowed, "the subscription has sessions; name one");
        asked.AddProperty("com.microsoft:locked-until-utc", (DateTime.UtcNow + LockLength).Ticks);
    }

    public void Serve(SendingAmqpLink listener)
    {
        var session = SessionOf(listener.Settings);
        var given = new Dictionary<Guid, Held>();
        listener.RegisterCreditListener((_, _, _) => Give());
        listener.RegisterDispositionListener(delivery =>
        {
            lock (_gate)
            {
                // What is not taken is given back: the client does so with what comes after it has enough.
                given.Remove(new Guid(delivery.DeliveryTag), out var held);
                if (delivery.State is Accepted) _held.Remove(held!);
            }

            listener.DisposeDelivery(delivery, true, delivery.State);
            Give();
        });

        void Give()
        {
            lock (_gate)
            {
                foreach (var held in _held.Where(held => held.Session == session).Except(given.Values)
                    .Take((int)listener.LinkCredit).ToList())
                {
                    var token = Guid.NewGuid();
                    given.Add(token, held);
                    listener.SendMessageNoWait(Written(held), token.ToByteArray(), default);
                }
            }
        }
    }

    private static string? SessionOf(AmqpLinkSettings asked) =>
        ((Source)asked.Source).FilterSet is { } filters && filters.TryGetValue<string>(SessionFilter, out var session)
            ? session
            : null;

    private static AmqpMessage Read(ArraySegment<byte> bytes) =>
        AmqpMessage.CreateInputMessage(new BufferListStream([bytes]));

    private static AmqpMessage Written(Held held)
    {
        var message = AmqpMessage.CreateOutputMessage(new BufferListStream([held.Bytes]), true);
        var annotations = message.MessageAnnotations.Map;
        annotations["x-opt-sequence-number"] = held.Sequence;
        annotations["x-opt-enqueued-time"] = DateTime.UtcNow;
        annotations["x-opt-locked-until"] = DateTime.UtcNow + LockLength;
        return message;
    }

    private static ArraySegment<byte> BytesOf(AmqpMessage message)
    {
        using var stream = message.ToStream();
        var bytes = new byte[stream.Length];
        stream.Position = 0;
        stream.ReadExactly(bytes);
        return bytes;
    }

    private sealed record Held(string Session, long Sequence, ArraySegment<byte> Bytes);
}
