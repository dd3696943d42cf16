namespace Scenarios;

/// <summary>How messages travel between the processes of a scenario.</summary>
public enum Transport
{
    StorageQueues,
    ServiceBus,
}

/// <summary>
/// The ways that can be tried. By Service Bus every storage has a broker of its own in this process, as an account has
/// a namespace; it outlives the processes that are started and killed. Without the stand-in there is none.
/// </summary>
internal static partial class Transports
{
    private const string Setting = "ServiceBusConnection";

    private static readonly Func<string, string>? Connect = Find();

    /// <summary>What a scenario uses that does not choose: <c>ASO_SERVICE_BUS=1</c> makes it Service Bus.</summary>
    public static Transport Usual { get; } =
        Environment.GetEnvironmentVariable("ASO_SERVICE_BUS") != "1" ? Transport.StorageQueues
        : Connect is not null ? Transport.ServiceBus
        : throw new NotSupportedException("ASO_SERVICE_BUS=1 needs the stand-in: -p:OfficialServiceBus=false");

    /// <summary>What a scenario tries for which the transport matters.</summary>
    public static TheoryData<Transport> Tried { get; } = new(
        Usual == Transport.ServiceBus || Connect is null
            ? [Usual]
            : [Transport.StorageQueues, Transport.ServiceBus]);

    /// <summary>Sets what makes a process use this transport, or takes it away.</summary>
    /// <param name="options">Of its command: where its storage is.</param>
    public static void Set(
        this IDictionary<string, string?> environment, Transport transport, IReadOnlyList<string> options)
    {
        environment.Remove(Setting);
        if (transport == Transport.ServiceBus) environment[Setting] = Connect!(StorageOf(options));
    }

    // One that is started for the process alone is no other's.
    private static string StorageOf(IReadOnlyList<string> options)
    {
        var named = options.Index().FirstOrDefault(option => option.Item is "--data" or "--connection");
        return named.Item is null ? $"{Guid.NewGuid()}" : options[named.Index + 1];
    }

    private static Func<string, string>? Find()
    {
        Func<string, string>? connect = null;
        Find(ref connect);
        return connect;
    }

    static partial void Find(ref Func<string, string>? connect);
}
