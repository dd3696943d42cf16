using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;

namespace Aso.Local.Hosting;

/// <summary>Runs one queue-triggered function.</summary>
internal sealed class QueueListener : IListener
{
    private readonly QueuePump _pump;

    public QueueListener(HostedFunction function, ListenerServices services)
    {
        var trigger = (QueueTriggerAttribute)function.Trigger;
        var queue = services.Settings.Resolve(trigger.QueueName);
        var host = services.Host.Queues;
        _pump = new QueuePump(
            new QueueServiceClient(services.Settings.Storage(trigger.Connection)),
            queue,
            queue + "-poison",
            running => running <= host.NewBatchThreshold ? host.BatchSize : 0,
            message => services.Invoker.InvokeAsync(function, new QueueEvent(queue, message)),
            services);
    }

    public Task StartAsync(CancellationToken cancel) => _pump.StartAsync(cancel);

    public ValueTask DisposeAsync() => _pump.DisposeAsync();
}

/// <summary>A queue message.</summary>
internal sealed class QueueEvent : TriggerEvent
{
    private readonly QueueMessage _message;

    public QueueEvent(string queue, QueueMessage message)
    {
        _message = message;
        Data["QueueTrigger"] = message.Body.ToString();
        Data["Id"] = message.MessageId;
        Data["PopReceipt"] = message.PopReceipt;
        Data["DequeueCount"] = message.DequeueCount;
        Data["InsertionTime"] = message.InsertedOn;
        Data["ExpirationTime"] = message.ExpiresOn;
        Data["NextVisibleTime"] = message.NextVisibleOn;
        Data["QueueName"] = queue;
    }

    public override ValueTask<object?> ValueAsync(Type type, CancellationToken cancel) =>
        ValueTask.FromResult(type == typeof(QueueMessage) ? _message : ParameterBinding.Payload(_message.Body, type));

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
