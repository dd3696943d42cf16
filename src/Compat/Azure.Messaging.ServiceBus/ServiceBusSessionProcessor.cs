#nullable disable
using Azure.Messaging.ServiceBus.InProcess;

namespace Azure.Messaging.ServiceBus;

/// <summary>
/// Serves up to so many sessions at a time, one message of each at a time, and keeps their locks while it does.
/// A handler that throws gives its message back; the error goes to <see cref="ProcessErrorAsync"/>.
/// </summary>
public class ServiceBusSessionProcessor : IAsyncDisposable
{
    private readonly ServiceBusClient _client;
    private readonly Source _source;
    private readonly ServiceBusSessionProcessorOptions _options;
    private CancellationTokenSource _stopping;
    private Task _work = Task.CompletedTask;

    protected ServiceBusSessionProcessor()
    {
    }

    internal ServiceBusSessionProcessor(
        ServiceBusClient client, Source source, ServiceBusSessionProcessorOptions options)
    {
        if (options.MaxConcurrentCallsPerSession != 1)
        {
            throw new NotSupportedException("The stand-in handles one message of a session at a time.");
        }

        _client = client;
        _source = source;
        _options = options;
        Identifier = options.Identifier ?? $"{source.Path}-{Guid.NewGuid()}";
    }

    public event Func<ProcessSessionMessageEventArgs, Task> ProcessMessageAsync;
    public event Func<ProcessErrorEventArgs, Task> ProcessErrorAsync;
    public event Func<ProcessSessionEventArgs, Task> SessionInitializingAsync;
    public event Func<ProcessSessionEventArgs, Task> SessionClosingAsync;

    public virtual string Identifier { get; }
    public virtual string EntityPath => _source.Path;
    public virtual string FullyQualifiedNamespace => _client.FullyQualifiedNamespace;
    public virtual ServiceBusReceiveMode ReceiveMode => _options.ReceiveMode;
    public virtual bool AutoCompleteMessages => _options.AutoCompleteMessages;
    public virtual int MaxConcurrentSessions => _options.MaxConcurrentSessions;
    public virtual int MaxConcurrentCallsPerSession => _options.MaxConcurrentCallsPerSession;
    public virtual TimeSpan MaxAutoLockRenewalDuration => _options.MaxAutoLockRenewalDuration;
    public virtual TimeSpan? SessionIdleTimeout => _options.SessionIdleTimeout;
    public virtual bool IsProcessing => _stopping is { IsCancellationRequested: false };
    public virtual bool IsClosed { get; private set; }

    /// <exception cref="InvalidOperationException">A handler is missing, or it runs already.</exception>
    public virtual Task StartProcessingAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(IsClosed || _client.IsClosed, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (ProcessMessageAsync is null || ProcessErrorAsync is null)
        {
            throw new InvalidOperationException("Handlers for messages and for errors must be set before the start.");
        }

        if (IsProcessing)
        {
            throw new InvalidOperationException("It is processing already.");
        }

        _stopping = new CancellationTokenSource();
        var stop = _stopping.Token;
        _work = Task.WhenAll(Enumerable.Range(0, MaxConcurrentSessions).Select(_ => ServeSessions(stop)));
        return Task.CompletedTask;
    }

    /// <summary>Waits for the handlers that are at work, then gives their sessions back.</summary>
    public virtual async Task StopProcessingAsync(CancellationToken cancellationToken = default)
    {
        if (_stopping is not null)
        {
            await _stopping.CancelAsync();
        }

        await _work.WaitAsync(cancellationToken);
    }

