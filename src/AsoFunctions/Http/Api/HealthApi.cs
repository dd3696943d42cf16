using Aso.Ledger;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http;

/// <summary>Whether the app lives, and whether it reaches its storage.</summary>
public sealed class HealthApi(ILedgerStorage storage, BusinessClock clock)
{
    [Function("GetHealth")]
    public async Task<IActionResult> HealthAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health")] HttpRequest request,
        CancellationToken cancellation)
    {
        try
        {
            await storage.ReadAsync("~health", "none", cancellation);
            return Answer.Changed(new { Status = "healthy", Storage = "reachable", At = clock.Now });
        }
        catch (RequestFailedException failure)
        {
            return Answer.Problem(Problem.Unavailable($"Storage answered {failure.Status} {failure.ErrorCode}."));
        }
    }
}
