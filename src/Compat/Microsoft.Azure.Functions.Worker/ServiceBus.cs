// Stands in for Microsoft.Azure.Functions.Worker.Extensions.ServiceBus.
// Left out: the output binding, a session's state and lock, deferral, and the settlement over gRPC: who hosts the
// functions derives from the actions, as a test would.
using Azure.Messaging.ServiceBus;
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

/// <summary>Settles messages from within the function.</summary>
public class ServiceBusMessageActions
{
    /// <summary>For who hosts the functions, and for tests.</summary>
    protected ServiceBusMessageActions()
    {
    }

    /// <summary>Ends the message: it was worked on.</summary>
    public virtual Task CompleteMessageAsync(
        ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) => throw Unhosted();

    /// <summary>Gives the message back, to come again.</summary>
    public virtual Task AbandonMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = default,
        CancellationToken cancellationToken = default) => throw Unhosted();

    /// <summary>Puts the message aside for people to see.</summary>
    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message, Dictionary<string, object>? propertiesToModify = default,
        string? deadLetterReason = default, string? deadLetterErrorDescription = default,
        CancellationToken cancellationToken = default) => throw Unhosted();

    /// <summary>Keeps the message for another lock's time.</summary>
    public virtual Task RenewMessageLockAsync(
        ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) => throw Unhosted();

    private static NotSupportedException Unhosted() => new("Only the actions a functions host gives can settle.");
}

/// <summary>What can be done with the session whose message the function runs for.</summary>
public class ServiceBusSessionMessageActions
{
    /// <summary>For who hosts the functions, and for tests.</summary>
    protected ServiceBusSessionMessageActions()
    {
    }

    /// <summary>Gives the session up once the function has ended and its message is settled.</summary>
    public virtual Task ReleaseSession(CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Only the actions a functions host gives can release a session.");
}
