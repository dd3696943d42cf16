using System.Runtime.ExceptionServices;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Host;
using Microsoft.Azure.WebJobs.Host.Executors;
using Microsoft.Azure.WebJobs.Host.Queues;
using Microsoft.Azure.WebJobs.Host.Timers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aso.Local.Hosting;

/// <summary>
/// The WebJobs SDK's listeners for blobs and queues, the same as inside the Functions host. When one fails for good,
/// all of them are restarted, as that host does.
/// </summary>
internal sealed class Listeners(
    HostConfiguration configuration, Workers workers, string hostId, ILoggerFactory loggers) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ILogger _log = loggers.CreateLogger("Host.Listeners");
    private readonly CancellationTokenSource _stopping = new();
    private IHost? _host;
    private Task _keeping = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellation)
    {
        var broken = new Broken();
        _host = Build(broken);
        await _host.StartAsync(cancellation);
        _keeping = KeepAsync(broken);
    }

    /// <summary>Accepts no more work and waits for running functions, which are canceled at the limit.</summary>
    public async Task StopAsync(CancellationToken limit)
    {
        await _stopping.CancelAsync();
        await _keeping;
        if (_host is not null) await EndAsync(_host, limit);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _keeping;
        _host?.Dispose();
        _stopping.Dispose();
    }

    private async Task KeepAsync(Broken broken)
    {
        while (true)
        {
            await Task.WhenAny(broken.Task, Task.Delay(Timeout.Infinite, _stopping.Token));
            if (_stopping.IsCancellationRequested) return;
            try
            {
                _log.LogError(await broken.Task, "A listener failed: all are being restarted");
                if (_host is { } old)
                {
                    _host = null;
                    await EndAsync(old, _stopping.Token);
                    old.Dispose();
                }

                await Task.Delay(Pause, _stopping.Token);
                var next = Build(broken = new Broken());
                await next.StartAsync(_stopping.Token);
                _host = next;
            }
            catch (Exception failure) when (!_stopping.IsCancellationRequested)
            {
                broken.Tell(failure);
            }
            catch (Exception) when (_stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task EndAsync(IHost host, CancellationToken limit)
    {
        try
        {
            await host.Services.GetRequiredService<IDrainModeManager>().EnableDrainModeAsync(limit);
        }
        catch (Exception failure)
        {
            // The blob listeners share one queue; each stops it, and all but the first fail. All have been waited for.
            _log.LogDebug(failure, "The listeners did not stop cleanly");
        }
    }

    private IHost Build(Broken broken) => new HostBuilder()
        .ConfigureWebJobs(webJobs =>
        {
            webJobs.AddAzureStorageBlobs();
            webJobs.AddAzureStorageQueues();
        })
        .ConfigureAppConfiguration(settings => settings.AddConfiguration(configuration.Root))
        .ConfigureServices(services => services
            .AddSingleton<IHostLifetime, NoLifetime>()
            .AddSingleton<IHostIdProvider>(new HostId(hostId))
            .AddSingleton<ITypeLocator, OnlyTriggers>()
            .AddSingleton<IWebJobsExceptionHandler>(broken)
            .AddSingleton<IQueueProcessorFactory>(workers.Queues)
            .AddSingleton(workers)
            .AddSingleton<Triggers>()
            .AddSingleton(loggers))
        .Build();

    private sealed class HostId(string id) : IHostIdProvider
    {
        public Task<string> GetHostIdAsync(CancellationToken cancellationToken) => Task.FromResult(id);
    }

    private sealed class OnlyTriggers : ITypeLocator
    {
        public IReadOnlyList<Type> GetTypes() => [typeof(Triggers)];
    }

    /// <summary>Receives a failure after which a listener cannot continue; by default it ends this process.</summary>
    private sealed class Broken : IWebJobsExceptionHandler
    {
        private readonly TaskCompletionSource<Exception> _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Exception> Task => _told.Task;

        public void Tell(Exception failure) => _told.TrySetResult(failure);

        public Task OnTimeoutExceptionAsync(ExceptionDispatchInfo exceptionInfo, TimeSpan timeoutGracePeriod) =>
            OnUnhandledExceptionAsync(exceptionInfo);

        public Task OnUnhandledExceptionAsync(ExceptionDispatchInfo exceptionInfo)
        {
            Tell(exceptionInfo.SourceException);
            return System.Threading.Tasks.Task.CompletedTask;
        }
    }
}
