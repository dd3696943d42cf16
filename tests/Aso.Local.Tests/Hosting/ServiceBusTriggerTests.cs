using Azure.Messaging.ServiceBus;

namespace Aso.Local.Tests.Hosting;

public sealed class ServiceBusTriggerTests : IAsyncLifetime
{
    private Rig _rig = null!;
    private string _connection = null!;

    public async Task InitializeAsync()
    {
        _rig = await Rig.CreateAsync();
        _connection = $"Endpoint=sb://{_rig.Name}/;SharedAccessKeyName=x;SharedAccessKey=x";
        _rig.Settings["Bus"] = _connection;
        _rig["extensions.serviceBus.sessionIdleTimeout"] = "00:00:00.05";
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task A_message_runs_and_is_completed()
    {
        await _rig.StartAsync("TakesOne");
        await SendAsync("one", new ServiceBusMessage("hello") { MessageId = "m1" });
        await _rig.Probe.SawAsync("m1:hello#1");
        await EmptyAsync("one");
    }

    [Fact]
    public async Task A_message_that_fails_comes_again_until_the_service_puts_it_aside()
    {
        _rig.Probe.Act = (_, _) => throw new InvalidOperationException("never");
        await _rig.StartAsync("TakesOne");
        await SendAsync("one", new ServiceBusMessage("bad") { MessageId = "m1" });
        var dead = await DeadLetterAsync("one");
        Assert.Equal("bad", dead.Body.ToString());
        Assert.Equal(Enumerable.Range(1, 10).Select(tried => $"m1:bad#{tried}"), _rig.Probe.Seen);
    }

    [Fact]
    public async Task A_session_s_messages_run_one_after_another_in_order_and_sessions_side_by_side()
    {
        // Each session waits at its first message for the other, which only two at once can pass.
        _rig.Probe.Act = async (seen, _) =>
        {
            if (seen.EndsWith(":0", StringComparison.Ordinal))
            {
                await Probe.UntilAsync(() => _rig.Probe.RunningMax >= 2);
            }
        };
        for (var i = 0; i < 5; i++)
        {
            await SendAsync("chunks", new ServiceBusMessage($"{i}") { SessionId = "acme~1" });
            await SendAsync("chunks", new ServiceBusMessage($"{i}") { SessionId = "acme~2" });
        }
        await _rig.StartAsync("TakesSession");
        await _rig.Probe.SawAsync(10);
        foreach (var session in (string[])["acme~1", "acme~2"])
        {
            Assert.Equal(
                Enumerable.Range(0, 5).Select(i => $"{session}:{i}"),
                _rig.Probe.Seen.Where(seen => seen.StartsWith(session, StringComparison.Ordinal)));
        }
        Assert.Equal(2, _rig.Probe.RunningMax);
    }

    [Fact]
    public async Task More_sessions_than_may_be_held_at_once_all_get_their_turn()
    {
        _rig["extensions.serviceBus.maxConcurrentSessions"] = "1";
        for (var i = 0; i < 4; i++)
        {
            await SendAsync("chunks", new ServiceBusMessage("x") { SessionId = $"s{i}" });
        }
        await _rig.StartAsync("TakesSession");
        await _rig.Probe.SawAsync(4);
        Assert.Equal(1, _rig.Probe.RunningMax);
    }

    [Theory]
    [InlineData("TakesSession", "a:1", "a:2", "b:1", "b:2")]
    [InlineData("ReleasesSession", "a:1", "b:1", "a:2", "b:2")]
    public async Task A_session_that_is_released_waits_behind_others(string function, params string[] seen)
    {
        _rig["extensions.serviceBus.maxConcurrentSessions"] = "1";
        foreach (var body in (string[])["1", "2"])
        {
            foreach (var session in (string[])["a", "b"])
            {
                await SendAsync("chunks", new ServiceBusMessage(body) { SessionId = session });
            }
        }
        await _rig.StartAsync(function);
        await _rig.Probe.SawAsync(4);
        Assert.Equal(seen, _rig.Probe.Seen);
    }

    [Fact]
    public async Task A_failed_message_keeps_its_place_before_the_later_ones_of_its_session()
    {
        var failed = false;
        _rig.Probe.Act = (seen, _) =>
        {
            if (seen == "s:first" && !failed)
            {
                failed = true;
                throw new InvalidOperationException("once");
            }
            return Task.CompletedTask;
        };
        await SendAsync("chunks", new ServiceBusMessage("first") { SessionId = "s" });
        await SendAsync("chunks", new ServiceBusMessage("second") { SessionId = "s" });
        await _rig.StartAsync("TakesSession");
        await _rig.Probe.SawAsync(3);
        Assert.Equal(["s:first", "s:first", "s:second"], _rig.Probe.Seen);
    }

    [Fact]
    public async Task A_batched_function_is_given_what_a_subscription_s_session_holds()
    {
        await using var bus = new ServiceBusClient(_connection);
        await using var sender = bus.CreateSender("events");
        await sender.SendMessagesAsync(Enumerable.Range(0, 3)
            .Select(i => new ServiceBusMessage($"{i}") { SessionId = "acme", MessageId = $"{i}" }));
        await _rig.StartAsync("TakesBatch");
        await _rig.Probe.SawAsync("acme:0,1,2");
    }

    [Fact]
    public async Task A_function_may_settle_its_messages_itself()
    {
        await _rig.StartAsync("Settles");
        foreach (var text in (string[])["fine", "refuse", "later"])
        {
            await SendAsync("settled", new ServiceBusMessage(text));
        }
        await _rig.Probe.SawAsync(4);
        Assert.Equal(
            ["fine#1", "later#1", "later#2", "refuse#1"], _rig.Probe.Seen.Order(StringComparer.Ordinal));
        Assert.Equal("unreadable", (await DeadLetterAsync("settled")).DeadLetterReason);
        await EmptyAsync("settled");
    }

    [Fact]
    public async Task A_stopped_host_s_session_is_taken_over_where_it_stood()
    {
        _rig.DrainFor = TimeSpan.FromMilliseconds(50);
        _rig.Probe.Act = _rig.Probe.Gate;
        await SendAsync("chunks", new ServiceBusMessage("1") { SessionId = "s" });
        await SendAsync("chunks", new ServiceBusMessage("2") { SessionId = "s" });
        var first = await _rig.StartAsync("TakesSession");
        await _rig.Probe.SawAsync(1);
        await _rig.StartAsync("TakesSession");
        await first.StopAsync();
        _rig.Probe.Open();
        await _rig.Probe.SawAsync(3);
        Assert.Equal(["s:1", "s:1", "s:2"], _rig.Probe.Seen);
    }

    [Fact]
    public async Task Without_its_connection_a_function_rests_and_the_others_run()
    {
        _rig.Settings.Remove("Bus");
        await _rig.StartAsync("TakesSession", "TakesText");
        await (await _rig.QueueAsync("text")).SendMessageAsync("by queue");
        await _rig.Probe.SawAsync("by queue#1");
    }

    private async Task SendAsync(string queue, ServiceBusMessage message)
    {
        await using var bus = new ServiceBusClient(_connection);
        await using var sender = bus.CreateSender(queue);
        await sender.SendMessageAsync(message);
    }

    private async Task EmptyAsync(string queue)
    {
        await using var bus = new ServiceBusClient(_connection);
        await using var receiver = bus.CreateReceiver(queue);
        await Probe.UntilAsync(async () => await receiver.PeekMessageAsync() is null);
    }

    private async Task<ServiceBusReceivedMessage> DeadLetterAsync(string queue)
    {
        await using var bus = new ServiceBusClient(_connection);
        await using var receiver = bus.CreateReceiver(
            queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        return await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(20))
            ?? throw new TimeoutException("No dead letter came.");
    }
}
