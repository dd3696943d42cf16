using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Azure.Messaging.ServiceBus.InProcess;
using Reason = Azure.Messaging.ServiceBus.ServiceBusFailureReason;

namespace Compat.Tests.ServiceBus;

public sealed class SessionProcessorTests : IAsyncDisposable
{
    private readonly Bus _bus = new();
    private readonly ConcurrentQueue<(string Session, string Body)> _handled = new();
    private readonly ConcurrentQueue<ServiceBusErrorSource> _errors = new();

    public SessionProcessorTests() =>
        _bus.Broker.DeclareQueue("q", new EntityOptions { RequiresSession = true, MaxDeliveryCount = 3 });

    public ValueTask DisposeAsync() => _bus.DisposeAsync();

    [Fact]
    public async Task Sessions_are_served_side_by_side_and_each_in_order()
    {
        foreach (var body in new[] { "a", "b", "c" })
        {
            await _bus.SendTo("q", "one", body);
            await _bus.SendTo("q", "two", body);
        }

        var meeting = new Barrier(2);
        await using var processor = Processor(message =>
        {
            // Both sessions must be at work at once for either to go on.
            Assert.True(meeting.SignalAndWait(TimeSpan.FromSeconds(30)));
            _handled.Enqueue((message.SessionId, message.Message.Body.ToString()));
            return Task.CompletedTask;
        });
        await Run(processor, () => _handled.Count == 6);

        Assert.Empty(_errors);
        Assert.Equal(["a", "b", "c"], _handled.Where(item => item.Session == "one").Select(item => item.Body));
        Assert.Equal(["a", "b", "c"], _handled.Where(item => item.Session == "two").Select(item => item.Body));
        Assert.Empty(await Left("one"));
        Assert.Empty(await Left("two"));
    }

    [Fact]
    public async Task A_handler_that_throws_gets_the_message_again_and_at_last_it_is_a_dead_letter()
    {
        await _bus.SendTo("q", "s", "bad", "good");
        await using var processor = Processor(message =>
        {
            var body = message.Message.Body.ToString();
            _handled.Enqueue((message.SessionId, body));
            return body == "bad" ? throw new InvalidDataException("unreadable") : Task.CompletedTask;
        });
        await Run(processor, () => _handled.Any(item => item.Body == "good"));

        Assert.Equal(["bad", "bad", "bad", "good"], _handled.Select(item => item.Body));
        Assert.Equal(Enumerable.Repeat(ServiceBusErrorSource.ProcessMessageCallback, 3), _errors);
        Assert.Equal(["bad"], await _bus.Drain(_bus.DeadLetters("q")));
    }

    [Fact]
    public async Task The_lock_is_kept_while_a_handler_takes_its_time()
    {
        await _bus.SendTo("q", "s", "a");
        var atWork = new TaskCompletionSource<ProcessSessionMessageEventArgs>();
        var mayEnd = new TaskCompletionSource();
        await using var processor = Processor(async message =>
        {
            atWork.TrySetResult(message);
            await mayEnd.Task;
            _handled.Enqueue((message.SessionId, message.Message.Body.ToString()));
        });
        await processor.StartProcessingAsync();
        var held = await atWork.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var half = TimeSpan.FromSeconds(30);
        for (var halves = 0; halves < 6; halves++)
        {
            await Until(() => _bus.Time.HasTimerAt(_bus.Time.GetUtcNow() + half));
            _bus.Time.Advance(half);
            await Until(() => held.SessionLockedUntil == _bus.Time.GetUtcNow() + 2 * half);
        }

        // Three minutes under a one-minute lock: nobody else had the session meanwhile.
        await Bus.Refuses(Reason.SessionCannotBeLocked, () => _bus.Client.AcceptSessionAsync("q", "s"));
        mayEnd.SetResult();
        await Until(() => !_handled.IsEmpty);
        await processor.StopProcessingAsync();

        Assert.Single(_handled);
        Assert.Empty(_errors);
        Assert.Empty(await Left("s"));
    }

    [Fact]
    public async Task Stopping_waits_for_the_handler_and_gives_the_session_back()
    {
        await _bus.SendTo("q", "s", "a", "b");
        var atWork = new TaskCompletionSource();
        var mayEnd = new TaskCompletionSource();
        await using var processor = Processor(async message =>
        {
            atWork.TrySetResult();
            await mayEnd.Task;
            _handled.Enqueue((message.SessionId, message.Message.Body.ToString()));
        });
        await processor.StartProcessingAsync();
        await atWork.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var stopping = processor.StopProcessingAsync();
        Assert.False(stopping.IsCompleted);
        mayEnd.SetResult();
        await stopping.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(["a"], _handled.Select(item => item.Body));
        Assert.Equal(["b"], await _bus.Drain(await _bus.Client.AcceptSessionAsync("q", "s")));
    }

    [Fact]
    public async Task It_starts_only_with_both_handlers_and_only_once()
    {
        var bare = _bus.Client.CreateSessionProcessor("q");
        await Assert.ThrowsAsync<InvalidOperationException>(() => bare.StartProcessingAsync());

        await using var processor = Processor(_ => Task.CompletedTask);
        await processor.StartProcessingAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => processor.StartProcessingAsync());
    }

    private ServiceBusSessionProcessor Processor(Func<ProcessSessionMessageEventArgs, Task> handle)
    {
        var processor = _bus.Client.CreateSessionProcessor("q", new ServiceBusSessionProcessorOptions
        {
            MaxConcurrentSessions = 2, SessionIdleTimeout = TimeSpan.FromHours(1),
        });
        processor.ProcessMessageAsync += handle;
        processor.ProcessErrorAsync += error =>
        {
            _errors.Enqueue(error.ErrorSource);
            return Task.CompletedTask;
        };
        return processor;
    }

    private static async Task Run(ServiceBusSessionProcessor processor, Func<bool> done)
    {
        await processor.StartProcessingAsync();
        await Until(done);
        await processor.StopProcessingAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static async Task Until(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(5, deadline.Token);
        }
    }

    private async Task<IReadOnlyList<string>> Left(string sessionId)
    {
        await using var session = await _bus.Client.AcceptSessionAsync("q", sessionId);
        return await _bus.Drain(session);
    }
}
