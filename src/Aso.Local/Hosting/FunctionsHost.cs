using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Aso.Local.Hosting;

/// <summary>
/// A small Functions host: runs the built app as its worker and passes it blobs, queue messages, timer runs and HTTP
/// requests. Several hosts on one storage account share the work. It has no scaling, function keys or output bindings.
/// </summary>
internal sealed class FunctionsHost : IAsyncDisposable
{
    // Names the app in the host's storage.
    private const string HostId = "asofunctions";

    // The platform's limit on a request's body.
    private const long RequestBytesMax = 100 * 1024 * 1024;

    private readonly FunctionsHostOptions _options;
    private readonly HostConfiguration _configuration;
    private readonly WebApplication _app;
    private readonly ILogger _log;
    private readonly Workers _workers;
    private readonly Listeners _listeners;
    private readonly HttpFunctions _http;
    private readonly List<TimerListener> _timers = [];
    private Task<int?>? _stopped;

    private FunctionsHost(FunctionsHostOptions options)
    {
        _options = options;
        _configuration = new HostConfiguration(Path.Combine(options.AppFolder, "host.json"), options.Settings);
        _app = BuildApp();
        var loggers = _app.Services.GetRequiredService<ILoggerFactory>();
        _log = loggers.CreateLogger("Host");
        _workers = new Workers(options, _configuration, loggers);
        _listeners = new Listeners(_configuration, _workers, HostId, loggers);
        _http = new HttpFunctions(
            _workers, _app.Services.GetRequiredService<IHttpForwarder>(), _configuration.FunctionTimeout, _log);
    }

    /// <summary>Where HTTP functions are served, such as <c>http://127.0.0.1:7071</c>.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The app's process; a different one after a restart.</summary>
    public Worker Worker => _workers.ReadyAsync(default).Result;

    /// <summary>Starts a host; when this returns, it serves requests and listens for triggers.</summary>
    /// <exception cref="InvalidOperationException">The app, its settings and host.json do not agree.</exception>
    public static async Task<FunctionsHost> StartAsync(FunctionsHostOptions options, CancellationToken cancel = default)
    {
        var host = new FunctionsHost(options);
        try
        {
            await host.StartAsync(cancel);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Accepts no more work, waits for running functions, cancels those that still run after
    /// <see cref="FunctionsHostOptions.DrainFor"/>, and ends the app's process; returns its exit code. Null: there was
    /// no process.
    /// </summary>
    public Task<int?> StopAsync() => _stopped ??= StopOnceAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var timer in _timers) timer.Dispose();
        await _listeners.DisposeAsync();
        await _workers.DisposeAsync();
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private WebApplication BuildApp()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, _options.Port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize =
                _configuration.Root.GetValue("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT", RequestBytesMax);
        });
        builder.Logging.AddConfiguration(_configuration.Logging);
        _options.Logging?.Invoke(builder.Logging);
        // These log every request with its path, which may contain a member id, and much that nobody needs.
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Yarp", LogLevel.Warning);
        // A queue that its first message creates is not an error, and failures need not be logged twice.
        builder.Logging.AddFilter("Azure", LogLevel.Error).AddFilter("Host.Results", LogLevel.None);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        builder.Services.AddRouting();
        builder.Services.AddHttpForwarder();
        return builder.Build();
    }

    private async Task StartAsync(CancellationToken cancel)
    {
        var worker = await _workers.StartAsync(cancel);
        var functions = worker.Functions.Values.Where(function => !_configuration.Disables(function.Name)).ToList();
        _http.Map(_app, functions.Where(function => function.Trigger == "httpTrigger"), _configuration.RoutePrefix);
        foreach (var function in functions.Where(function => function.Trigger == "timerTrigger"))
            _timers.Add(TimerListener.Create(function, _workers, _configuration, HostId, _log));
        await Task.WhenAll(
            [_app.StartAsync(cancel), _listeners.StartAsync(cancel), .. _timers.Select(timer => timer.StartAsync(cancel))]);
        Address = new Uri(_app.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    private async Task<int?> StopOnceAsync()
    {
        // Ctrl-C reaches the app's process too, which must not be restarted then.
        _workers.KeepNoMore();
        using var limit = new CancellationTokenSource(_options.DrainFor);
        try
        {
            await Task.WhenAll(
            [
                _app.StopAsync(limit.Token), _listeners.StopAsync(limit.Token),
                .. _timers.Select(timer => timer.StopAsync(limit.Token)),
            ]);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            _log.LogWarning("Functions were still running after {Drain} and were canceled", _options.DrainFor);
        }
        catch (Exception failure)
        {
            // Whatever happened, the app's process must not be left running.
            _log.LogError(failure, "The host did not stop cleanly");
        }

        return await _workers.StopAsync();
    }
}
