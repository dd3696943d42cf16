using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace AsoFunctions.Http.Access;

/// <summary>
/// The one place that decides who may call what (http.md, "Who may call"), and that turns exceptions into problem
/// responses. No route can bypass it: every HTTP function needs a key except the dashboard page, health and the API
/// description; anything under an employer is a 404 for a caller without access to it; reading, changing, files with
/// personal data, dropping and the calendar need a power each; keys, the audit trail and items set aside are for the operator only.
/// </summary>
public sealed class CallerMiddleware(CallerDirectory callers, ILogger<CallerMiddleware> log) : IFunctionsWorkerMiddleware
{
    private static readonly string[] Open = ["Dashboard", "GetHealth", "GetOpenApi"];
    private const string CalendarFunction = "GetDeadlineCalendar";

    private static readonly string[] OperatorOnlyRoutes = ["keys", "audit", "set-aside"];

    /// <summary>
    /// Functions that need another power than reading, or changing by their method: one of those named. Whoever may
    /// only drop is shown what was answered to that alone, as the functions see to.
    /// </summary>
    private static readonly Dictionary<string, Powers> Needed = new(StringComparer.Ordinal)
    {
        ["DropFile"] = Powers.Drop,
        ["GetFiles"] = Powers.Read | Powers.Drop,
        ["PostCheck"] = Powers.Write | Powers.Drop,
        ["GetFile"] = Powers.Read | Powers.Drop,
        ["GetAcknowledgment"] = Powers.Files | Powers.Drop,
        ["GetAcknowledgmentForm"] = Powers.Files | Powers.Drop,
        ["GetFileContent"] = Powers.Files,
        ["GetRawClaim"] = Powers.Files,
        ["GetRemittances"] = Powers.Files,
        ["GetRemittance"] = Powers.Files,
        [CalendarFunction] = Powers.Read | Powers.Calendar,
    };

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            // Blob, queue and timer functions have no HTTP context; a request without one cannot be authenticated.
            if (context.FunctionDefinition.InputBindings.Values.Any(IsHttp))
            {
                throw new InvalidOperationException(
                    $"{context.FunctionDefinition.Name} was called without its request: the caller is unknown.");
            }

            await next(context);
            return;
        }

        try
        {
            if (await RefuseAsync(context.FunctionDefinition.Name, http) is { } refused) await Answer.Problem(refused).WriteAsync(http);
            else await next(context);
        }
        catch (Exception gone) when (
            gone is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer, and thrown on it would be logged as our failure, stack and all.
            log.LogInformation(
                "{Method} {Function}: the caller went away", http.Request.Method, context.FunctionDefinition.Name);
        }
        catch (ProblemException problem) when (!http.Response.HasStarted)
        {
            await Answer.Problem(problem.Problem).WriteAsync(http);
        }
        catch (BadHttpRequestException malformed) when (!http.Response.HasStarted)
        {
            await Answer.Problem(malformed.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? Problem.TooLarge("The server takes no body of this size.")
                : Problem.Malformed(malformed.StatusCode)).WriteAsync(http);
        }
        catch (RequestFailedException failure) when (!http.Response.HasStarted && failure.Status is 0 or >= 500)
        {
            log.LogError(failure, "Storage did not respond to {Method} {Function}", http.Request.Method,
                context.FunctionDefinition.Name);
            await Answer.Problem(Problem.Unavailable("Try again; GET /api/health shows when storage is back."))
                .WriteAsync(http);
        }
        catch (Exception fault) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            log.LogError(fault, "{Method} {Function} failed", http.Request.Method, context.FunctionDefinition.Name);
            await Answer.Problem(Problem.Failed()).WriteAsync(http);
        }
    }

    private static bool IsHttp(BindingMetadata binding) =>
        string.Equals(binding.Type, "httpTrigger", StringComparison.OrdinalIgnoreCase);

    private async Task<ProblemDetails?> RefuseAsync(string function, HttpContext http)
    {
        // Matched by function name, because one path can be spelled many ways.
        if (Open.Contains(function, StringComparer.Ordinal)) return null;
        var caller = await callers.IdentifyAsync(http.Request, http.RequestAborted);
        if (caller is null && function == CalendarFunction)
            caller = await callers.IdentifyByAddressAsync(http.Request, http.RequestAborted);
        if (caller is null) return Problem.Unauthorized();
        caller.LetIn(http);

        var segments = (http.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments.Length < 3)
            return null;
        if (!string.Equals(segments[1], "employers", StringComparison.OrdinalIgnoreCase))
            return caller.IsOperator ? null : Problem.OperatorOnly();
        if (!EmployerName.TryParse(segments[2], out var employer) || !caller.Sees(employer))
            return Problem.NotFound("No such employer.");
        if (segments.Length > 3 && OperatorOnlyRoutes.Contains(segments[3], StringComparer.OrdinalIgnoreCase))
            return caller.IsOperator ? null : Problem.OperatorOnly();
        var reads = HttpMethods.IsGet(http.Request.Method)
            || HttpMethods.IsHead(http.Request.Method)
            || (segments.Length == 4 && string.Equals(segments[3], "what-if", StringComparison.OrdinalIgnoreCase));
        var needed = Needed.GetValueOrDefault(function, reads ? Powers.Read : Powers.Write);
        return caller.May(employer, needed) ? null
            : needed.HasFlag(Powers.Files) ? Problem.PersonalData()
            : needed == Powers.Drop ? Problem.MayNotDrop()
            : caller.May(employer, Powers.Read) ? Problem.ReadOnly()
            : caller.May(employer, Powers.Calendar) ? Problem.OnlyCalendar()
            : Problem.OnlyDrops();
    }
}
