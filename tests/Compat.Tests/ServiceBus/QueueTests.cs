using Azure.Messaging.ServiceBus;
using Azure.Messaging.ServiceBus.InProcess;
using Reason = Azure.Messaging.ServiceBus.ServiceBusFailureReason;

namespace Compat.Tests.ServiceBus;

public sealed class QueueTests() : QueueContract(isServed: false);

public sealed class ServedQueueTests() : QueueContract(isServed: true);

/// <summary>What a queue does, kept in this process or served by another.</summary>
public abstract class QueueContract(bool isServed) : IAsyncDisposable
{
    private static readonly TimeSpan Lock = TimeSpan.FromMinutes(1);
    private readonly Bus _bus = new(isServed);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _bus.DisposeAsync();
    }

    [Fact]
    public async Task A_message_comes_out_as_it_went_in()
    {
        var sent = new ServiceBusMessage("body")
        {
            MessageId = "id", CorrelationId = "correlation", Subject = "subject", ContentType = "text/plain",
            ApplicationProperties = { ["count"] = 3 },
        };
        await _bus.Client.CreateSender("q").SendMessageAsync(sent);
        sent.Body = BinaryData.FromString("changed afterwards");
        sent.ApplicationProperties["count"] = 4;

        var message = await _bus.Next(_bus.Client.CreateReceiver("q"));

        Assert.NotNull(message);
        Assert.Equal("body", message.Body.ToString());
        Assert.Equal(("id", "correlation", "subject", "text/plain"),
            (message.MessageId, message.CorrelationId, message.Subject, message.ContentType));
        Assert.Equal(3, message.ApplicationProperties["count"]);
        Assert.Equal(1, message.DeliveryCount);
        Assert.Equal(1, message.SequenceNumber);
        Assert.Equal(message.EnqueuedTime + Lock, message.LockedUntil);
    }

    [Fact]
    public async Task Messages_come_in_the_order_they_were_sent()
    {
        await _bus.Send("q", "a", "b", "c");
        Assert.Equal(["a", "b", "c"], await _bus.Drain(_bus.Client.CreateReceiver("q")));
    }

    [Fact]
    public async Task A_message_is_hidden_while_locked_and_back_with_a_count_when_the_lock_runs_out()
    {
        await _bus.Send("q", "a");
        var receiver = _bus.Client.CreateReceiver("q");
        var first = await _bus.Next(receiver);

        Assert.Null(await _bus.Next(receiver));
        _bus.Time.Advance(Lock);
        var second = await _bus.Next(receiver);

        Assert.Equal((1, 2), (first!.DeliveryCount, second!.DeliveryCount));
        await Bus.Refuses(Reason.MessageLockLost, () => receiver.CompleteMessageAsync(first));
        await receiver.CompleteMessageAsync(second);
        Assert.Null(await _bus.Next(receiver));
    }

    [Fact]
    public async Task A_message_cannot_be_settled_twice()
    {
        await _bus.Send("q", "a");
        var receiver = _bus.Client.CreateReceiver("q");
        var message = (await _bus.Next(receiver))!;
        await receiver.CompleteMessageAsync(message);
        await Bus.Refuses(Reason.MessageLockLost, () => receiver.CompleteMessageAsync(message));
    }

    [Fact]
    public async Task Renewing_keeps_a_message()
    {
        await _bus.Send("q", "a");
        var receiver = _bus.Client.CreateReceiver("q");
        var message = (await _bus.Next(receiver))!;
        _bus.Time.Advance(Lock / 2);
        await receiver.RenewMessageLockAsync(message);
        _bus.Time.Advance(Lock / 2);

        Assert.Equal(_bus.Time.GetUtcNow() + Lock / 2, message.LockedUntil);
        Assert.Null(await _bus.Next(receiver));
        await receiver.CompleteMessageAsync(message);
    }

    [Fact]
    public async Task An_abandoned_message_is_back_at_its_place_with_its_properties_changed()
    {
        await _bus.Send("q", "a", "b");
        var receiver = _bus.Client.CreateReceiver("q");
        await receiver.AbandonMessageAsync(
            (await _bus.Next(receiver))!, new Dictionary<string, object> { ["tried"] = true });

        var again = (await _bus.Next(receiver))!;

        Assert.Equal(("a", 2), (again.Body.ToString(), again.DeliveryCount));
        Assert.Equal(true, again.ApplicationProperties["tried"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_the_most_deliveries_a_message_is_a_dead_letter(bool byExpiry)
    {
        _bus.Broker.DeclareQueue("q", new EntityOptions { MaxDeliveryCount = 3 });
        await _bus.Send("q", "a", "b");
        var receiver = _bus.Client.CreateReceiver("q");
        for (var delivery = 1; delivery <= 3; delivery++)
        {
            var message = (await _bus.Next(receiver))!;
            Assert.Equal(("a", delivery), (message.Body.ToString(), message.DeliveryCount));
            await (byExpiry ? Expire() : receiver.AbandonMessageAsync(message));
        }

        Assert.Equal(["b"], await _bus.Drain(receiver));
        var dead = (await _bus.Next(_bus.DeadLetters("q")))!;
        Assert.Equal(("a", "MaxDeliveryCountExceeded"), (dead.Body.ToString(), dead.DeadLetterReason));

        Task Expire()
        {
            _bus.Time.Advance(Lock);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_dead_letter_tells_why_and_can_be_sent_again_without_it()
    {
        await _bus.Send("q", "a");
        var receiver = _bus.Client.CreateReceiver("q");
        await receiver.DeadLetterMessageAsync((await _bus.Next(receiver))!, "unreadable", "line 3");
        Assert.Null(await _bus.Next(receiver));

        var dead = (await _bus.Next(_bus.DeadLetters("q")))!;
        await _bus.Client.CreateSender("q").SendMessageAsync(new ServiceBusMessage(dead));
        var again = (await _bus.Next(receiver))!;

        Assert.Equal(("unreadable", "line 3"), (dead.DeadLetterReason, dead.DeadLetterErrorDescription));
        Assert.Equal(("a", 1), (again.Body.ToString(), again.DeliveryCount));
        Assert.Null(again.DeadLetterReason);
        Assert.Null(again.DeadLetterErrorDescription);
    }

    [Fact]
    public async Task Receive_and_delete_takes_a_message_for_good()
    {
        await _bus.Send("q", "a");
        var receiver = _bus.Client.CreateReceiver(
            "q", new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });
        var message = (await _bus.Next(receiver))!;
        _bus.Time.Advance(Lock * 2);

        Assert.Null(await _bus.Next(receiver));
        await Assert.ThrowsAsync<InvalidOperationException>(() => receiver.CompleteMessageAsync(message));
    }

    [Fact]
    public async Task Peeking_shows_locked_messages_too_and_takes_none()
    {
        await _bus.Send("q", "a", "b");
        var receiver = _bus.Client.CreateReceiver("q");
        await _bus.Next(receiver);

        var seen = await receiver.PeekMessagesAsync(10);

        Assert.Equal(["a", "b"], seen.Select(message => message.Body.ToString()));
        Assert.Equal("b", (await _bus.Next(receiver))!.Body.ToString());
    }
    [Fact]
    public async Task Properties_keep_their_types()
    {
        var sent = new ServiceBusMessage("body");
        object[] values =
        [
            "text", true, (byte)1, (sbyte)-1, 'c', (short)-2, (ushort)2, -3, 3u, -4L, 4UL, 0.5f, 0.25, 1.10m,
            Guid.NewGuid(), new Uri("https://example.org/a"), new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
            new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(-6)), TimeSpan.FromTicks(1),
        ];
        foreach (var value in values)
        {
            sent.ApplicationProperties[value.GetType().Name] = value;
        }

        sent.ApplicationProperties["none"] = null!;
        await _bus.Client.CreateSender("q").SendMessageAsync(sent);

        var message = (await _bus.Next(_bus.Client.CreateReceiver("q")))!;

        Assert.Equal(sent.ApplicationProperties, message.ApplicationProperties);
        Assert.All(values, value => Assert.IsType(
            value.GetType(), message.ApplicationProperties[value.GetType().Name]));
    }

    [Fact]
    public async Task Who_cancels_as_a_message_comes_has_it_or_leaves_it()
    {
        for (var round = 0; round < 50; round++)
        {
            using var cancellation = new CancellationTokenSource();
            var receiver = _bus.Client.CreateReceiver("q");
            var receiving = receiver.ReceiveMessageAsync(TimeSpan.FromHours(1), cancellation.Token);
            await Task.WhenAll(
                Task.Run(() => _bus.Send("q", "a")), Task.Run(cancellation.CancelAsync), Ended(receiving));
            var taken = receiving.IsCompletedSuccessfully ? await receiving : await _bus.Next(receiver);

            Assert.Equal(1, taken!.DeliveryCount);
            await receiver.CompleteMessageAsync(taken);
            Assert.Null(await _bus.Next(receiver));
        }

        static Task Ended(Task task) => Task.WhenAny(task).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_waiting_receiver_gets_what_is_sent_later()
    {
        var receiving = _bus.Client.CreateReceiver("q").ReceiveMessageAsync(TimeSpan.FromHours(1));
        await _bus.Send("q", "a");
        Assert.Equal("a", (await receiving.WaitAsync(TimeSpan.FromSeconds(30))).Body.ToString());
    }

    [Fact]
    public async Task A_waiting_receiver_gets_a_message_whose_lock_runs_out()
    {
        await _bus.Send("q", "a");
        var receiver = _bus.Client.CreateReceiver("q");
        var first = (await _bus.Next(receiver))!;
        var receiving = receiver.ReceiveMessageAsync(TimeSpan.FromHours(1));
        await _bus.Time.AdvanceTo(first.LockedUntil, receiving);
        Assert.Equal(2, (await receiving).DeliveryCount);
    }

    [Fact]
    public async Task Waiting_ends_by_time_by_cancellation_and_by_closing()
    {
        var receiver = _bus.Client.CreateReceiver("q");
        Assert.Null(await _bus.Next(receiver));

        using var cancellation = new CancellationTokenSource();
        var cancelled = receiver.ReceiveMessageAsync(TimeSpan.FromHours(1), cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WaitAsync(TimeSpan.FromSeconds(30)));

        var closed = receiver.ReceiveMessageAsync(TimeSpan.FromHours(1));
        await receiver.CloseAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => closed.WaitAsync(TimeSpan.FromSeconds(30)));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => receiver.ReceiveMessageAsync());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => _bus.Client.CreateReceiver("q").ReceiveMessageAsync(TimeSpan.Zero));
    }

    [Fact]
    public async Task A_scheduled_message_comes_when_due_under_a_new_sequence_number()
    {
        var sender = _bus.Client.CreateSender("q");
        var receiver = _bus.Client.CreateReceiver("q");
        var due = _bus.Time.GetUtcNow().AddMinutes(10);
        var kept = await sender.ScheduleMessageAsync(new ServiceBusMessage("kept"), due);
        var cancelled = await sender.ScheduleMessageAsync(new ServiceBusMessage("cancelled"), due);
        await sender.SendMessageAsync(new ServiceBusMessage("own time") { ScheduledEnqueueTime = due.AddMinutes(1) });
        await sender.CancelScheduledMessageAsync(cancelled);

        Assert.Null(await _bus.Next(receiver));
        var receiving = receiver.ReceiveMessageAsync(TimeSpan.FromHours(1));
        await _bus.Time.AdvanceTo(due, receiving);

        Assert.Equal("kept", (await receiving).Body.ToString());
        Assert.True((await receiving).SequenceNumber > kept);
        Assert.True((await receiving).EnqueuedTime >= due);
        await Bus.Refuses(Reason.MessageNotFound, () => sender.CancelScheduledMessageAsync(kept));
        await receiver.CompleteMessageAsync(await receiving);
        _bus.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("own time", (await _bus.Next(receiver))!.Body.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_past_its_lifetime_is_gone_or_a_dead_letter(bool kept)
    {
        _bus.Broker.DeclareQueue(
            "q", new EntityOptions { DefaultTimeToLive = TimeSpan.FromMinutes(5), DeadLetterOnExpiration = kept });
        var sender = _bus.Client.CreateSender("q");
        await sender.SendMessageAsync(new ServiceBusMessage("short") { TimeToLive = TimeSpan.FromMinutes(1) });
        await sender.SendMessageAsync(new ServiceBusMessage("cut") { TimeToLive = TimeSpan.FromDays(1) });
        await sender.SendMessageAsync(new ServiceBusMessage("default"));

        _bus.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, (await _bus.Client.CreateReceiver("q").PeekMessagesAsync(10)).Count);
        _bus.Time.Advance(TimeSpan.FromMinutes(4));

        Assert.Empty(await _bus.Drain(_bus.Client.CreateReceiver("q")));
        string[] expected = kept ? ["short", "cut", "default"] : [];
        Assert.Equal(expected, await _bus.Drain(_bus.DeadLetters("q")));
    }

    [Fact]
    public async Task A_repeat_of_a_message_id_is_dropped_within_the_window_and_taken_after_it()
    {
        _bus.Broker.DeclareQueue("q", new EntityOptions { DuplicateDetectionWindow = TimeSpan.FromMinutes(10) });
        var receiver = _bus.Client.CreateReceiver("q");
        await _bus.Send("q", "a", "a", "b");
        Assert.Equal(["a", "b"], await _bus.Drain(receiver));

        await _bus.Send("q", "a");
        Assert.Empty(await _bus.Drain(receiver));
        _bus.Time.Advance(TimeSpan.FromMinutes(10));
        await _bus.Send("q", "a");
        Assert.Equal(["a"], await _bus.Drain(receiver));
    }

    [Fact]
    public async Task A_message_over_the_limit_is_refused_and_so_is_a_list_that_is_over_it_together()
    {
        var sender = _bus.Client.CreateSender("q");
        var half = new byte[140 * 1024];
        await Bus.Refuses(
            Reason.MessageSizeExceeded, () => sender.SendMessageAsync(new ServiceBusMessage(new byte[256 * 1024])));
        await Bus.Refuses(
            Reason.MessageSizeExceeded,
            () => sender.SendMessagesAsync([new ServiceBusMessage(half), new ServiceBusMessage(half)]));
        Assert.Empty(await _bus.Drain(_bus.Client.CreateReceiver("q")));

        using var batch = await sender.CreateMessageBatchAsync();
        Assert.True(batch.TryAddMessage(new ServiceBusMessage(half)));
        Assert.False(batch.TryAddMessage(new ServiceBusMessage(half)));
        await sender.SendMessagesAsync(batch);
        Assert.Single(await _bus.Drain(_bus.Client.CreateReceiver("q")));
    }

    [Fact]
    public async Task Brokers_are_told_apart_by_the_host_and_shared_under_the_same_one()
    {
        await using var other = new Bus();
        await using var same = new ServiceBusClient(_bus.ConnectionString);
        await _bus.Send("q", "a");

        Assert.Null(await other.Next(other.Client.CreateReceiver("q")));
        Assert.Equal(["a"], await _bus.Drain(same.CreateReceiver("q")));
    }

    [Theory]
    [InlineData("Endpoint=sb://real.servicebus.windows.net/;SharedAccessKeyName=x", typeof(NotSupportedException))]
    [InlineData("SharedAccessKeyName=x", typeof(FormatException))]
    [InlineData("Endpoint=https://name/", typeof(FormatException))]
    public void A_real_namespace_and_a_malformed_connection_string_are_refused(string connectionString, Type refusal) =>
        Assert.Throws(refusal, () => new ServiceBusClient(connectionString));

    [Fact]
    public async Task What_the_deployment_declares_is_there_from_the_start()
    {
        var chunks = _bus.Client.CreateSender("chunks");
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => chunks.SendMessageAsync(new ServiceBusMessage("no session")));
        await _bus.SendTo("events", "acme~0", "a", "a");

        var session = await _bus.Client.AcceptNextSessionAsync("events", "all");
        Assert.Equal(["a"], await _bus.Drain(session));
    }
}
