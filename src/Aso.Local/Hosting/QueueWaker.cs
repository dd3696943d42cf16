using System.Collections.Concurrent;
using Microsoft.Azure.WebJobs.Host.Queues;

namespace Aso.Local.Hosting;

/// <summary>
/// Lets the listeners look into their queues at once where a function that has just run may have sent messages;
/// otherwise they wait up to <c>maxPollingInterval</c> between looks at an empty queue.
/// </summary>
internal sealed class QueueWaker : IQueueProcessorFactory
{
    private readonly ConcurrentDictionary<string, WakingProcessor> _processors = new();

    public QueueProcessor Create(QueueProcessorOptions queueProcessorOptions) =>
        _processors[queueProcessorOptions.Queue.Name] = new WakingProcessor(queueProcessorOptions);

    public Task WakeAsync() => Task.WhenAll(_processors.Values.Select(processor => processor.WakeAsync()));

    private sealed class WakingProcessor(QueueProcessorOptions options) : QueueProcessor(options)
    {
        private readonly PoisonMessageEventArgs _queue = new(null, options.Queue);

        // A listener that moves a message to a poison queue wakes that queue's listener, and this is how; the SDK has
        // no other public way to wake one.
        public Task WakeAsync() => OnMessageAddedToPoisonQueueAsync(_queue);
    }
}
