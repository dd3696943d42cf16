using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Aso.Local.Hosting;

/// <summary>
/// Maps the HTTP functions on Kestrel. Their authorization level is not enforced here: this host is a developer's,
/// listens on the loopback only, and the app asks for keys of its own. A known route with another method is 405,
/// where the platform says 404.
/// </summary>
internal static class HttpFunctions
{
    public static void Map(
        IEndpointRouteBuilder app, IEnumerable<HostedFunction> functions, ListenerServices services)
    {
        foreach (var function in functions)
        {
            Refuse(function);
            var trigger = (HttpTriggerAttribute)function.Trigger;
            var route = string.IsNullOrEmpty(trigger.Route) ? function.Name : services.Settings.Resolve(trigger.Route);
            var pattern = $"{services.Host.RoutePrefix}/{route.TrimStart('/')}";
            var logger = services.Loggers.CreateLogger("Host.Http." + function.Name);
            RequestDelegate handle = http => HandleAsync(http, function, services.Invoker, logger);
            if (trigger.Methods is { Length: > 0 } methods)
            {
                app.MapMethods(pattern, methods.Select(m => m.ToUpperInvariant()), handle);
            }
            else
            {
                app.Map(pattern, handle);
            }
        }
    }

    // A function that returns anything else would run and answer nothing; one that returns nothing answers itself.
    private static void Refuse(HostedFunction function)
    {
        var type = function.Method.ReturnType;
        var result = type.IsGenericType ? type.GetGenericArguments()[0] : type;
        if (result == typeof(void) || result == typeof(Task) || result == typeof(ValueTask))
        {
            return;
        }
        if (!result.IsAssignableTo(typeof(IActionResult)) && !result.IsAssignableTo(typeof(IResult)))
        {
            throw new NotSupportedException(
                $"HTTP function '{function.Name}' returns {type}; it must return an IActionResult or IResult.");
        }
    }

    private static async Task HandleAsync(
        HttpContext http, HostedFunction function, FunctionInvoker invoker, ILogger logger)
    {
        try
        {
            await invoker.InvokeAsync(function, new HttpEvent(http), http.RequestAborted);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            logger.LogDebug("The caller has gone");
        }
        catch (Exception failure)
        {
            // Logged by the invoker, and told to nobody.
            if (http.Response.HasStarted)
            {
                http.Abort();
                return;
            }
            http.Response.Clear();
            http.Response.StatusCode = failure switch
            {
                BadHttpRequestException bad => bad.StatusCode,
                OperationCanceledException => StatusCodes.Status503ServiceUnavailable,
                _ => StatusCodes.Status500InternalServerError,
            };
        }
    }
}

/// <summary>A request.</summary>
internal sealed class HttpEvent : TriggerEvent
{
    private readonly HttpContext _http;

    public HttpEvent(HttpContext http)
    {
        _http = http;
        foreach (var (name, value) in http.Request.RouteValues)
        {
            Data[name] = value;
        }
    }

    public override HttpContext Http => _http;

    public override System.Diagnostics.ActivityKind Kind => System.Diagnostics.ActivityKind.Server;

    public override async ValueTask<object?> ValueAsync(Type type, CancellationToken cancel) =>
        type == typeof(HttpRequest)
            ? _http.Request
            : ParameterBinding.Payload(await BinaryData.FromStreamAsync(_http.Request.Body, cancel), type);

    public override Task CompleteAsync(HostedFunction function, object? result) => result switch
    {
        IActionResult action => action.ExecuteResultAsync(
            new ActionContext(_http, _http.GetRouteData(), new ActionDescriptor { DisplayName = function.Name })),
        IResult plain => plain.ExecuteAsync(_http),
        _ => Task.CompletedTask,
    };

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
