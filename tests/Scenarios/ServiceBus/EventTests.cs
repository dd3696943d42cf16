using System.Text.Json;
using Aso.Ledger;
using AsoFunctions.Messaging;
using AsoFunctions.Triggers;
using Azure.Messaging.ServiceBus;
using Azure.Messaging.ServiceBus.InProcess;
using Scenarios.InMemory;

namespace Scenarios.ServiceBus;

public sealed class EventTests
{
    private static readonly string[] Sessions = ["acme~0", "acme"];

    [Fact]
    public async Task A_year_s_events_of_every_kind_keep_their_schemas_and_their_order()
    {
        var connection = Story.NewBus();
        await using var pipeline = new MemoryPipeline(shards: 1, serviceBus: connection);
        await TellYearAsync(pipeline);
        var events = await ReceivedAsync(connection);
        Assert.Equal(EventSchemaTests.All.Order(), events.Select(one => one.Subject).Distinct().Order());
        Assert.All(events, CarriesItself);

        var ofShard = events.Where(one => one.SessionId == "acme~0").ToList();
        Assert.Equal(
            ["StopLossNoticeGiven", "SpecificDeductibleReached", "ClaimPended"], ofShard.Select(one => one.Subject));
        Assert.Equal(
            ["acme~0/outbox~0000000003~00/0", "acme~0/outbox~0000000003~00/1", "acme~0/outbox~0000000003~00/2"],
            ofShard.Select(one => one.MessageId));
        Assert.Equal(3, Body(ofShard[0]).GetProperty("ledgerSequence").GetInt64());
        Assert.Equal(78800.00m, Body(ofShard[0]).GetProperty("eligible").GetDecimal());

        var ofCloses = events.Where(one => one.SessionId == "acme").Select(one => one.MessageId).ToList();
        Assert.Equal(
            [
                "acme/2026-01-01/2026-01/attached", "acme/2026-01/closed", .. Enumerable.Range(2, 10)
                    .Select(month => $"acme/2026-{month:D2}/closed"), "acme/2026-01-01/2026-12/settled",
                "acme/2026-12/closed",
            ],
            ofCloses);
    }

    [Fact]
    public async Task Without_Service_Bus_the_same_events_lie_on_a_storage_queue()
    {
        var connection = Story.NewBus();
        await using var byBus = new MemoryPipeline(shards: 1, serviceBus: connection);
        await using var byQueue = new MemoryPipeline(shards: 1);
        await TellYearAsync(byBus);
        await TellYearAsync(byQueue);
        var told = new List<string>();
        while (byQueue.Storage.Take(LedgerNames.EventsQueue) is { } message)
        {
            using var array = JsonDocument.Parse(message);
            foreach (var one in array.RootElement.EnumerateArray())
            {
                EventSchema.Keeps(one);
                told.Add(one.GetProperty("messageId").GetString()!);
            }
        }

        Assert.Equal((await ReceivedAsync(connection)).Select(one => one.MessageId).Order(), told.Order());
    }

    [Fact]
    public async Task Whoever_publishes_may_die_anywhere_every_event_comes_in_order_and_a_repeat_has_its_id()
    {
        var expected = await PublishAsync(int.MaxValue);
        for (var nth = 0; ; nth++)
        {
            var (events, struck) = await PublishAsync(nth);
            Assert.Equal(
                expected.Events.Select(one => one.MessageId), events.Select(one => one.MessageId).Distinct());
            // Two years' clocks differ; within one, a repeat says what was said.
            Assert.All(
                events.GroupBy(one => one.MessageId),
                repeats => Assert.Single(repeats.Select(one => one.Body.ToString()).Distinct()));
            if (!struck) break;
        }
    }

    [Fact]
    public async Task The_topic_drops_what_is_published_again()
    {
        var connection = Story.NewBus();
        await using var bus = new ServiceBusClient(connection);
        await using var events = new ServiceBusEvents(bus);
        await events.PublishAsync("acme", Pended(2));
        await events.PublishAsync("acme", Pended(3));
        Assert.Equal(["0", "1", "2"], (await ReceivedAsync(connection)).Select(one => one.MessageId));
    }

    [Fact]
    public async Task More_events_than_a_transfer_takes_go_in_several_in_order()
    {
        var connection = Story.NewBus();
        InProcessBroker.At(connection).DeclareTopic("events", new EntityOptions { MaxMessageBytes = 4096 });
        await using var bus = new ServiceBusClient(connection);
        await using var events = new ServiceBusEvents(bus);
        var many = Pended(100);
        await events.PublishAsync("acme", many);
        Assert.Equal(
            many.Select(one => one.MessageId), (await ReceivedAsync(connection)).Select(one => one.MessageId));
        var tooLarge = new ClaimPended("x", "acme", default, 1, new string('M', 5000), "C");
        await Assert.ThrowsAsync<InvalidOperationException>(() => events.PublishAsync("acme", [tooLarge]));
    }

