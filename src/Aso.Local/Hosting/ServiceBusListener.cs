using System.Reflection;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Aso.Local.Hosting;

/// <summary>
/// Runs one Service Bus function under host.json's extensions.serviceBus: message by message or in batches, and,
/// where the queue or subscription has sessions, one execution at a time for each session.
/// </summary>
internal sealed class ServiceBusListener : IListener
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private const string Otherwise = "AzureWebJobsServiceBus";

    private readonly HostedFunction _function;
    private readonly ListenerServices _services;
    private readonly ServiceBusTriggerAttribute _trigger;
    private readonly ServiceBusClient _client;
    private readonly ServiceBusSettings _settings;
    private readonly bool _autoComplete;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _workers = [];

    private ServiceBusListener(HostedFunction function, ServiceBusClient client, ListenerServices services)
    {
        _function = function;
        _services = services;
        _trigger = (ServiceBusTriggerAttribute)function.Trigger;
        _settings = services.Host.ServiceBus;
        _autoComplete = IsSet(function, nameof(_trigger.AutoCompleteMessages))
            ? _trigger.AutoCompleteMessages
            : _settings.AutoCompleteMessages;
        _client = client;
        _logger = services.Loggers.CreateLogger("Host.ServiceBus." + function.Name);
    }

    private string? Queue => _trigger.QueueName is { } name ? _services.Settings.Resolve(name) : null;

    private string Topic => _services.Settings.Resolve(_trigger.TopicName!);

    private string Subscription => _services.Settings.Resolve(_trigger.SubscriptionName!);

    /// <summary>
    /// Null when the connection's setting is not there: an app that can do without Service Bus then does.
    /// </summary>
    public static ServiceBusListener? Create(HostedFunction function, ListenerServices services)
    {
        var name = ((ServiceBusTriggerAttribute)function.Trigger).Connection;
        if (services.Settings.Connection(name, Otherwise) is { } connection)
        {
            return new ServiceBusListener(function, new ServiceBusClient(connection), services);
        }
        if (services.Settings.Namespace(name, Otherwise) is { } host)
        {
            return new ServiceBusListener(
                function, new ServiceBusClient(host, new DefaultAzureCredential()), services);
        }
        services.Loggers.CreateLogger("Host.ServiceBus." + function.Name)
            .LogInformation("Rests: the setting {Connection} is not there", name);
        return null;
    }

    public Task StartAsync(CancellationToken cancel)
    {
        var (count, work) = _trigger switch
        {
            { IsSessionsEnabled: true } => (_settings.MaxConcurrentSessions, (Func<Task>)HoldSessionAsync),
            { IsBatched: true } => (1, ReceiveAsync),
            _ => (_settings.MaxConcurrentCalls, ReceiveAsync),
        };
        _workers.AddRange(Enumerable.Range(0, count)
            .Select(_ => Listening.Run(() => LoopAsync(work), _logger)));
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_workers);
        await _client.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task LoopAsync(Func<Task> work)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await work();
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (ServiceBusException idle) when (idle.Reason is ServiceBusFailureReason.ServiceTimeout)
            {
                // No session had a message: ask again.
            }
            catch (ServiceBusException failure)
            {
                _logger.LogWarning(failure, "Cannot receive now");
                await Task.Delay(AfterFailure, _stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    private async Task ReceiveAsync()
    {
        await using var receiver = Queue is { } queue
            ? _client.CreateReceiver(queue)
            : _client.CreateReceiver(Topic, Subscription);
        while (true)
        {
            var messages = await receiver.ReceiveMessagesAsync(BatchSize, cancellationToken: _stopping.Token);
            if (messages.Count > 0)
            {
                await RunAsync(receiver, messages);
            }
        }
    }

    // A session is given up when its function says so or it has been empty for a while, so that others get their turn.
    private async Task HoldSessionAsync()
    {
        await using var session = Queue is { } queue
            ? await _client.AcceptNextSessionAsync(queue, cancellationToken: _stopping.Token)
            : await _client.AcceptNextSessionAsync(Topic, Subscription, cancellationToken: _stopping.Token);
        while (await session.ReceiveMessagesAsync(BatchSize, _settings.SessionIdleTimeout, _stopping.Token)
            is { Count: > 0 } messages)
        {
            if (await RunAsync(session, messages) is { IsReleased: true })
            {
                return;
            }
        }
    }

    private int BatchSize => _trigger.IsBatched ? _settings.MaxMessageBatchSize : 1;

    private async Task<HostedSessionActions> RunAsync(
        ServiceBusReceiver receiver, IReadOnlyList<ServiceBusReceivedMessage> messages)
    {
        var actions = new HostedMessageActions(receiver);
        var sessionActions = new HostedSessionActions();
        try
        {
            await using (Renewing(receiver, messages))
            {
                await _services.Invoker.InvokeAsync(
                    _function, new ServiceBusEvent(messages, _trigger.IsBatched, actions, sessionActions));
            }
            if (_autoComplete)
            {
                await actions.SettleRestAsync(messages, message => receiver.CompleteMessageAsync(message));
            }
        }
        catch (Exception)
        {
            // Logged by the invoker. Given back, a message comes again at once; the service counts its deliveries
            // and moves it to the dead letters.
            await actions.SettleRestAsync(messages, message => receiver.AbandonMessageAsync(message));
        }
        return sessionActions;
    }

    private Repeating Renewing(ServiceBusReceiver receiver, IReadOnlyList<ServiceBusReceivedMessage> messages)
    {
        var session = receiver as ServiceBusSessionReceiver;
        var until = session?.SessionLockedUntil ?? messages.Min(message => message.LockedUntil);
        var interval = TimeSpan.FromSeconds(Math.Max(1, (until - DateTimeOffset.UtcNow).TotalSeconds / 2));
        var renewals = _settings.MaxAutoLockRenewalDuration / interval;
        return Repeating.Every(interval, async cancel =>
        {
            if (renewals-- < 1)
            {
                return;
            }
            try
            {
                var renewed = session is not null
                    ? session.RenewSessionLockAsync(cancel)
                    : Task.WhenAll(messages.Select(message => receiver.RenewMessageLockAsync(message, cancel)));
                await renewed;
            }
            catch (ServiceBusException failure)
            {
                _logger.LogWarning("A lock could not be renewed ({Reason}): it may run twice", failure.Reason);
            }
        });
    }

    // The attribute cannot tell false from not set, and not set means as host.json says.
    private static bool IsSet(HostedFunction function, string property) =>
        function.TriggerParameter.GetCustomAttributesData()
            .Single(data => data.AttributeType == function.Trigger.GetType())
            .NamedArguments.Any(argument => argument.MemberName == property);
}