    public virtual async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        IsClosed = true;
        await StopProcessingAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _stopping?.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task ServeSessions(CancellationToken stop)
    {
        await Task.Yield();
        var options = new ServiceBusSessionReceiverOptions { ReceiveMode = ReceiveMode, Identifier = Identifier };
        while (!stop.IsCancellationRequested && !_client.IsClosed)
        {
            try
            {
                await using var receiver = await _client.Accept(_source, sessionId: null, options, stop);
                await ServeSession(receiver, stop);
            }
            catch (ServiceBusException nobody) when (nobody.Reason == ServiceBusFailureReason.ServiceTimeout)
            {
                // No session has work: ask again.
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever went wrong with one session is told, and the next is served.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                await Report(exception, ServiceBusErrorSource.Receive, stop);
            }
        }
    }

    private async Task ServeSession(ServiceBusSessionReceiver receiver, CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken.None);
        var renewal = KeepLock(receiver, ended.Token);
        try
        {
            await Raise(SessionInitializingAsync, new ProcessSessionEventArgs(receiver, Identifier, stop));
            var released = false;
            while (!released && !stop.IsCancellationRequested &&
                await Next(receiver, stop) is { } message)
            {
                released = await Handle(message, receiver, stop);
            }

            await Raise(SessionClosingAsync, new ProcessSessionEventArgs(receiver, Identifier, stop));
        }
        finally
        {
            await ended.CancelAsync();
            await renewal;
        }
    }

    private async Task<ServiceBusReceivedMessage> Next(ServiceBusSessionReceiver receiver, CancellationToken stop)
    {
        try
        {
            return await receiver.ReceiveMessageAsync(SessionIdleTimeout, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<bool> Handle(
        ServiceBusReceivedMessage message, ServiceBusSessionReceiver receiver, CancellationToken stop)
    {
        var args = new ProcessSessionMessageEventArgs(message, receiver, Identifier, stop);
        var source = ServiceBusErrorSource.ProcessMessageCallback;
        try
        {
            await Raise(ProcessMessageAsync, args);
            if (AutoCompleteMessages && !args.IsSettled && ReceiveMode == ServiceBusReceiveMode.PeekLock)
            {
                source = ServiceBusErrorSource.Complete;
                await args.CompleteMessageAsync(message, CancellationToken.None);
            }
        }
#pragma warning disable CA1031 // A handler may throw anything; its message goes back and the error is told.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await Report(exception, source, stop);
            await GiveBack(message, args, stop);
        }

        return args.IsReleased;
    }

    private async Task GiveBack(
        ServiceBusReceivedMessage message, ProcessSessionMessageEventArgs args, CancellationToken stop)
    {
        if (args.IsSettled || ReceiveMode != ServiceBusReceiveMode.PeekLock)
        {
            return;
        }

        try
        {
            await args.AbandonMessageAsync(message, cancellationToken: CancellationToken.None);
        }
        catch (ServiceBusException lost)
        {
            await Report(lost, ServiceBusErrorSource.Abandon, stop);
        }
    }

    /// <summary>Renews every half lock as long as the options allow; a lost lock shows at the next operation.</summary>
    private async Task KeepLock(ServiceBusSessionReceiver receiver, CancellationToken ended)
    {
        var time = _client.Broker.Time;
        var until = time.GetUtcNow() + MaxAutoLockRenewalDuration;
        var left = receiver.SessionLockedUntil - time.GetUtcNow();
        var half = left > TimeSpan.Zero ? left / 2 : TimeSpan.FromMilliseconds(1);
        try
        {
            while (time.GetUtcNow() + half < until)
            {
                await Task.Delay(half, time, ended);
                await receiver.RenewSessionLockAsync(ended);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The session ended.
        }
        catch (ServiceBusException lost)
        {
            await Report(lost, ServiceBusErrorSource.RenewLock, ended);
        }
    }

    private Task Report(Exception exception, ServiceBusErrorSource source, CancellationToken stop) =>
        ProcessErrorAsync(new ProcessErrorEventArgs(
            exception, source, FullyQualifiedNamespace, EntityPath, Identifier, stop));

    private static Task Raise<T>(Func<T, Task> handler, T args) => handler is null ? Task.CompletedTask : handler(args);
}
