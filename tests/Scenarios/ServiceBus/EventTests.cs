using System.Text.Json;
using Aso.Ledger.Storage;
using Aso.Ledger.Upkeep;
using AsoFunctions.Triggers;
using Azure.Messaging.ServiceBus;
using Scenarios.InMemory;

namespace Scenarios.ServiceBus;

/// <summary>From the outbox and the close of a month to whoever listens.</summary>
public sealed class EventTests
{
    private const string Shard = "acme~0";

    private static readonly string[] OfShard =
        ["acme~0/outbox~0000000003~00/0", "acme~0/outbox~0000000003~00/1", "acme~0/outbox~0000000003~00/2"];

    [Fact]
    public async Task A_year_s_events_of_every_kind_keep_their_schemas_and_their_order()
    {
        using var broker = new Broker();
        await using var pipeline = new MemoryPipeline(shards: 1, serviceBus: broker.ConnectionString);
        await Story.TellYearAsync(pipeline);
        var (ofShard, ofCloses) = (await broker.ReceivedAsync(Shard), await broker.ReceivedAsync("acme"));
        // Deadlines are told by the day, not by what is dropped or closed: DeadlineRemindersTests.
        Assert.Equal(
            EventSchemaTests.All.Where(name => name != "DeadlineNear").Order(), ofShard.Concat(ofCloses).Select(one => one.Subject).Distinct().Order());
        Assert.All(ofShard.Concat(ofCloses), CarriesItself);

        Assert.Equal(
            ["StopLossNoticeGiven", "SpecificDeductibleReached", "ClaimPended", "TriggerNoticeGiven"],
            ofShard.Select(one => one.Subject));
        Assert.Equal(OfShard, Ids(ofShard).Take(3));
        Assert.Equal(3, Body(ofShard[0]).GetProperty("ledgerSequence").GetInt64());
        Assert.Equal(78800.00m, Body(ofShard[0]).GetProperty("eligible").GetDecimal());
        Assert.Equal(
            [
                "acme/2026-01-01/2026-01/attached", "acme/2026-01/closed", .. Enumerable.Range(2, 10)
                    .Select(month => $"acme/2026-{month:D2}/closed"), "acme/2026-01-01/2026-12/settled",
                "acme/2026-12/closed",
            ],
            Ids(ofCloses));
    }

    [Fact]
    public async Task Without_Service_Bus_the_same_events_lie_on_a_storage_queue()
    {
        using var broker = new Broker();
        await using var byBus = new MemoryPipeline(shards: 1, serviceBus: broker.ConnectionString);
        await using var byQueue = new MemoryPipeline(shards: 1);
        await Story.TellYearAsync(byBus);
        await Story.TellYearAsync(byQueue);
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

        Assert.Equal(Ids(await broker.ReceivedAsync(Shard, "acme")).Order(), told.Order());
    }

    [Fact]
    public async Task Whoever_publishes_may_die_anywhere_every_event_comes_in_order_and_a_repeat_has_its_id()
    {
        var published = 0;
        for (var nth = 0; ; nth++)
        {
            var (events, struck) = await PublishAsync(nth);
            Assert.Equal(OfShard, Ids(events).Distinct());
            // Within one run a repeat says what was said.
            Assert.All(
                events.GroupBy(one => one.MessageId),
                repeats => Assert.Single(repeats.Select(one => one.Body.ToString()).Distinct()));
            published = Math.Max(published, events.Count);
            if (!struck) break;
        }

        // One of them died after it had published and before it had noted so.
        Assert.Equal(2 * OfShard.Length, published);
    }

    [Fact]
    public async Task What_the_topic_refuses_stays_in_the_outbox_and_is_published_again_under_its_id()
    {
        using var broker = new Broker(nth => nth == 0 ? Answer.Refuse : Answer.Accept);
        await using var pipeline = new MemoryPipeline(shards: 1, serviceBus: broker.ConnectionString);
        await Story.BeginAsync(pipeline);
        await Assert.ThrowsAsync<ServiceBusException>(
            () => pipeline.Functions<ApplyStopLoss>().RunAsync(Shard, default));
        Assert.Empty(await broker.ReceivedAsync(Shard));

        await pipeline.SettleAsync("acme");
        Assert.Equal([3, 3], broker.Transfers);
        Assert.Equal(OfShard, Ids(await broker.ReceivedAsync(Shard)));
    }

    [Fact]
    public async Task While_a_publisher_waits_for_the_topic_claims_are_decided_and_another_publishes()
    {
        using var broker = new Broker(nth => nth == 0 ? Answer.Silence : Answer.Accept);
        await using var pipeline = new MemoryPipeline(shards: 1, serviceBus: broker.ConnectionString);
        await Story.BeginAsync(pipeline);
        using var stop = new CancellationTokenSource();
        var waiting = pipeline.Functions<ApplyStopLoss>().RunAsync(Shard, stop.Token);
        await broker.HasHeardAsync(1);

        var before = (await pipeline.ViewAsync("acme")).Ledger.Version;
        await pipeline.DropAsync("claims", "acme/two.csv", Story.Claims(("C4", "M1", 14, 700m)));
        Assert.NotEqual(before, (await pipeline.ViewAsync("acme")).Ledger.Version);
        Assert.Equal(OfShard, Ids(await broker.ReceivedAsync(Shard)));
        Assert.False(waiting.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task An_outbox_whose_wake_up_was_lost_is_found_by_the_sweep()
    {
        using var broker = new Broker();
        await using var pipeline = new MemoryPipeline(shards: 1, serviceBus: broker.ConnectionString);
        await Story.BeginAsync(pipeline);
        Assert.NotNull(pipeline.Storage.Take(LedgerNames.StopLossQueue));
        Assert.Empty(await broker.ReceivedAsync(Shard));
        await pipeline.Get<Sweep>().RunAsync();
        await pipeline.SettleAsync("acme");
        Assert.Equal(OfShard, Ids(await broker.ReceivedAsync(Shard)));
    }

    /// <summary>A publisher dies at its nth storage call, and the wake-up comes again; nobody drops repeats.</summary>
    private static async Task<(List<ServiceBusReceivedMessage> Events, bool Struck)> PublishAsync(int nth)
    {
        using var broker = new Broker();
        await using var healthy = new MemoryPipeline(shards: 1, serviceBus: broker.ConnectionString);
        await Story.BeginAsync(healthy);
        var dying = DyingStorage.Wrap(healthy.Storage);
        await using var doomed = new MemoryPipeline(shards: 1, serviceBus: broker.ConnectionString, storage: dying);
        ((DyingStorage)(object)dying).CallsLeft = nth;
        try
        {
            await doomed.Functions<ApplyStopLoss>().RunAsync(Shard, default);
        }
        catch (IOException)
        {
            // Dead; the message stays on its queue.
        }

        await healthy.SettleAsync("acme");
        return (await broker.ReceivedAsync(Shard), ((DyingStorage)(object)dying).CallsLeft < 0);
    }

    private static void CarriesItself(ServiceBusReceivedMessage message)
    {
        var body = Body(message);
        EventSchema.Keeps(body);
        Assert.Equal(message.MessageId, body.GetProperty("messageId").GetString());
        Assert.Equal(message.Subject, body.GetProperty("type").GetString());
        Assert.Equal("application/json", message.ContentType);
    }

    private static IEnumerable<string> Ids(IEnumerable<ServiceBusReceivedMessage> messages) =>
        messages.Select(one => one.MessageId);

    private static JsonElement Body(ServiceBusReceivedMessage message) =>
        JsonSerializer.Deserialize<JsonElement>(message.Body.ToMemory().Span);
}
