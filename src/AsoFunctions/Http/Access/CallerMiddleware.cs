using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace AsoFunctions.Http;

/// <summary>
/// The one place that decides who may call what (http.md, "Who may call"), and that turns problems into answers.
/// Rules by path, so that no route can forget them: everything under <c>/api</c> needs a key but health and the
/// description; what is below an employer is a 404 for the key of another; a change needs a key that can write; keys
/// are the operator's.
/// </summary>
public sealed class CallerMiddleware(CallerDirectory callers, ILogger<CallerMiddleware> log) : IFunctionsWorkerMiddleware
{
    private static readonly string[] Open = ["/api/health", "/api/openapi.yaml"];

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        try
        {
            if (await RefuseAsync(http) is { } refused) await Answer.Problem(refused).WriteAsync(http);
            else await next(context);
        }
        catch (ProblemException problem) when (!http.Response.HasStarted)
        {
            await Answer.Problem(problem.Problem).WriteAsync(http);
        }
        catch (BadHttpRequestException malformed) when (!http.Response.HasStarted)
        {
            await Answer.Problem(malformed.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? Problem.TooLarge("The server takes no body of this size.")
                : Problem.Failed(malformed.StatusCode)).WriteAsync(http);
        }
        catch (RequestFailedException failure) when (!http.Response.HasStarted && failure.Status is 0 or >= 500)
        {
            log.LogError(failure, "Storage did not answer {Method} {Function}", http.Request.Method,
                context.FunctionDefinition.Name);
            await Answer.Problem(Problem.Unavailable("Try again; GET /api/health tells when storage is back."))
                .WriteAsync(http);
        }
        catch (Exception fault) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            log.LogError(fault, "{Method} {Function} failed", http.Request.Method, context.FunctionDefinition.Name);
            await Answer.Problem(Problem.Failed(StatusCodes.Status500InternalServerError)).WriteAsync(http);
        }
    }

    private async Task<Problem?> RefuseAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "/";
        if (!path.StartsWith("/api", StringComparison.OrdinalIgnoreCase)
            || Open.Contains(path.TrimEnd('/'), StringComparer.OrdinalIgnoreCase)) return null;

        if (await callers.IdentifyAsync(http.Request, http.RequestAborted) is not { } caller)
            return Problem.Unauthorized;
        caller.LetIn(http);

        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments.Length < 3)
            return null;
        if (!string.Equals(segments[1], "employers", StringComparison.OrdinalIgnoreCase))
            return caller.IsOperator ? null : Problem.OperatorOnly;
        var employer = Uri.UnescapeDataString(segments[2]);
        if (!caller.Sees(employer)) return Problem.NotFound("No such employer.");
        if (segments.Length > 3 && string.Equals(segments[3], "keys", StringComparison.OrdinalIgnoreCase))
            return caller.IsOperator ? null : Problem.OperatorOnly;
        var reads = HttpMethods.IsGet(http.Request.Method)
            || HttpMethods.IsHead(http.Request.Method)
            || (segments.Length == 4 && string.Equals(segments[3], "what-if", StringComparison.OrdinalIgnoreCase));
        return reads || caller.CanWrite ? null : Problem.ReadOnly;
    }
}
