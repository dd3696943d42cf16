using Aso.Ledger;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http;

/// <summary>Whether the app lives, reaches its storage, and whether anything waits for people.</summary>
public sealed class HealthApi(
    ILedgerStorage storage, Standstills standstills, SetAsides setAsides, BusinessClock clock)
{
    [Function("GetHealth")]
    public async Task<IActionResult> HealthAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health")] HttpRequest request,
        CancellationToken cancellation)
    {
        try
        {
            // Counts only: anybody may ask.
            var standing = (await standstills.ReviewAsync(cancellation)).Count;
            var setAside = (await setAsides.ReadAsync(cancellation)).Sum(employer => employer.Items);
            var poison = 0;
            foreach (var queue in LedgerNames.PoisonQueues)
                poison += await storage.CountMessagesAsync(queue, cancellation);
            return Answer.Changed(new
            {
                Status = standing + setAside + poison == 0 ? "healthy" : "degraded",
                Storage = "reachable",
                Standstills = standing,
                SetAside = setAside,
                PoisonMessages = poison,
                At = clock.Now,
            });
        }
        catch (RequestFailedException failure)
        {
            return Answer.Problem(Problem.Unavailable($"Storage answered {failure.Status} {failure.ErrorCode}."));
        }
    }
}
