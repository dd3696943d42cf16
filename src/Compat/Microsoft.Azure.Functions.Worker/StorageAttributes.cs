// Stands in for Microsoft.Azure.Functions.Worker.Extensions.Storage.Blobs and .Storage.Queues.
// Left out: input and output bindings (the app reads and writes through its own clients, since what it sends must
// follow a commit) and the input converters.
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>How the platform learns of a new or changed blob.</summary>
public enum BlobTriggerSource
{
    /// <summary>By scanning the container.</summary>
    LogsAndContainerScan = 0,

    /// <summary>By Event Grid, the only source on Flex Consumption.</summary>
    EventGrid = 1,
}

/// <summary>Runs the function once for each new or changed blob.</summary>
public sealed class BlobTriggerAttribute(string blobPath) : TriggerBindingAttribute
{
    /// <summary>The container, then optionally a pattern of blob names, such as <c>claims/{name}</c>.</summary>
    public string BlobPath { get; } = blobPath;

    /// <summary>The setting that holds the connection; null means AzureWebJobsStorage.</summary>
    public string? Connection { get; set; }

    /// <summary>How new blobs are found.</summary>
    public BlobTriggerSource Source { get; set; } = BlobTriggerSource.LogsAndContainerScan;
}

/// <summary>Runs the function once for each message.</summary>
public sealed class QueueTriggerAttribute(string queueName) : TriggerBindingAttribute
{
    /// <summary>The queue.</summary>
    public string QueueName { get; } = queueName;

    /// <summary>The setting that holds the connection; null means AzureWebJobsStorage.</summary>
    public string? Connection { get; set; }
}
