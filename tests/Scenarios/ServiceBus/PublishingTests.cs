using System.Globalization;
using System.Text.Json;
using Aso.Ledger.Outbox;
using Aso.Ledger.Storage;
using AsoFunctions.Messaging;
using Azure.Messaging.ServiceBus;

namespace Scenarios.ServiceBus;

/// <summary>Events by the official client over AMQP, on good days and bad ones.</summary>
public sealed class PublishingTests
{
    [Fact]
    public async Task Events_go_in_batches_and_come_in_the_order_of_their_session_with_what_receivers_sort_them_by()
    {
        using var broker = new Broker();
        await using var bus = new ServiceBusClient(broker.ConnectionString);
        await using var events = new ServiceBusEvents(bus);
        var (first, second) = (Pended(0, 150), Pended(150, 150));
        await Task.WhenAll(events.PublishAsync("acme~0", first), events.PublishAsync("acme~1", second));
        Assert.Equal([150, 150], broker.Transfers);

        foreach (var (session, told) in new[] { ("acme~0", first), ("acme~1", second) })
        {
            var received = await broker.ReceivedAsync(session);
            Assert.Equal(told.Select(one => one.MessageId), received.Select(one => one.MessageId));
            Assert.All(received.Zip(told), pair =>
            {
                var (message, one) = pair;
                Assert.Equal(session, message.SessionId);
                Assert.Equal("ClaimPended", message.Subject);
                Assert.Equal("application/json", message.ContentType);
                Assert.Equal(one.ToJson(), message.Body.ToArray());
            });
        }
    }

    [Fact]
    public async Task More_events_than_a_transfer_takes_go_in_several_in_order_and_one_too_large_is_named()
    {
        using var broker = new Broker { MaxMessageBytes = 4096 };
        await using var bus = new ServiceBusClient(broker.ConnectionString);
        await using var events = new ServiceBusEvents(bus);
        var many = Pended(0, 100);
        await events.PublishAsync("acme", many);
        Assert.InRange(broker.Transfers.Count, 2, 50);
        Assert.Equal(many.Select(one => one.MessageId), Ids(await broker.ReceivedAsync("acme")));

        var tooLarge = new ClaimPended("large", "acme", default, 1, new string('M', 5000), "C");
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => events.PublishAsync("acme", [.. Pended(100, 1), tooLarge]));
        Assert.StartsWith("event large is larger than the topic accepts (4096 ", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["100"], Ids(await broker.ReceivedAsync("acme")));
    }

    [Fact]
    public async Task The_topic_drops_what_is_published_again()
    {
        using var broker = new Broker(dropsRepeats: true);
        await using var bus = new ServiceBusClient(broker.ConnectionString);
        await using var events = new ServiceBusEvents(bus);
        await events.PublishAsync("acme", Pended(0, 2));
        await events.PublishAsync("acme", Pended(0, 3));
        Assert.Equal(["0", "1", "2"], Ids(await broker.ReceivedAsync("acme")));
    }

    [Theory]
    [InlineData((int)Answer.CutBefore)]
    [InlineData((int)Answer.CutAfter)]
    [InlineData((int)Answer.Break)]
    public async Task A_link_that_drops_in_the_middle_loses_no_event_and_changes_no_order(int answer)
    {
        using var broker = new Broker(nth => nth == 1 ? (Answer)answer : Answer.Accept, dropsRepeats: true)
        {
            MaxMessageBytes = 4096,
        };
        await using var bus = new ServiceBusClient(broker.ConnectionString);
        await using var events = new ServiceBusEvents(bus);
        var many = Pended(0, 50);
        await events.PublishAsync("acme", many);
        // The second was sent again.
        Assert.True(broker.Transfers.Count > 3);
        Assert.Equal(broker.Transfers[1], broker.Transfers[2]);
        Assert.Equal(many.Select(one => one.MessageId), Ids(await broker.ReceivedAsync("acme")));
    }

    [Fact]
    public async Task A_refusal_in_the_middle_is_told_and_nothing_behind_it_overtakes()
    {
        using var broker = new Broker(nth => nth == 1 ? Answer.Refuse : Answer.Accept, dropsRepeats: true)
        {
            MaxMessageBytes = 4096,
        };
        await using var bus = new ServiceBusClient(broker.ConnectionString);
        await using var events = new ServiceBusEvents(bus);
        var many = Pended(0, 50);
        var refused = await Assert.ThrowsAsync<ServiceBusException>(() => events.PublishAsync("acme", many));
        Assert.Equal(ServiceBusFailureReason.QuotaExceeded, refused.Reason);
        Assert.Equal(2, broker.Transfers.Count);
        await events.PublishAsync("acme", many);
        Assert.Equal(many.Select(one => one.MessageId), Ids(await broker.ReceivedAsync("acme")));
    }

    [Fact]
    public async Task A_transfer_that_nobody_answers_fails_in_the_time_the_client_allows()
    {
        using var broker = new Broker(nth => nth == 0 ? Answer.Silence : Answer.Accept);
        await using var bus = new ServiceBusClient(broker.ConnectionString, new ServiceBusClientOptions
        {
            // Long enough to connect on a busy machine; the default is a minute.
            RetryOptions = { MaxRetries = 0, TryTimeout = TimeSpan.FromSeconds(4) },
        });
        await using var events = new ServiceBusEvents(bus);
        var unanswered = await Assert.ThrowsAsync<ServiceBusException>(
            () => events.PublishAsync("acme", Pended(0, 1)));
        Assert.Equal(ServiceBusFailureReason.ServiceTimeout, unanswered.Reason);
        await events.PublishAsync("acme", Pended(0, 1));
        Assert.Equal(["0"], Ids(await broker.ReceivedAsync("acme")));
    }

    [Fact]
    public async Task Who_waits_for_an_answer_can_be_stopped_and_holds_nobody_up()
    {
        using var broker = new Broker(nth => nth == 0 ? Answer.Silence : Answer.Accept);
        await using var bus = new ServiceBusClient(broker.ConnectionString);
        await using var events = new ServiceBusEvents(bus);
        using var stop = new CancellationTokenSource();
        var waiting = events.PublishAsync("acme~0", Pended(0, 1), stop.Token);
        await broker.HasHeardAsync(1);

        await events.PublishAsync("acme~1", Pended(1, 1));
        Assert.Equal(["1"], Ids(await broker.ReceivedAsync("acme~1")));
        Assert.False(waiting.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task More_events_than_a_storage_message_takes_go_in_several()
    {
        var storage = new MemoryStorage();
        var many = Pended(0, 1000);
        await new StorageEvents(storage).PublishAsync("acme", many);
        var told = new List<string>();
        while (storage.Take(LedgerNames.EventsQueue) is { } message)
        {
            Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(message), 1, 48 * 1024);
            using var array = JsonDocument.Parse(message);
            told.AddRange(array.RootElement.EnumerateArray().Select(one => one.GetProperty("messageId").GetString()!));
        }

        Assert.Equal(many.Select(one => one.MessageId), told);
    }

    private static List<PublicEvent> Pended(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(id => new ClaimPended(
            id.ToString(CultureInfo.InvariantCulture), "acme", default, 1, "M1", "C1"))];

    private static IEnumerable<string> Ids(IEnumerable<ServiceBusReceivedMessage> messages) =>
        messages.Select(one => one.MessageId);
}
