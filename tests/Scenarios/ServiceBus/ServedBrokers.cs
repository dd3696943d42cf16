using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus.InProcess;

namespace Scenarios;

/// <summary>Brokers of this process, served to those that a scenario starts; they live as long as the tests.</summary>
internal static partial class Transports
{
    // A killed process keeps its sessions until their locks run out, for which nobody waits five minutes here.
    private static readonly EntityOptions Chunks =
        DeclaredEntities.Queues["chunks"] with { LockDuration = TimeSpan.FromSeconds(5) };

    private static readonly ConcurrentDictionary<string, Lazy<BrokerServer>> Brokers = new(StringComparer.Ordinal);

    static partial void Find(ref Func<string, string>? connect) =>
        connect = storage => Brokers.GetOrAdd(storage, _ => new Lazy<BrokerServer>(Start)).Value.ConnectionString;

    private static BrokerServer Start()
    {
        var broker = InProcessBroker.At($"Endpoint=sb://served-{Guid.NewGuid():N}/");
        broker.DeclareQueue("chunks", Chunks);
        return BrokerServer.Start(broker);
    }
}
