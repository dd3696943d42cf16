using Aso.Ledger;
using Aso.Local.Hosting;
using AsoFunctions.Messaging;
using AsoFunctions.Triggers;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Scenarios.InMemory;

namespace Scenarios.ServiceBus;

/// <summary>The real function under the embedded host, with the repository's host.json, over storage in memory.</summary>
public sealed class EmbeddedHostTests
{
    private static readonly ShardId Shard = new("acme", 0);

    [Fact]
    public async Task The_host_delivers_wake_ups_by_session_and_the_shard_applies_what_is_ready()
    {
        var connection = Story.NewBus();
        await using var dropping = await DroppedAsync(connection);
        await using var host = await StartAsync(dropping.Storage, connection);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await dropping.Get<LedgerReader>().HeadAsync(Shard)).Applied.Sequence <= 2)
            await Task.Delay(20, deadline.Token);
    }

    [Fact]
    public async Task Without_a_connection_or_switched_off_by_its_setting_the_function_rests()
    {
        var connection = Story.NewBus();
        await using var dropping = await DroppedAsync(connection);
        await using (await StartAsync(dropping.Storage, null))
        await using (await StartAsync(dropping.Storage, connection, ("AzureWebJobs.AdjudicateChunks.Disabled", "true")))
        {
            // Neither holds the session, so it is there for the asking.
            await using var bus = new ServiceBusClient(connection);
            await using var session = await bus.AcceptNextSessionAsync(ServiceBusNames.ChunksQueue);
            Assert.Equal(Shard.ToString(), session.SessionId);
        }
    }

    private static async Task<MemoryPipeline> DroppedAsync(string connection)
    {
        var pipeline = new MemoryPipeline(shards: 1, serviceBus: connection);
        foreach (var (container, path, content) in new[]
        {
            ("plans", "acme/2026-01-01.json", Story.Plan), ("enrollment", "acme/all.csv", Story.Enrollment),
        })
        {
            var blob = new BlobName(container, path);
            await pipeline.Storage.PutBlobAsync(blob, System.Text.Encoding.UTF8.GetBytes(content));
            await pipeline.Get<Intake>().ArriveAsync(blob);
        }

        return pipeline;
    }

    private static Task<FunctionsHost> StartAsync(
        MemoryStorage storage, string? connection, params (string Name, string Value)[] settings) =>
        FunctionsHost.StartAsync(new FunctionsHostOptions
        {
            Functions = typeof(AsoFunctions.Registration).Assembly,
            Configure = (app, worker) =>
            {
                AsoFunctions.Registration.Configure(app, worker);
                app.Services.RemoveAll<ILedgerStorage>();
                app.Services.AddSingleton<ILedgerStorage>(storage);
            },
            StorageConnection = "UseDevelopmentStorage=true",
            HostJson = Path.Combine(Repository.Root, "host.json"),
            Timers = false,
            Settings = settings.Select(setting => (setting.Name, (string?)setting.Value))
                .Append((ServiceBusNames.Connection, connection))
                .Append(("AzureFunctionsJobHost__functions__0", nameof(AdjudicateChunks)))
                .ToDictionary(setting => setting.Item1, setting => setting.Item2),
        });
}
