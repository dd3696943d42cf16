using System.Diagnostics;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aso.Local.Hosting;

/// <summary>Runs functions: a scope, the middleware, the parameters, the time limit.</summary>
internal sealed class FunctionInvoker(
    IServiceProvider services, WorkerPipeline pipeline, TimeSpan? timeLimit, ILoggerFactory loggers) : IDisposable
{
    // The official worker's name for its source of spans, so that an exporter set up for it sees these too.
    private static readonly ActivitySource Source = new("Microsoft.Azure.Functions.Worker");

    private readonly FunctionExecutionDelegate _pipeline = pipeline.Build(ExecuteAsync);
    private readonly CancellationTokenSource _abort = new();

    /// <summary>Raised whenever a function has ended, however it did.</summary>
    public event Action? Ended;

    /// <summary>Cancels what still runs.</summary>
    public void Abort() => _abort.Cancel();

    /// <summary>Whether what still ran was cancelled.</summary>
    public bool Aborted => _abort.IsCancellationRequested;

    public void Dispose() => _abort.Dispose();

    /// <summary>Runs a function to its end. What it throws is logged and goes on to the trigger.</summary>
    public async Task InvokeAsync(HostedFunction function, TriggerEvent trigger, CancellationToken cancel = default)
    {
        var logger = loggers.CreateLogger("Function." + function.Name);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, _abort.Token);
        if (timeLimit is { } span)
        {
            limit.CancelAfter(span);
        }
        if (trigger.Http is null)
        {
            Activity.Current = null;
        }
        using var activity = Source.StartActivity(function.Name, trigger.Kind);
        var started = Stopwatch.GetTimestamp();
        try
        {
            await RunAsync(function, trigger, limit.Token);
            logger.LogDebug("Ran in {Milliseconds:0} ms", Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            activity?.SetStatus(ActivityStatusCode.Error, "cancelled");
            if (cancel.IsCancellationRequested || _abort.IsCancellationRequested)
            {
                logger.LogInformation("Cancelled");
                throw;
            }
            logger.LogError("Ran into host.json's functionTimeout of {Limit}", timeLimit);
            throw new TimeoutException($"Function '{function.Name}' ran longer than {timeLimit}.");
        }
        catch (Exception failure)
        {
            activity?.SetStatus(ActivityStatusCode.Error, failure.GetType().Name);
            logger.LogError(failure, "Failed");
            throw;
        }
        finally
        {
            Ended?.Invoke();
        }
    }

    private async Task RunAsync(HostedFunction function, TriggerEvent trigger, CancellationToken cancel)
    {
        await using var owned = trigger;
        await using var scope = services.CreateAsyncScope();
        var context = new InvocationContext(
            function, trigger, trigger.Http?.RequestServices ?? scope.ServiceProvider, cancel);
        await _pipeline(context);
        await trigger.CompleteAsync(function, context.Result);
    }

    private static async Task ExecuteAsync(FunctionContext functionContext)
    {
        var context = (InvocationContext)functionContext;
        var method = context.Function.Method;
        var arguments = await ParameterBinding.BindAsync(context);
        var instance = method.IsStatic
            ? null
            : ActivatorUtilities.CreateInstance(context.InstanceServices, method.DeclaringType!);
        try
        {
            context.Result = await Awaited(
                method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, arguments, null), method.ReturnType);
        }
        finally
        {
            if (instance is IAsyncDisposable asynchronous)
            {
                await asynchronous.DisposeAsync();
            }
            else
            {
                (instance as IDisposable)?.Dispose();
            }
        }
    }

    private static async Task<object?> Awaited(object? returned, Type declared)
    {
        switch (returned)
        {
            case Task task:
                await task;
                return declared.IsGenericType ? declared.GetProperty(nameof(Task<>.Result))!.GetValue(task) : null;
            case ValueTask task:
                await task;
                return null;
            case not null when declared.IsGenericType && declared.GetGenericTypeDefinition() == typeof(ValueTask<>):
                var asTask = (Task)declared.GetMethod(nameof(ValueTask<>.AsTask))!.Invoke(returned, null)!;
                await asTask;
                return asTask.GetType().GetProperty(nameof(Task<>.Result))!.GetValue(asTask);
            default:
                return returned;
        }
    }
}
