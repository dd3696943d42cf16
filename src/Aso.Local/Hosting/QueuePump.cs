using System.Threading.Channels;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace Aso.Local.Hosting;

/// <summary>
/// Takes messages off a queue as the platform does: in batches, each message on its own; one that fails waits for
/// the visibility timeout and comes again, and goes to the poison queue when it has failed often enough.
/// </summary>
internal sealed class QueuePump : IListener
{
    /// <summary>The time to live of a message that stays until it is taken.</summary>
    public static readonly TimeSpan WithoutEnd = TimeSpan.FromSeconds(-1);

    // The platform hides a message for ten minutes while it is worked on. A machine whose process was killed should
    // not wait that long for its own message, so the lock here is short and renewed.
    private static readonly TimeSpan Lock = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan NudgedPoll = TimeSpan.FromMilliseconds(150);

    private readonly QueueClient _queue;
    private readonly QueueClient _poison;
    private readonly QueueSettings _settings;
    private readonly Func<int, int> _wanted;
    private readonly Func<QueueMessage, Task> _run;
    private readonly FunctionInvoker _invoker;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<bool> _nudges =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly HashSet<Task> _running = [];
    private Task _loop = Task.CompletedTask;

    /// <param name="storage">Where both queues are.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="poison">Where messages go that failed too often.</param>
    /// <param name="wanted">How many messages to fetch when so many are being worked on.</param>
    /// <param name="run">Works on one message, its text decoded; throws when it failed.</param>
    /// <param name="services">The host's.</param>
    public QueuePump(
        QueueServiceClient storage, string queue, string poison, Func<int, int> wanted,
        Func<QueueMessage, Task> run, ListenerServices services)
    {
        _queue = storage.GetQueueClient(queue);
        _poison = storage.GetQueueClient(poison);
        _settings = services.Host.Queues;
        _wanted = wanted;
        _run = run;
        _invoker = services.Invoker;
        _logger = services.Loggers.CreateLogger("Host.Queue." + queue);
    }

    public async Task StartAsync(CancellationToken cancel)
    {
        await _queue.CreateIfNotExistsAsync(cancellationToken: cancel);
        // Whatever has just ended may have put a message here.
        _invoker.Ended += Nudge;
        _loop = Listening.Run(LoopAsync, _logger);
    }

    public async ValueTask DisposeAsync()
    {
        _invoker.Ended -= Nudge;
        await _stopping.CancelAsync();
        await _loop;
        Task[] running;
        lock (_running)
        {
            running = [.. _running];
        }
        await Task.WhenAll(running);
        _stopping.Dispose();
    }

    /// <summary>Looks at the queue soon.</summary>
    public void Nudge() => _nudges.Writer.TryWrite(true);

    private async Task LoopAsync()
    {
        var pause = ShortestPoll;
        while (!_stopping.IsCancellationRequested)
        {
            int running;
            lock (_running)
            {
                running = _running.Count;
            }
            var wanted = _wanted(running);
            var found = wanted > 0 ? await FetchAsync(wanted) : 0;
            if (wanted <= 0)
            {
                await NudgedAsync(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
            else if (found > 0)
            {
                pause = ShortestPoll;
            }
            else
            {
                var nudged = await NudgedAsync(Shorter(pause, NudgedPoll), pause);
                pause = Shorter(pause * 2, nudged ? NudgedPoll : _settings.MaxPollingInterval);
            }
        }
    }

    // However many nudges there are, a look at an empty queue costs a pause, which they shorten.
    private async Task<bool> NudgedAsync(TimeSpan atLeast, TimeSpan atMost)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        try
        {
            await Task.Delay(atLeast, enough.Token);
            if (atMost != Timeout.InfiniteTimeSpan)
            {
                enough.CancelAfter(Longer(TimeSpan.Zero, atMost - atLeast));
            }
            return await _nudges.Reader.ReadAsync(enough.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<int> FetchAsync(int count)
    {
        try
        {
            var messages = (await _queue.ReceiveMessagesAsync(Math.Min(count, 32), Lock, _stopping.Token)).Value;
            foreach (var message in messages)
            {
                Track(message);
            }
            return messages.Length;
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return 0;
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            _logger.LogWarning("The queue was not there and is made again");
            await Tolerate(() => _queue.CreateIfNotExistsAsync());
            return 0;
        }
        catch (Exception failure) when (StorageFailures.Is(failure))
        {
            _logger.LogWarning(failure, "Cannot be read now");
            return 0;
        }
    }

    private void Track(QueueMessage message)
    {
        var task = new Task<Task>(() => HandleAsync(message));
        var whole = task.Unwrap();
        lock (_running)
        {
            _running.Add(whole);
        }
        _ = whole.ContinueWith(
            done =>
            {
                lock (_running)
                {
                    _running.Remove(done);
                }
                Nudge();
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        task.Start(TaskScheduler.Default);
    }

    private async Task HandleAsync(QueueMessage received)
    {
        var held = new HeldMessage(_queue, received, Lock, _logger);
        try
        {
            if (received.DequeueCount > _settings.MaxDequeueCount || !TryDecode(received, out var message))
            {
                await PoisonAsync(received, held);
                return;
            }
            await using (held.Renewing())
            {
                await _run(message);
            }
            await held.DeleteAsync();
        }
        catch (OperationCanceledException) when (_invoker.Aborted)
        {
            await Tolerate(() => held.ReleaseAsync(TimeSpan.Zero));
        }
        catch (Exception) when (received.DequeueCount >= _settings.MaxDequeueCount)
        {
            await Tolerate(() => PoisonAsync(received, held));
        }
        catch (Exception)
        {
            // Logged by the invoker; a message that cannot be released comes again when its lock has run out.
            await Tolerate(() => held.ReleaseAsync(_settings.VisibilityTimeout));
        }
    }

    private bool TryDecode(QueueMessage received, out QueueMessage message)
    {
        message = received;
        if (!_settings.Base64)
        {
            return true;
        }
        var bytes = new byte[received.MessageText.Length];
        if (!Convert.TryFromBase64String(received.MessageText, bytes, out var length))
        {
            _logger.LogError("A message is not Base64, as host.json's messageEncoding asks for");
            return false;
        }
        message = QueuesModelFactory.QueueMessage(
            received.MessageId, received.PopReceipt, new BinaryData(bytes.AsMemory(0, length)),
            received.DequeueCount, received.NextVisibleOn, received.InsertedOn, received.ExpiresOn);
        return true;
    }

    private async Task PoisonAsync(QueueMessage received, HeldMessage held)
    {
        _logger.LogWarning(
            "A message was tried {Count} times and goes to {Poison}", received.DequeueCount, _poison.Name);
        await _poison.CreateIfNotExistsAsync();
        // The platform would drop it after seven days, seen or not.
        await _poison.SendMessageAsync(received.MessageText, timeToLive: WithoutEnd);
        await held.DeleteAsync();
    }

    private async Task Tolerate(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception failure) when (StorageFailures.Is(failure))
        {
            _logger.LogWarning(failure, "The queue could not be told; the message comes again");
        }
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
