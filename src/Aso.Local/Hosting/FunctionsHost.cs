using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aso.Local.Hosting;

/// <summary>
/// Runs the functions of an app in this process, found by their worker attributes and triggered under host.json's
/// settings as the platform does. Any number of hosts may share a storage; they share its work.
/// Left out: scaling, function keys, input and output bindings.
/// </summary>
public sealed class FunctionsHost : IAsyncDisposable
{
    // The platform's own limit on a request's body.
    private const long RequestBytesMax = 100 * 1024 * 1024;
    private static readonly TimeSpan AfterAbort = TimeSpan.FromSeconds(5);

    private readonly FunctionsHostOptions _options;
    private readonly WebApplication _app;
    private readonly FunctionInvoker _invoker;
    private readonly ILogger _logger;
    private readonly List<IListener> _listeners = [];
    private bool _stopped;

    private FunctionsHost(FunctionsHostOptions options)
    {
        _options = options;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = options.Functions.GetName().Name,
            EnvironmentName = Environments.Development,
            ContentRootPath = AppContext.BaseDirectory,
        });
        var own = Own(options);
        builder.Configuration.AddEnvironmentVariables().AddInMemoryCollection(own);
        var host = HostSettings.Read(options.HostJson, own);
        var pipeline = Register(builder, host);
        _app = builder.Build();
        var loggers = _app.Services.GetRequiredService<ILoggerFactory>();
        _logger = loggers.CreateLogger("Host");
        _invoker = new FunctionInvoker(_app.Services, pipeline, host.FunctionTimeout, loggers);
        var id = HostId(options.Functions.GetName().Name!, builder.Configuration["AzureFunctionsWebHost:hostid"]);
        var services = new ListenerServices(
            host, new AppSettings(builder.Configuration), _invoker, options.Time, id, loggers);
        Listen(HostedFunction.Find(options.Functions, host, services.Settings), services);
    }

    /// <summary>Where HTTP functions are served, such as <c>http://127.0.0.1:7071</c>.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The app's services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a host; it serves and listens when this returns.</summary>
    /// <exception cref="InvalidOperationException">The app, its settings or host.json do not fit together.</exception>
    public static async Task<FunctionsHost> StartAsync(FunctionsHostOptions options, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var host = new FunctionsHost(options);
        try
        {
            await host._app.StartAsync(cancel);
            host.Address = new Uri(host._app.Services.GetRequiredService<IServer>()
                .Features.Get<IServerAddressesFeature>()!.Addresses.Single());
            foreach (var listener in host._listeners)
            {
                await listener.StartAsync(cancel);
            }
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Takes no more work, waits for the functions that run, and cancels those that go on beyond
    /// <see cref="FunctionsHostOptions.DrainFor"/>; their messages are at once free for another host.
    /// </summary>
    public async Task StopAsync()
    {
        if (_stopped)
        {
            return;
        }
        _stopped = true;
        using var enough = new CancellationTokenSource();
        var drained = Task.WhenAll(
            [_app.StopAsync(enough.Token), .. _listeners.Select(listener => listener.DisposeAsync().AsTask())]);
        if (await Task.WhenAny(drained, Task.Delay(_options.DrainFor)) != drained)
        {
            _logger.LogWarning("Functions still run after {Drain}: they are cancelled", _options.DrainFor);
            _invoker.Abort();
            await Task.WhenAny(drained, Task.Delay(AfterAbort));
            await enough.CancelAsync();
        }
        if (drained.IsCompleted)
        {
            await drained;
        }
        else
        {
            _logger.LogError("Functions do not heed their cancellation and are left behind");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _app.DisposeAsync();
        _invoker.Dispose();
    }

    private WorkerPipeline Register(WebApplicationBuilder builder, HostSettings host)
    {
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, _options.Port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize =
                builder.Configuration.GetValue("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT", RequestBytesMax);
        });
        builder.Logging.AddConfiguration(host.Logging);
        _options.Logging?.Invoke(builder.Logging);
        // Signals are the business of whoever runs the host; the platform's drain has no limit of its own either.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        builder.Services.AddSingleton(_options.Time);
        builder.Services.AddRouting();
        builder.Services.AddMvcCore();
        var pipeline = new WorkerPipeline(builder.Services);
        _options.Configure(builder, pipeline);
        return pipeline;
    }

    private void Listen(IReadOnlyList<HostedFunction> functions, ListenerServices services)
    {
        HttpFunctions.Map(_app, functions.Where(f => f.Trigger is HttpTriggerAttribute), services);
        foreach (var blobs in functions.Where(f => f.Trigger is BlobTriggerAttribute)
            .GroupBy(f => services.Settings.Storage(((BlobTriggerAttribute)f.Trigger).Connection)))
        {
            _listeners.Add(new BlobListener(blobs.Key, blobs, services));
        }
        foreach (var function in functions)
        {
            switch (function.Trigger)
            {
                case HttpTriggerAttribute or BlobTriggerAttribute:
                    break;
                case QueueTriggerAttribute:
                    _listeners.Add(new QueueListener(function, services));
                    break;
                case TimerTriggerAttribute:
                    if (_options.Timers)
                    {
                        _listeners.Add(new TimerListener(function, services));
                    }
                    break;
                default:
                    var kind = function.Trigger.GetType().Name;
                    throw new NotSupportedException($"Function '{function.Name}' has a {kind}, unknown here.");
            }
        }
    }

    private static Dictionary<string, string?> Own(FunctionsHostOptions options)
    {
        var own = options.Settings.ToDictionary(
            setting => setting.Key.Replace("__", ":", StringComparison.Ordinal), setting => setting.Value);
        own["AzureWebJobsStorage"] = options.StorageConnection;
        return own;
    }

    // The setting is the platform's: two apps on one storage must not have one id.
    private static string HostId(string assembly, string? setting)
    {
        var id = setting ?? string.Concat(assembly.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit));
        return id.Length <= 32 ? id : id[..32];
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
