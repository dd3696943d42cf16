using System.Diagnostics;
using Aso.Local.Hosting.Protocol;
using Microsoft.Extensions.Logging;

namespace Aso.Local.Hosting;

/// <summary>One process of the app that has loaded its functions and waits for invocations.</summary>
internal sealed class Worker : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);

    /// <summary>How long a function may continue after it was canceled.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly WorkerProcess _process;
    private readonly WorkerChannel _channel;
    private readonly TimeSpan _functionTimeout;
    private readonly ILogger _log;

    private Worker(WorkerProcess process, WorkerChannel channel, TimeSpan functionTimeout, ILogger log)
    {
        _process = process;
        _channel = channel;
        _functionTimeout = functionTimeout;
        _log = log;
    }

    public int ProcessId => _process.Id;

    public TimeSpan ProcessorTime => _process.ProcessorTime;

    /// <summary>Where it takes HTTP requests.</summary>
    public string Address { get; private set; } = "";

    public IReadOnlyDictionary<string, AppFunction> Functions { get; private set; } =
        new Dictionary<string, AppFunction>();

    /// <summary>The process has ended, or the connection to it is lost.</summary>
    public Task Gone => Task.WhenAny(_process.Exited, _channel.Ended);

    /// <summary>Waits until the process has connected, and has it load all functions.</summary>
    /// <exception cref="InvalidOperationException">It did not.</exception>
    public static async Task<Worker> StartAsync(
        WorkerProcess process, WorkerChannel channel, string folder, TimeSpan functionTimeout, ILogger log,
        CancellationToken cancellation)
    {
        var worker = new Worker(process, channel, functionTimeout, log);
        try
        {
            var starting = worker.StartAsync(folder);
            var first = await Task.WhenAny(starting, process.Exited).WaitAsync(StartLimit, cancellation);
            if (first == process.Exited) channel.End();
            await starting;
            return worker;
        }
        catch (Exception failure)
        {
            process.Kill();
            await process.Exited;
            channel.End();
            process.Dispose();
            if (cancellation.IsCancellationRequested) throw;
            throw new InvalidOperationException(
                $"The app did not start.{Environment.NewLine}{process.Tail}", failure);
        }
    }

    /// <summary>Runs a function to its end.</summary>
    /// <param name="function">Its name.</param>
    /// <param name="data">What its trigger gives it.</param>
    /// <param name="route">The values of a request's route.</param>
    /// <param name="id">Of the invocation; a forwarded HTTP request carries the same.</param>
    /// <param name="cancellation">Tells the function to stop; this still waits for it to end.</param>
    /// <exception cref="FunctionFailedException">It threw.</exception>
    /// <exception cref="WorkerGoneException">The process ended first.</exception>
    public async Task InvokeAsync(
        string function, TypedData data, IEnumerable<KeyValuePair<string, string>> route, string id,
        CancellationToken cancellation)
    {
        var wanted = Functions[function];
        var invocation = new InvocationRequest
        {
            InvocationId = id,
            FunctionId = wanted.Metadata.FunctionId,
            TraceContext = new RpcTraceContext
            {
                TraceParent = Activity.Current?.Id ?? "",
                TraceState = Activity.Current?.TraceStateString ?? "",
            },
            RetryContext = new RetryContext(),
        };
        invocation.InputData.Add(new ParameterBinding { Name = wanted.Parameter, Data = data });
        foreach (var (name, value) in route) invocation.TriggerMetadata.Add(name, new TypedData { String = value });

        var answer = _channel.AskAsync(new StreamingMessage { RequestId = id, InvocationRequest = invocation });
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        enough.CancelAfter(_functionTimeout);
        await using var told = enough.Token.Register(() => _channel.Say(
            new StreamingMessage { InvocationCancel = new InvocationCancel { InvocationId = id } }));
        WorkerChannel.Check((await WaitAsync(answer, function, enough.Token)).InvocationResponse.Result);
    }

    /// <summary>Ends the process; returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        _channel.Say(new StreamingMessage { WorkerTerminate = new WorkerTerminate() });
        try
        {
            await _process.Exited.WaitAsync(EndLimit);
        }
        catch (TimeoutException)
        {
            _log.LogWarning("The app did not exit by itself and is killed");
            _process.Kill();
        }

        var code = await _process.Exited;
        _log.LogInformation("The app ended with exit code {Code}", code);
        return code;
    }

    /// <summary>Makes sure that the process has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.Exited;
        _channel.End();
        _process.Dispose();
    }

    // As on the platform: where a function ignores its cancellation, the whole process is killed.
    private async Task<StreamingMessage> WaitAsync(
        Task<StreamingMessage> answer, string function, CancellationToken enough)
    {
        try
        {
            return await answer.WaitAsync(enough);
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            if (await Task.WhenAny(answer, Task.Delay(Grace, CancellationToken.None)) == answer) return await answer;
            _log.LogError("{Function} ignored its cancellation: the app's process is killed", function);
            _process.Kill();
            return await answer;
        }
    }

    private async Task StartAsync(string folder)
    {
        await Task.WhenAny(_channel.Started, _channel.Ended);
        var init = new WorkerInitRequest
        {
            HostVersion = "4.0.0",
            WorkerDirectory = folder,
            FunctionAppDirectory = folder,
            Capabilities = { ["HandlesWorkerTerminateMessage"] = "true", ["RpcHttpTriggerMetadataRemoved"] = "true" },
        };
        var begun = (await _channel.AskAsync(new StreamingMessage { WorkerInitRequest = init })).WorkerInitResponse;
        WorkerChannel.Check(begun.Result);
        Address = begun.Capabilities["HttpUri"];
        var described = (await _channel.AskAsync(new StreamingMessage
        {
            FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = folder },
        })).FunctionMetadataResponse;
        WorkerChannel.Check(described.Result);
        Functions = described.FunctionMetadataResults
            .Select(metadata => new AppFunction(metadata)).ToDictionary(function => function.Name);
        await Task.WhenAll(Functions.Values.Select(LoadAsync));
    }

    private async Task LoadAsync(AppFunction function)
    {
        var load = new FunctionLoadRequest
        {
            FunctionId = function.Metadata.FunctionId,
            Metadata = function.Metadata,
        };
        var loaded = await _channel.AskAsync(new StreamingMessage { FunctionLoadRequest = load });
        WorkerChannel.Check(loaded.FunctionLoadResponse.Result);
    }
}
