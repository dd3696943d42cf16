using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace AsoFunctions.Http.Access;

/// <summary>
/// The one place that decides who may call what (http.md, "Who may call"), and that turns problems into answers.
/// No route can forget them: every function that answers HTTP needs a key but the dashboard's page, health and the
/// description; what is below an employer is a 404 for who has no power over it; a change needs power to write there;
/// keys and the audit trail are the operator's.
/// </summary>
public sealed class CallerMiddleware(CallerDirectory callers, ILogger<CallerMiddleware> log) : IFunctionsWorkerMiddleware
{
    private static readonly string[] Open = ["Dashboard", "GetHealth", "GetOpenApi"];
    private static readonly string[] OperatorsAlone = ["keys", "audit", "set-aside"];

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            // Blobs, queues and timers have none. A request that comes without one cannot be asked for its key.
            if (context.FunctionDefinition.InputBindings.Values.Any(IsHttp))
            {
                throw new InvalidOperationException(
                    $"{context.FunctionDefinition.Name} was called without the request: nobody knows who calls.");
            }

            await next(context);
            return;
        }

        try
        {
            if (await RefuseAsync(context.FunctionDefinition.Name, http) is { } refused) await Answer.Problem(refused).WriteAsync(http);
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

    private static bool IsHttp(BindingMetadata binding) =>
        string.Equals(binding.Type, "httpTrigger", StringComparison.OrdinalIgnoreCase);

    private async Task<Problem?> RefuseAsync(string function, HttpContext http)
    {
        // By the function's name, since a path has many spellings.
        if (Open.Contains(function, StringComparer.Ordinal)) return null;
        if (await callers.IdentifyAsync(http.Request, http.RequestAborted) is not { } caller)
            return Problem.Unauthorized;
        caller.LetIn(http);

        var segments = (http.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments.Length < 3)
            return null;
        if (!string.Equals(segments[1], "employers", StringComparison.OrdinalIgnoreCase))
            return caller.IsOperator ? null : Problem.OperatorOnly;
        if (!EmployerName.TryParse(segments[2], out var employer) || !caller.Sees(employer))
            return Problem.NotFound("No such employer.");
        if (segments.Length > 3 && OperatorsAlone.Contains(segments[3], StringComparer.OrdinalIgnoreCase))
            return caller.IsOperator ? null : Problem.OperatorOnly;
        var reads = HttpMethods.IsGet(http.Request.Method)
            || HttpMethods.IsHead(http.Request.Method)
            || (segments.Length == 4 && string.Equals(segments[3], "what-if", StringComparison.OrdinalIgnoreCase));
        return reads || caller.MayChange(employer) ? null : Problem.ReadOnly;
    }
}
