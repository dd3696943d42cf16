using Aso.Ledger;
using AsoFunctions.Messaging;
using AsoFunctions.Triggers;
using Azure.Messaging.ServiceBus;
using Scenarios.InMemory;

namespace Scenarios.ServiceBus;

public sealed class WakeUpTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task The_ledger_is_the_same_by_Service_Bus_as_by_storage_queues(int shards)
    {
        var (byQueues, byBus) = (await TellAsync(null, shards), await TellAsync(Story.NewBus(), shards));
        Assert.Equal(byQueues, byBus);
        Assert.True(byBus.Delivered > 0);
    }

    [Fact]
    public async Task A_wake_up_goes_to_the_session_of_its_shard_under_an_id_of_its_own()
    {
        var connection = Story.NewBus();
        await using var pipeline = new MemoryPipeline(shards: 1, serviceBus: connection);
        await Story.BeginAsync(pipeline);
        await ArriveAsync(pipeline, "one", ("C1", "M1", 10, 2000m));
        await using var bus = new ServiceBusClient(connection);
        await using var session = await bus.AcceptNextSessionAsync(ServiceBusNames.ChunksQueue);
        var message = await session.ReceiveMessageAsync();
        Assert.Equal(("acme~0", "acme~0/3"), (message.SessionId, message.MessageId));
        Assert.Equal(new ShardId("acme", 0), WakeUp.Parse(message.Body.ToString()).Shard);
        Assert.Null(pipeline.Storage.Take(LedgerNames.AdjudicateQueue));
    }

    [Theory]
    [InlineData("C1", "C2")]
    [InlineData("C2", "C1")]
    public async Task Two_files_of_one_family_that_arrive_together_are_decided_in_order_of_arrival(
        string first, string second)
    {
        var connection = Story.NewBus();
        await using var one = new MemoryPipeline(shards: 1, serviceBus: connection);
        await using var other = new MemoryPipeline(shards: 1, serviceBus: connection, storage: one.Storage);
        await Story.BeginAsync(one);
        var before = one.Delivered;
        await ArriveAsync(one, first, (first, "M2", 10, 2000m));
        await ArriveAsync(other, second, (second, "M2", 11, 2000m));
        await using var bus = new ServiceBusClient(connection);
        await Task.WhenAll(WorkUntilDoneAsync(one, bus), WorkUntilDoneAsync(other, bus));

        Assert.Equal(before + 2, one.Delivered + other.Delivered);
        var log = await one.Get<LedgerReader>().LogAsync(new ShardId("acme", 0)).ToListAsync();
        var decided = log.SelectMany(row => row.Events).OfType<Aso.Domain.ClaimDecided>().Select(claim => claim.Decision);
        // The first meets the whole deductible: (2,000 − 1,500) × 80 %; the second pays none of it.
        Assert.Equal(
            [(first, 400m), (second, 1600m)],
            decided.Select(decision => (decision.Claim.ClaimNumber, decision.Lines.Sum(line => line.Paid.Amount))));
    }

    [Fact]
    public async Task The_work_of_a_session_s_holder_that_crashed_anywhere_is_taken_over_nothing_lost_or_doubled()
    {
        var expected = await CrashAsync(int.MaxValue);
        Assert.False(expected.Struck);
        var nth = 0;
        while (true)
        {
            var outcome = await CrashAsync(++nth);
            if (!outcome.Struck) break;
            Assert.Equal(expected.Ledger, outcome.Ledger);
        }

        Assert.True(nth > 5);
    }

    [Fact]
    public async Task A_shard_that_another_works_on_is_looked_at_again_once_that_one_would_be_dead()
    {
        var clock = new MovedClock();
        var connection = Story.NewBus(clock);
        await using var pipeline = new MemoryPipeline(shards: 1, serviceBus: connection, time: clock);
        await Story.BeginAsync(pipeline);
        await ArriveAsync(pipeline, "one", ("C1", "M1", 10, 2000m));
        var before = (await pipeline.ViewAsync("acme")).Ledger.Version;
        // Someone holds the shard, and dies.
        var until = clock.GetUtcNow().AddSeconds(30).ToString("O");
        await pipeline.Storage.CommitAsync(
            "acme~0", [RowAction.Insert(new Row("acme~0", "lease").With("until", until))]);
        await pipeline.SettleAsync("acme");
        Assert.Equal(before, (await pipeline.ViewAsync("acme")).Ledger.Version);
        clock.Advance(TimeSpan.FromSeconds(32));
        await pipeline.SettleAsync("acme");
        Assert.NotEqual(before, (await pipeline.ViewAsync("acme")).Ledger.Version);
    }

    private static async Task<(string Ledger, string Statement, int Delivered)> TellAsync(string? bus, int shards)
    {
        await using var pipeline = new MemoryPipeline(shards: shards, serviceBus: bus);
        await Story.BeginAsync(pipeline);
        await pipeline.DropAsync("claims", "acme/one.csv", Story.Claims(
            ("C1", "M1", 10, 2000m), ("C2", "M3", 11, 100000m), ("C3", "M9", 12, 10m), ("C4", "M2", 13, 300000m)));
        await pipeline.DropAsync("claims", "acme/two.csv", Story.Claims(("C5", "M2", 9, 700m), ("C6", "M1", 9, 900m)));
        Assert.Equal(CloseOutcome.Closed, await pipeline.CloseAsync("acme", "2026-01"));
        var ledger = (await pipeline.ViewAsync("acme")).Ledger.Version;
        return (ledger, await pipeline.TextAsync("statements", "acme/2026-01-01/2026-01.csv"), pipeline.Delivered);
    }

    /// <summary>A holder dies at its nth storage call; another takes over once the session's lock has run out.</summary>
    private static async Task<(string Ledger, bool Struck)> CrashAsync(int nth)
    {
        var clock = new MovedClock();
        var connection = Story.NewBus(clock);
        await using var healthy = new MemoryPipeline(shards: 1, serviceBus: connection, time: clock);
        await Story.BeginAsync(healthy);
        var before = healthy.Delivered;
        var dying = DyingStorage.Of(healthy.Storage);
        await using var doomed = new MemoryPipeline(shards: 1, serviceBus: connection, storage: dying, time: clock);
        await ArriveAsync(healthy, "one", ("C1", "M2", 10, 2000m), ("C2", "M3", 11, 100000m));
        await ArriveAsync(healthy, "two", ("C3", "M2", 9, 700m));

        await using var bus = new ServiceBusClient(connection);
        var session = await bus.AcceptNextSessionAsync(ServiceBusNames.ChunksQueue);
        var message = await session.ReceiveMessageAsync();
        ((DyingStorage)(object)dying).CallsLeft = nth;
        try
        {
            await doomed.Functions<AdjudicateChunks>().RunAsync(message.Body.ToString(), new HeldSession(), default);
        }
        catch (IOException)
        {
            // Dead: nothing is settled, and nothing renewed.
        }

        var held = await Assert.ThrowsAsync<ServiceBusException>(() => healthy.SettleAsync("acme"));
        Assert.Equal(ServiceBusFailureReason.SessionCannotBeLocked, held.Reason);
        clock.Advance(TimeSpan.FromMinutes(6));
        await healthy.SettleAsync("acme");
        Assert.Equal(before + 2, healthy.Delivered);
        return ((await healthy.ViewAsync("acme")).Ledger.Version, ((DyingStorage)(object)dying).CallsLeft < 0);
    }

    private static async Task ArriveAsync(
        MemoryPipeline pipeline, string name, params (string Number, string Member, int Day, decimal Charge)[] claims)
    {
        var blob = new BlobName("claims", $"acme/{name}.csv");
        await pipeline.Storage.PutBlobAsync(blob, System.Text.Encoding.UTF8.GetBytes(Story.Claims(claims)));
        await pipeline.Get<Intake>().ArriveAsync(blob);
    }

    /// <summary>Takes the session whenever the other has it not, until it is empty.</summary>
    private static async Task WorkUntilDoneAsync(MemoryPipeline pipeline, ServiceBusClient bus)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                await pipeline.DeliverAsync(bus, new ShardId("acme", 0));
                return;
            }
            catch (ServiceBusException held) when (held.Reason is ServiceBusFailureReason.SessionCannotBeLocked)
            {
                await Task.Delay(5, deadline.Token);
            }
        }
    }
}
