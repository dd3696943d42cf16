using System.Collections.Concurrent;
using System.Net;
using Aso.Local.Hosting.Protocol;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aso.Local.Hosting;

/// <summary>Keeps one worker running: starts the app's process, and restarts it when it ends unexpectedly.</summary>
internal sealed class Workers : IAsyncDisposable
{
    private const int StartAttempts = 3;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly FunctionsHostOptions _options;
    private readonly HostConfiguration _configuration;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _log;
    private readonly ConcurrentDictionary<string, WorkerChannel> _expected = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly WebApplication _server;
    private volatile TaskCompletionSource<Worker> _current = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Uri _address = null!;
    private Task _keeping = Task.CompletedTask;

    public Workers(FunctionsHostOptions options, HostConfiguration configuration, ILoggerFactory loggers)
    {
        _options = options;
        _configuration = configuration;
        _loggers = loggers;
        _log = loggers.CreateLogger("Host.Worker");
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddRouting();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = null);
        builder.Services.AddSingleton(new Service(_expected));
        _server = builder.Build();
        _server.MapGrpcService<Service>();
    }

    /// <summary>Woken after every invocation that may have sent messages.</summary>
    public QueueWaker Queues { get; } = new();

    /// <summary>Runs a function that takes no request, with the worker there is or the next one.</summary>
    /// <exception cref="FunctionFailedException">The function threw.</exception>
    /// <exception cref="WorkerGoneException">The worker ended meanwhile.</exception>
    public async Task InvokeAsync(string function, TypedData data, CancellationToken cancellation)
    {
        var worker = await ReadyAsync(cancellation);
        try
        {
            await worker.InvokeAsync(function, data, [], Guid.NewGuid().ToString(), cancellation);
        }
        finally
        {
            await Queues.WakeAsync();
        }
    }

    /// <summary>The worker there is now, or the next one where there is none.</summary>
    public async Task<Worker> ReadyAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var worker = await _current.Task.WaitAsync(cancellation);
            // One that has just ended is replaced soon; until then invocations would only fail.
            if (!worker.Gone.IsCompleted || _stopping.IsCancellationRequested) return worker;
            await Task.Delay(Moment, cancellation);
        }
    }

    /// <exception cref="InvalidOperationException">The app does not start.</exception>
    public async Task<Worker> StartAsync(CancellationToken cancellation)
    {
        await _server.StartAsync(cancellation);
        _address = new Uri(_server.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var first = await StartOneAsync(cancellation);
                _keeping = KeepAsync(first);
                return first;
            }
            catch (InvalidOperationException failure) when (attempt < StartAttempts)
            {
                // The address it chose may have been taken meanwhile, or storage was unavailable for a moment.
                _log.LogWarning(failure, "The app did not start; trying again");
            }
        }
    }

    /// <summary>From now on a worker that ends is not restarted.</summary>
    public void KeepNoMore() => _stopping.Cancel();

    /// <summary>Lets the worker end by itself; returns its exit code. Null: there was none.</summary>
    public async Task<int?> StopAsync()
    {
        await _stopping.CancelAsync();
        await _keeping;
        return _current.Task.IsCompletedSuccessfully ? await (await _current.Task).StopAsync() : null;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _keeping;
        if (_current.Task.IsCompletedSuccessfully) await (await _current.Task).DisposeAsync();
        await _server.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task<Worker> StartOneAsync(CancellationToken cancellation)
    {
        var id = Guid.NewGuid().ToString();
        var channel = _expected[id] = new WorkerChannel(_loggers);
        var process = WorkerProcess.Start(
            _options.AppFolder, _address, id, _options.Settings, _loggers.CreateLogger("Worker"));
        var worker = await Worker.StartAsync(
            process, channel, _options.AppFolder, _configuration.FunctionTimeout, _log, cancellation);
        _log.LogInformation("The app runs as process {Process} with {Count} functions",
            worker.ProcessId, worker.Functions.Count);
        _current.SetResult(worker);
        return worker;
    }

    private async Task KeepAsync(Worker worker)
    {
        while (true)
        {
            var stopped = Task.Delay(Timeout.Infinite, _stopping.Token);
            await Task.WhenAny(worker.Gone, stopped);
            if (_stopping.IsCancellationRequested) return;
            _log.LogError("The app's process {Process} ended unexpectedly and is restarted", worker.ProcessId);
            _current = new TaskCompletionSource<Worker>(TaskCreationOptions.RunContinuationsAsynchronously);
            await worker.DisposeAsync();
            if (await StartAgainAsync() is not { } next) return;
            worker = next;
        }
    }

    private async Task<Worker?> StartAgainAsync()
    {
        for (var pause = TimeSpan.FromSeconds(1); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await StartOneAsync(_stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return null;
            }
            catch (Exception failure)
            {
                _log.LogError(failure, "The app did not start; next attempt in {Pause}", pause);
                await Task.Delay(pause, _stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    private sealed class Service(ConcurrentDictionary<string, WorkerChannel> expected) : FunctionRpc.FunctionRpcBase
    {
        public override async Task EventStream(
            IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream,
            ServerCallContext context)
        {
            // Only a process that this host started knows an expected id.
            if (await requestStream.MoveNext(context.CancellationToken)
                && expected.TryRemove(requestStream.Current.StartStream?.WorkerId ?? "", out var channel))
                await channel.RunAsync(requestStream, responseStream, context.CancellationToken);
        }
    }
}

/// <summary>Signals are handled by whoever runs the host.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
