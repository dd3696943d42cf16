using System.Text.Json.Serialization;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>Whether the app runs and reaches its storage, and whether anything needs attention.</summary>
public sealed class HealthApi(HealthReader health)
{
    [Function("GetHealth")]
    public async Task<IActionResult> HealthAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health")] HttpRequest request,
        CancellationToken cancellation)
    {
        try
        {
            // Counts only: anybody may ask.
            var counts = await health.ReadAsync(cancellation);
            return Answer.Changed(new Health(
                counts.BlockedEntries + counts.SetAside + counts.PoisonMessages == 0 ? "healthy" : "degraded",
                "reachable", counts.BlockedEntries, counts.SetAside, counts.PoisonMessages, counts.At));
        }
        catch (RequestFailedException failure)
        {
            return Answer.Problem(Problem.Unavailable($"Storage returned {failure.Status} {failure.ErrorCode}."));
        }
        catch (AggregateException)
        {
            return Answer.Problem(Problem.Unavailable("Storage does not respond."));
        }
    }
}

public sealed record Health(
    string Status, string Storage, [property: JsonPropertyName("standstills")] int BlockedEntries, long SetAside, long PoisonMessages, DateTimeOffset At);
