#nullable disable
using Azure.Messaging.ServiceBus.InProcess;

namespace Azure.Messaging.ServiceBus;

/// <summary>Messages sent together, wholly or not at all; the size is estimated as the broker estimates it.</summary>
public sealed class ServiceBusMessageBatch : IDisposable
{
    internal ServiceBusMessageBatch(long maxSizeInBytes) => MaxSizeInBytes = maxSizeInBytes;

    public long MaxSizeInBytes { get; }
    public long SizeInBytes { get; private set; }
    public int Count => Messages.Count;

    internal List<SentMessage> Messages { get; } = [];

    /// <summary>False when the message does not fit any more; the batch is then as it was.</summary>
    public bool TryAddMessage(ServiceBusMessage message)
    {
        var content = SentMessage.Of(message);
        var size = content.SizeInBytes;
        if (SizeInBytes + size > MaxSizeInBytes)
        {
            return false;
        }

        Messages.Add(content);
        SizeInBytes += size;
        return true;
    }

    public void Dispose() => Messages.Clear();
}
