using Aso.Ledger.Storage;

namespace Aso.Ledger.Outbox;

/// <summary>How events reach other systems.</summary>
public interface IEvents
{
    /// <summary>Publishes in order; when it returns, the broker has them all.</summary>
    /// <param name="session">
    /// Events of one session keep their order: <c>{employer}~{shard}</c>, or the employer for those of a close.
    /// </param>
    Task PublishAsync(string session, IReadOnlyList<PublicEvent> events, CancellationToken cancellation = default);
}

/// <summary>Events on a storage queue, each message a JSON array of them; such a queue promises no order.</summary>
public sealed class StorageEvents(ILedgerStorage storage) : IEvents
{
    /// <summary>What a message takes before it is Base64.</summary>
    private const int MessageMaxBytes = 48 * 1024;

    public async Task PublishAsync(
        string session, IReadOnlyList<PublicEvent> events, CancellationToken cancellation = default)
    {
        var message = new List<byte>();
        foreach (var body in events.Select(one => one.ToJson()))
        {
            if (message.Count > 0 && message.Count + body.Length + 2 > MessageMaxBytes)
                await SendAsync(message, cancellation);
            message.Add(message.Count == 0 ? (byte)'[' : (byte)',');
            message.AddRange(body);
        }

        if (message.Count > 0) await SendAsync(message, cancellation);
    }

    private async Task SendAsync(List<byte> message, CancellationToken cancellation)
    {
        message.Add((byte)']');
        await storage.SendAsync(
            LedgerNames.EventsQueue, System.Text.Encoding.UTF8.GetString([.. message]), null, cancellation);
        message.Clear();
    }
}
