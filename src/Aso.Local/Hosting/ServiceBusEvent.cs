using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;

namespace Aso.Local.Hosting;

/// <summary>A Service Bus message, or a batch of them.</summary>
internal sealed class ServiceBusEvent : TriggerEvent
{
    private readonly IReadOnlyList<ServiceBusReceivedMessage> _messages;
    private readonly bool _isBatched;
    private readonly HostedMessageActions _actions;
    private readonly HostedSessionActions _session;

    public ServiceBusEvent(
        IReadOnlyList<ServiceBusReceivedMessage> messages, bool isBatched, HostedMessageActions actions,
        HostedSessionActions session)
    {
        _messages = messages;
        _isBatched = isBatched;
        _actions = actions;
        _session = session;
        Data["SessionId"] = messages[0].SessionId;
        if (!isBatched)
        {
            Describe(messages[0]);
        }
    }

    /// <summary>One message in the form asked for, or, in batches, an array of them.</summary>
    public override ValueTask<object?> ValueAsync(Type type, CancellationToken cancel)
    {
        if (!_isBatched)
        {
            return ValueTask.FromResult(One(_messages[0], type));
        }
        var element = type.IsArray
            ? type.GetElementType()!
            : throw new NotSupportedException($"A batch is given as an array, not as {type.Name}.");
        var batch = Array.CreateInstance(element, _messages.Count);
        for (var i = 0; i < _messages.Count; i++)
        {
            batch.SetValue(One(_messages[i], element), i);
        }
        return ValueTask.FromResult<object?>(batch);
    }

    public override object? Companion(Type type) =>
        type == typeof(ServiceBusMessageActions) ? _actions
        : type == typeof(ServiceBusSessionMessageActions) && _messages[0].SessionId is not null ? _session
        : null;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static object? One(ServiceBusReceivedMessage message, Type type) =>
        type == typeof(ServiceBusReceivedMessage) ? message : ParameterBinding.Payload(message.Body, type);

    private void Describe(ServiceBusReceivedMessage message)
    {
        Data["MessageId"] = message.MessageId;
        Data["CorrelationId"] = message.CorrelationId;
        Data["Subject"] = message.Subject;
        Data["ContentType"] = message.ContentType;
        Data["DeliveryCount"] = message.DeliveryCount;
        Data["SequenceNumber"] = message.SequenceNumber;
        Data["EnqueuedTimeUtc"] = message.EnqueuedTime.UtcDateTime;
        Data["LockToken"] = message.LockToken;
        Data["ApplicationProperties"] = message.ApplicationProperties;
    }
}

/// <summary>Notes that the function gave up its session.</summary>
internal sealed class HostedSessionActions : ServiceBusSessionMessageActions
{
    public bool IsReleased { get; private set; }

    public override Task ReleaseSession(CancellationToken cancellationToken = default)
    {
        IsReleased = true;
        return Task.CompletedTask;
    }
}

/// <summary>Settles over the receiver that holds the messages, and knows which the function settled itself.</summary>
internal sealed class HostedMessageActions(ServiceBusReceiver receiver) : ServiceBusMessageActions
{
    private readonly ConcurrentDictionary<string, bool> _settled = [];

    public override Task CompleteMessageAsync(
        ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        SettleAsync(message, receiver.CompleteMessageAsync(message, cancellationToken));

    public override Task AbandonMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = default,
        CancellationToken cancellationToken = default) =>
        SettleAsync(message, receiver.AbandonMessageAsync(message, propertiesToModify, cancellationToken));

    public override Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message, Dictionary<string, object>? propertiesToModify = default,
        string? deadLetterReason = default, string? deadLetterErrorDescription = default,
        CancellationToken cancellationToken = default) =>
        SettleAsync(message, receiver.DeadLetterMessageAsync(
            message, propertiesToModify, deadLetterReason, deadLetterErrorDescription, cancellationToken));

    public override Task RenewMessageLockAsync(
        ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        receiver.RenewMessageLockAsync(message, cancellationToken);

    /// <summary>Settles what the function did not; a message whose lock was lost comes again by itself.</summary>
    public async Task SettleRestAsync(
        IEnumerable<ServiceBusReceivedMessage> messages, Func<ServiceBusReceivedMessage, Task> settle)
    {
        foreach (var message in messages.Where(message => !_settled.ContainsKey(message.LockToken)))
        {
            try
            {
                await SettleAsync(message, settle(message));
            }
            catch (ServiceBusException lost) when (lost.Reason is ServiceBusFailureReason.MessageLockLost
                or ServiceBusFailureReason.SessionLockLost)
            {
            }
        }
    }

    private async Task SettleAsync(ServiceBusReceivedMessage message, Task settling)
    {
        await settling;
        _settled[message.LockToken] = true;
    }
}
