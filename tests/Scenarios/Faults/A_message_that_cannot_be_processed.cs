using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Scenarios.Faults;

/// <summary>Poison under the real host and Azurite: set aside, seen, and replayed by a command once the cause is gone.</summary>
public sealed class A_message_that_cannot_be_processed
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);
    private static readonly ShardId Shard = new("acme", 0);
    private static readonly Dictionary<string, string> Impatient = new()
    {
        ["AzureFunctionsJobHost__extensions__queues__maxDequeueCount"] = "2",
        ["AzureFunctionsJobHost__extensions__queues__visibilityTimeout"] = "00:00:00",
        // Nobody but the message sees to the outbox.
        ["AzureWebJobs.SweepStorage.Disabled"] = "true",
    };

    [Fact]
    public async Task It_stops_nothing_is_seen_and_is_replayed_by_a_command_once_the_cause_is_gone()
    {
        await using var serving = await Serving.StartAsync(Impatient, "--no-timers");
        var storage = AzureStorage.Connect(serving.Connection);
        await new EmployerJournal(storage).FixShardsAsync(Shard.Employer, 1);
        await new EmployerJournal(storage).FixShardsAsync("zenith", 1);
        Assert.Equal("healthy", (await HealthAsync(serving)).Status);

        // The cause: a row of the shard's outbox that nobody can read.
        var damaged = new Row(Shard.Partition, "outbox~0000000001~00") { Payload = "nonsense"u8.ToArray() };
        await storage.CommitAsync(Shard.Partition, [RowAction.Insert(damaged)]);
        await storage.SendAsync(LedgerNames.StopLossQueue, Shard.Partition);
        await storage.SendAsync(LedgerNames.StopLossQueue, new ShardId("zenith", 0).Partition);
        await UntilAsync(serving, async () => await HealthAsync(serving) is { Status: "degraded", Poison: 1 });
        Assert.Equal(0, await storage.CountMessagesAsync(LedgerNames.StopLossQueue));

        var listed = await Cli.RunProcessAsync("poison", "--connection", serving.Connection);
        Assert.True(listed.ExitCode == 0, listed.ToString());
        Assert.Matches(@"^stop-loss-poison  \d{4}-\d\d-\d\dT[\d:]{8}Z  acme~0$", Assert.Single(listed.Lines.Skip(1)));

        await storage.CommitAsync(Shard.Partition, [RowAction.Delete(Shard.Partition, damaged.Key)]);
        var retried = await Cli.RunAsync("poison", "--retry", "--connection", serving.Connection);
        Assert.Equal("1 messages returned to their queues", Assert.Single(retried.Lines.Skip(1)));
        await UntilAsync(serving, async () =>
            await storage.CountMessagesAsync(LedgerNames.StopLossQueue) == 0
            && (await HealthAsync(serving)).Status == "healthy");
        var none = await Cli.RunAsync("poison", "--connection", serving.Connection);
        Assert.Equal("no poison messages", Assert.Single(none.Lines.Skip(1)));
    }

    private static async Task<(string? Status, int Poison)> HealthAsync(Serving serving)
    {
        var health = await serving.GetAsync("/api/health");
        return (health.GetProperty("status").GetString(), health.GetProperty("poisonMessages").GetInt32());
    }

    private static async Task UntilAsync(Serving serving, Func<Task<bool>> holds)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (!await holds())
        {
            if (deadline.IsCancellationRequested) Assert.Fail($"it did not come to pass\n{serving.Errors}");
            await Task.Delay(100);
        }
    }
}
