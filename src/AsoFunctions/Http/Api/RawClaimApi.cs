using Aso.Ledger.Intake;
using Aso.Ledger.Reading;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>The bytes of a claim as they came in its file: names and diagnoses are among them.</summary>
public sealed class RawClaimApi(EmployerLedger employers, ClaimLookup lookup, RawClaims raw)
{
    [Function("GetRawClaim")]
    public async Task<IActionResult> RawAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/claims/{claimNumber}/raw")]
        HttpRequest request,
        string employer,
        string claimNumber,
        CancellationToken cancellation)
    {
        var view = await employers.ViewAsync(employer, null, cancellation);
        var found = await lookup.DecisionsAsync(view, claimNumber, request.Query["subscriber"], cancellation);
        // A decision on a pended claim came over HTTP, and no file with it.
        var came = Sequence(request) is { } sequence ? found.Where(one => one.Sequence == sequence) : Enumerable.Reverse(found);
        foreach (var decision in came)
            if (await raw.ReadAsync(employer, decision.Sequence, decision.Claim, cancellation) is { } bytes)
                return Answer.Ok(bytes, "application/octet-stream", fileName: "claim.txt");
        throw new ProblemException(Problem.NotFound(found.Count == 0
            ? "No such claim."
            : "No file that is still there brought the claim."));
    }

    /// <summary>The journal entry that brought it, where several did; null: the latest.</summary>
    private static long? Sequence(HttpRequest request)
    {
        if (!request.Query.TryGetValue("sequence", out var text)) return null;
        return long.TryParse(text, out var sequence)
            ? sequence
            : throw new ProblemException(Problem.BadRequest("sequence: expected a number, as source.sequence of the claim"));
    }
}
