// Stands in for Microsoft.Azure.Functions.Worker.Extensions.ServiceBus.
// Left out: session actions, deferral, and the settlement over gRPC: who hosts the functions derives from
// ServiceBusMessageActions, as a test would.
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs the function for each message, or batch of messages, of a queue or subscription.</summary>
public sealed class ServiceBusTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Of a queue.</summary>
    public ServiceBusTriggerAttribute(string queueName) => QueueName = queueName;

    /// <summary>Of a topic's subscription.</summary>
    public ServiceBusTriggerAttribute(string topicName, string subscriptionName)
    {
        TopicName = topicName;
        SubscriptionName = subscriptionName;
    }

    /// <summary>The setting that holds the connection; null means AzureWebJobsServiceBus.</summary>
    public string? Connection { get; set; }

    /// <summary>The queue, or null.</summary>
    public string? QueueName { get; }

    /// <summary>The topic, or null.</summary>
    public string? TopicName { get; }

    /// <summary>The subscription, or null.</summary>
    public string? SubscriptionName { get; }

    /// <summary>Whether the queue or subscription has sessions.</summary>
    public bool IsSessionsEnabled { get; set; }

    /// <summary>Whether the function takes an array of messages.</summary>
    public bool IsBatched { get; set; }

    /// <summary>Whether messages are completed when the function returns; not set means as host.json says.</summary>
    public bool AutoCompleteMessages { get; set; }
}

/// <summary>What a Service Bus name means.</summary>
public enum ServiceBusEntityType
{
    /// <summary>A queue.</summary>
    Queue,

    /// <summary>A topic.</summary>
    Topic,
}

/// <summary>Sends what the function returns to a queue or topic: one message, or one per element of an array.</summary>
public sealed class ServiceBusOutputAttribute(
    string queueOrTopicName, ServiceBusEntityType entityType = ServiceBusEntityType.Queue) : OutputBindingAttribute
{
    /// <summary>The queue or topic.</summary>
    public string QueueOrTopicName { get; private set; } = queueOrTopicName;

    /// <summary>The setting that holds the connection; null means AzureWebJobsServiceBus.</summary>
    public string? Connection { get; set; }

    /// <summary>Which of the two.</summary>
    public ServiceBusEntityType EntityType { get; set; } = entityType;
}
