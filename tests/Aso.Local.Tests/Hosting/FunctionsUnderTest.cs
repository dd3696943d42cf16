using System.Globalization;
using Azure.Storage.Blobs;
using Azure.Storage.Queues.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Aso.Local.Tests.Hosting;

public sealed record Wake(string Employer, int Shard);

/// <summary>One instance an execution: its number tells whether two parameters or stages share a scope.</summary>
public sealed class PerExecution
{
    private static int _made;

    public int Number { get; } = Interlocked.Increment(ref _made);
}

public sealed class QueueFunctions(Probe probe)
{
    [Function(nameof(TakesText))]
    public Task TakesText(
        [QueueTrigger("%test%-text")] string text, FunctionContext context, CancellationToken cancel) =>
        probe.RunAsync($"{text}#{context.BindingContext.BindingData["DequeueCount"]}", cancel);

    [Function(nameof(TakesJson))]
    public Task TakesJson([QueueTrigger("%test%-json")] Wake wake) =>
        probe.RunAsync($"{wake.Employer}~{wake.Shard}");

    [Function(nameof(TakesMessage))]
    public void TakesMessage([QueueTrigger("%test%-message")] QueueMessage message, long dequeueCount) =>
        probe.See($"{message.Body}:{message.DequeueCount == dequeueCount}");

    [Function(nameof(TakesBytes))]
    public static Task TakesBytes([QueueTrigger("%test%-bytes")] BinaryData body, FunctionContext context) =>
        ((Probe)context.InstanceServices.GetService(typeof(Probe))!).RunAsync($"{body.ToMemory().Length} bytes");
}

public sealed class BlobFunctions(Probe probe)
{
    [Function(nameof(ReadsText))]
    public Task ReadsText(
        [BlobTrigger("%test%-drop/{employer}/{name}")] string text, string employer, string name,
        CancellationToken cancel) =>
        probe.RunAsync($"{employer}|{name}|{text}", cancel);

    [Function(nameof(ReadsStream))]
    public async Task ReadsStream([BlobTrigger("%test%-stream/{name}.837")] Stream stream, string name)
    {
        using var reader = new StreamReader(stream);
        await probe.RunAsync($"{name}|{await reader.ReadToEndAsync()}");
    }

    [Function(nameof(ReadsClient))]
    public async Task ReadsClient(
        [BlobTrigger("%test%-client", Source = BlobTriggerSource.EventGrid)] BlobClient blob, string blobTrigger)
    {
        var length = (await blob.GetPropertiesAsync()).Value.ContentLength;
        await probe.RunAsync($"{blobTrigger[(blob.BlobContainerName.Length + 1)..]}|{length}");
    }
}

public sealed class TimerFunctions(Probe probe)
{
    [Function(nameof(Ticks))]
    public Task Ticks([TimerTrigger("%schedule%")] TimerInfo timer, CancellationToken cancel) => probe.RunAsync(
        timer.IsPastDue ? "late" : timer.ScheduleStatus!.Next.ToString("HH:mm", CultureInfo.InvariantCulture), cancel);

    [Function(nameof(TicksAtOnce))]
    public Task TicksAtOnce([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true)] TimerInfo timer) =>
        probe.RunAsync($"at once, late {timer.IsPastDue}");

    [Function(nameof(TicksUnmonitored))]
    public Task TicksUnmonitored([TimerTrigger("%schedule%", UseMonitor = false)] TimerInfo timer) =>
        probe.RunAsync($"status {timer.ScheduleStatus is not null}");

    [Function(nameof(TicksAgain))]
    [FixedDelayRetry(2, "00:00:00.010")]
    public Task TicksAgain([TimerTrigger("%schedule%")] TimerInfo timer, FunctionContext context) =>
        probe.RunAsync($"{context.RetryContext.RetryCount} of {context.RetryContext.MaxRetryCount}");
}

public sealed class WebFunctions(Probe probe, PerExecution execution)
{
    [Function(nameof(Root))]
    public IActionResult Root([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "/")] HttpRequest request) =>
        new ContentResult { Content = "root", ContentType = "text/plain" };

    [Function(nameof(Liability))]
    public async Task<IActionResult> Liability(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "employers/{employer}/liability/{month:int?}")]
        HttpRequest request, string employer, int? month, PerExecutionHolder? holder = null)
    {
        await probe.RunAsync($"{employer}/{month}", request.HttpContext.RequestAborted);
        return new OkObjectResult(new { Employer = employer, Month = month, holder });
    }

    [Function(nameof(Deposit))]
    public async Task<IResult> Deposit(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "employers/{employer}/liability")]
        HttpRequest request, string employer)
    {
        using var reader = new StreamReader(request.Body);
        return Results.Created($"/{employer}", (await reader.ReadToEndAsync()).Length);
    }

    [Function(nameof(Files))]
    public IActionResult Files(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "files/{*path}")] HttpRequest request, string path) =>
        new ContentResult { Content = $"{request.Method} {path}" };

    [Function(nameof(Fails))]
    public IActionResult Fails([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        throw new InvalidOperationException("a secret of the ledger");

    [Function(nameof(Scoped))]
    public IActionResult Scoped(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, FunctionContext context)
    {
        var fromContext = (PerExecution)context.InstanceServices.GetService(typeof(PerExecution))!;
        var fromRequest = (PerExecution)request.HttpContext.RequestServices.GetService(typeof(PerExecution))!;
        return new OkObjectResult(new[] { execution.Number, fromContext.Number, fromRequest.Number });
    }
}

/// <summary>Nothing offers it, so a parameter of it keeps its default.</summary>
public sealed class PerExecutionHolder;

public sealed class OuterStage(Probe probe) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.FunctionDefinition.Name == nameof(WebFunctions.Scoped))
        {
            probe.See("outer");
            context.GetHttpContext()!.Response.Headers["x-trigger"] =
                context.FunctionDefinition.InputBindings.Values.Single().Type;
        }
        if (context.GetHttpContext() is { } http && http.Request.Headers.ContainsKey("x-refuse"))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        await next(context);
    }
}

public sealed class InnerStage(Probe probe) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.FunctionDefinition.Name == nameof(WebFunctions.Scoped))
        {
            probe.See("inner");
        }
        await next(context);
    }
}

[AttributeUsage(AttributeTargets.Method)]
public sealed class SomewhereOutputAttribute : OutputBindingAttribute;

public sealed class OutputFunctions
{
    [Function(nameof(Returns))]
    [SomewhereOutput]
    public static string Returns([TimerTrigger("%schedule%")] TimerInfo timer) => "lost";

    [Function(nameof(TwoTriggers))]
    public static void TwoTriggers(
        [TimerTrigger("%schedule%")] TimerInfo timer, [QueueTrigger("%test%-text")] string text) =>
        throw new NotSupportedException();
}
