#nullable disable
namespace Azure.Messaging.ServiceBus;

public class ServiceBusClientOptions
{
    public ServiceBusTransportType TransportType { get; set; } = ServiceBusTransportType.AmqpTcp;
    public string Identifier { get; set; }
    public ServiceBusRetryOptions RetryOptions { get; set; } = new();
}

/// <summary>Only <see cref="TryTimeout"/> has a meaning here: nothing in this process needs a retry.</summary>
public class ServiceBusRetryOptions
{
    public ServiceBusRetryMode Mode { get; set; } = ServiceBusRetryMode.Exponential;
    public int MaxRetries { get; set; } = 3;
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(0.8);
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromMinutes(1);
    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromMinutes(1);
}

public class ServiceBusSenderOptions
{
    public string Identifier { get; set; }
}

public class ServiceBusReceiverOptions
{
    public string Identifier { get; set; }
    public int PrefetchCount { get; set; }
    public ServiceBusReceiveMode ReceiveMode { get; set; } = ServiceBusReceiveMode.PeekLock;
    public SubQueue SubQueue { get; set; } = SubQueue.None;
}

public class ServiceBusSessionReceiverOptions
{
    public string Identifier { get; set; }
    public int PrefetchCount { get; set; }
    public ServiceBusReceiveMode ReceiveMode { get; set; } = ServiceBusReceiveMode.PeekLock;
}

public class ServiceBusSessionProcessorOptions
{
    public string Identifier { get; set; }
    public int PrefetchCount { get; set; }
    public ServiceBusReceiveMode ReceiveMode { get; set; } = ServiceBusReceiveMode.PeekLock;
    public bool AutoCompleteMessages { get; set; } = true;
    public TimeSpan MaxAutoLockRenewalDuration { get; set; } = TimeSpan.FromMinutes(5);
    public TimeSpan? SessionIdleTimeout { get; set; }
    public int MaxConcurrentSessions { get; set; } = 8;

    /// <summary>Here only 1: what keeps a session's messages in order.</summary>
    public int MaxConcurrentCallsPerSession { get; set; } = 1;
}

public class CreateMessageBatchOptions
{
    public long? MaxSizeInBytes { get; set; }
}
