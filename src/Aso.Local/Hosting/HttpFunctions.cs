using System.Globalization;
using System.Net;
using Aso.Local.Hosting.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Aso.Local.Hosting;

/// <summary>
/// Takes requests for the app's routes and forwards each to the worker in two parts: the request itself to the worker's
/// own address, and an invocation with the same id. Authorization levels are ignored: this host listens on the loopback
/// address only, and the app checks its own keys.
/// </summary>
internal sealed class HttpFunctions(Workers workers, IHttpForwarder forwarder, TimeSpan functionTimeout, ILogger log)
    : IDisposable
{
    private const string InvocationId = "x-ms-invocation-id";

    /// <summary>How long to wait for a response after its invocation has failed.</summary>
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
    });

    private readonly ForwarderRequestConfig _config = new()
    {
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        ActivityTimeout = functionTimeout,
    };

    public void Map(IEndpointRouteBuilder app, IEnumerable<AppFunction> functions, string prefix)
    {
        foreach (var function in functions)
        {
            var name = function.Name;
            var route = app.Map($"{prefix}/{function["route"] ?? name}", http => HandleAsync(http, name));
            if (function.Methods is { Count: > 0 } methods) route.WithMetadata(new HttpMethodMetadata(methods));
        }

        // A route that only takes other methods is not found, as on the platform.
        app.MapFallback("{*path}", http =>
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }

    public void Dispose() => _client.Dispose();

    private async Task HandleAsync(HttpContext http, string function)
    {
        // The one route whose bodies may be of any size; the worker lifts its own limit.
        if (function == "DropFile" && http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { } limit)
            limit.MaxRequestBodySize = null;
        var worker = await workers.ReadyAsync(http.RequestAborted);
        var id = Guid.NewGuid().ToString();
        http.Request.Headers[InvocationId] = id;
        using var given = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        var route = http.Request.RouteValues.Where(value => value.Value is not null).Select(value =>
            KeyValuePair.Create(value.Key, Convert.ToString(value.Value, CultureInfo.InvariantCulture)!));
        var invocation = RunAsync(
            worker.InvokeAsync(function, new TypedData { Http = new RpcHttp() }, route, id, http.RequestAborted),
            given, function);
        await forwarder.SendAsync(
            http, worker.Address, _client, _config, SameHost.Instance, given.Token);
        await invocation;
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
            await workers.Queues.WakeAsync();
    }

    private async Task RunAsync(Task invocation, CancellationTokenSource given, string function)
    {
        try
        {
            await invocation;
        }
        catch (Exception failure) when (failure is WorkerGoneException or FunctionFailedException)
        {
            // The worker has already responded to the request, unless it is gone.
            log.LogError("{Function} failed: {Failure}", function, failure.Message);
            given.CancelAfter(AfterFailure);
        }
    }

    /// <summary>Keeps the host name that the caller asked for.</summary>
    private sealed class SameHost : HttpTransformer
    {
        public static readonly SameHost Instance = new();

        public override async ValueTask TransformRequestAsync(
            HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix,
            CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            proxyRequest.Headers.Host = httpContext.Request.Host.Value;
        }
    }
}
