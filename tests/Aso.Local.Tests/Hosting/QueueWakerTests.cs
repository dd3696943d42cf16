using Aso.Local.Hosting;
using Azure.Storage.Queues;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Host.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Aso.Local.Tests.Hosting;

/// <summary>Microsoft's queue listener, idle for so long that it would look again only after seconds.</summary>
[Collection(nameof(QuietAzurite))]
public sealed class QueueWakerTests(QuietAzurite azurite)
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(6);

    [Fact]
    public async Task Each_call_has_the_listener_look_into_its_queue_at_once()
    {
        var queue = new QueueClient(azurite.ConnectionString, "looked-into");
        await queue.CreateAsync();
        var waker = new QueueWaker();
        using var host = new HostBuilder()
            .ConfigureWebJobs(webJobs => webJobs.AddAzureStorageQueues(
                queues => queues.MaxPollingInterval = TimeSpan.FromMinutes(5)))
            .ConfigureAppConfiguration(settings => settings.AddInMemoryCollection(
                new Dictionary<string, string?> { [Triggers.Storage] = azurite.ConnectionString }))
            .ConfigureServices(services => services
                .AddSingleton<ITypeLocator>(new Only(typeof(Function)))
                .AddSingleton<IQueueProcessorFactory>(waker))
            .Build();
        await host.StartAsync();
        await Task.Delay(Idle);

        // By itself it looks after some 12, 24 and 48 seconds.
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var before = await RequestsAsync();
        for (var look = 1; look <= 10; look++)
        {
            await waker.WakeAsync();
            while (await RequestsAsync() < before + look) await Task.Delay(10, limit.Token);
        }

        // One look each, and at most those of its own.
        Assert.InRange(await RequestsAsync() - before, 10, 12);
        await host.StopAsync();

        async Task<long> RequestsAsync() => (await azurite.CountRequestsAsync())[queue.Uri.Port];
    }

    private sealed class Only(Type type) : ITypeLocator
    {
        public IReadOnlyList<Type> GetTypes() => [type];
    }

    public static class Function
    {
        public static void Take([QueueTrigger("looked-into", Connection = Triggers.Storage)] string message) =>
            Assert.Fail(message);
    }
}