    [Fact]
    public async Task More_events_than_a_storage_message_takes_go_in_several()
    {
        var storage = new MemoryStorage();
        var many = Pended(1000);
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

    [Fact]
    public async Task An_outbox_whose_wake_up_was_lost_is_found_by_the_sweep()
    {
        var connection = Story.NewBus();
        await using var pipeline = new MemoryPipeline(shards: 1, serviceBus: connection);
        await BeginAsync(pipeline);
        Assert.NotNull(pipeline.Storage.Take(LedgerNames.StopLossQueue));
        Assert.Empty(await ReceivedAsync(connection));
        await pipeline.Get<Sweep>().RunAsync();
        await pipeline.SettleAsync("acme");
        Assert.Equal(3, (await ReceivedAsync(connection)).Count);
    }

    /// <summary>A publisher dies at its nth storage call, and the wake-up comes again; nobody drops repeats.</summary>
    private static async Task<(List<ServiceBusReceivedMessage> Events, bool Struck)> PublishAsync(int nth)
    {
        var connection = Story.NewBus();
        InProcessBroker.At(connection).DeclareTopic("events", new EntityOptions());
        await using var healthy = new MemoryPipeline(shards: 1, serviceBus: connection);
        await BeginAsync(healthy);
        var dying = DyingStorage.Of(healthy.Storage);
        await using var doomed = new MemoryPipeline(shards: 1, serviceBus: connection, storage: dying);
        ((DyingStorage)(object)dying).CallsLeft = nth;
        try
        {
            await doomed.Functions<ApplyStopLoss>().RunAsync("acme~0", default);
        }
        catch (IOException)
        {
            // Dead; the message stays on its queue.
        }

        await healthy.SettleAsync("acme");
        return (await ReceivedAsync(connection), ((DyingStorage)(object)dying).CallsLeft < 0);
    }

    /// <summary>Applies claims that give rise to three announcements, and leaves their outbox's wake-up lying.</summary>
    private static async Task BeginAsync(MemoryPipeline pipeline)
    {
        await Story.BeginAsync(pipeline);
        var blob = new BlobName("claims", "acme/one.csv");
        await pipeline.Storage.PutBlobAsync(blob, System.Text.Encoding.UTF8.GetBytes(Story.Claims(
            ("C1", "M1", 10, 2000m), ("C2", "M3", 11, 100000m), ("C3", "M2", 13, 300000m))));
        await pipeline.Get<Intake>().ArriveAsync(blob);
        await pipeline.Get<ShardDriver>().DrainAsync("acme", 3);
    }

    private static async Task TellYearAsync(MemoryPipeline pipeline)
    {
        await BeginAsync(pipeline);
        await pipeline.SettleAsync("acme");
        for (var month = 1; month <= 12; month++)
            Assert.Equal(CloseOutcome.Closed, await pipeline.CloseAsync("acme", $"2026-{month:D2}"));
    }

    /// <summary>What the subscription holds, session by session, in order.</summary>
    private static async Task<List<ServiceBusReceivedMessage>> ReceivedAsync(string connection)
    {
        await using var bus = new ServiceBusClient(connection);
        var received = new List<ServiceBusReceivedMessage>();
        foreach (var id in Sessions)
        {
            await using var session = await bus.AcceptSessionAsync(ServiceBusNames.EventsTopic, "all", id);
            while (await session.ReceiveMessageAsync(TimeSpan.FromMilliseconds(1)) is { } message)
            {
                received.Add(message);
                await session.CompleteMessageAsync(message);
            }
        }

        return received;
    }

    private static List<PublicEvent> Pended(int count) =>
        [.. Enumerable.Range(0, count).Select(index => new ClaimPended(
            index.ToString(System.Globalization.CultureInfo.InvariantCulture), "acme", default, 1, "M1", "C1"))];

    private static void CarriesItself(ServiceBusReceivedMessage message)
    {
        var body = Body(message);
        EventSchema.Keeps(body);
        Assert.Equal(message.MessageId, body.GetProperty("messageId").GetString());
        Assert.Equal(message.Subject, body.GetProperty("type").GetString());
        Assert.Equal("application/json", message.ContentType);
    }

    private static JsonElement Body(ServiceBusReceivedMessage message) =>
        JsonSerializer.Deserialize<JsonElement>(message.Body.ToMemory().Span);
}
