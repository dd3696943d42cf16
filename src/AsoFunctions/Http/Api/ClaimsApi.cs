using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using AsoFunctions.Http.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>A claim and its decisions, the work list of pended claims, and approving or denying them.</summary>
public sealed class ClaimsApi(
    EmployerLedger employers, ClaimShapes shapes, EmployerJournal journal, PostedChanges changes, BusinessClock clock)
{
    /// <summary>A decision on a pended claim; the code only if it denies.</summary>
    public sealed record PendedDecision(string Decision, string? Code);

    [Function("GetClaim")]
    public async Task<IActionResult> ClaimAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/claims/{claimNumber}")]
        HttpRequest request,
        string employer,
        string claimNumber,
        CancellationToken cancellation)
    {
        var (decisions, waiting) = await OfOneFamilyAsync(request, employer, claimNumber, cancellation);
        if (waiting.Count > 0)
        {
            // People ask about the claim still to be decided; earlier decisions under its number are its history.
            return Answer.Ok(await shapes.WaitingAsync(employer, waiting[^1], cancellation) with
            {
                History = await shapes.ListAsync(employer, decisions, cancellation),
            });
        }

        var history = await shapes.ListAsync(employer, decisions, cancellation);
        var latest = Enumerable.Range(0, decisions.Count).LastOrDefault(
            index => ClaimShapes.Stands(decisions[index], decisions), decisions.Count - 1);
        return Answer.Ok(history[latest] with { History = history });
    }

    [Function("GetClaims")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/claims")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        if (request.Query["status"] is not ["pended"])
            throw new ProblemException(Problem.BadRequest("status: expected pended, the work list"));
        var view = await employers.ViewAsync(employer, null, cancellation);
        var pended = (await employers.AskOnceAsync(view.Ledger, "pended", book => book.Pended(), pended => pended.Count))
            .SelectMany(shard => shard)
            .OrderBy(decision => decision.Sequence).ThenBy(decision => decision.Claim.Position).ToList();
        var page = Page.Read(request);
        var shown = page.Take(pended);
        return Answer.Ok(page.Shape(await shapes.ListAsync(employer, shown, cancellation), pended.Count));
    }

    [Function("DecideClaim")]
    public async Task<IActionResult> DecideAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post",
            Route = "api/employers/{employer}/claims/{claimNumber}/decision")]
        HttpRequest request,
        string employer,
        string claimNumber,
        CancellationToken cancellation)
    {
        var denialCode = DenialCode(await Routes.BodyAsync<PendedDecision>(request));
        var (before, _) = await OfOneFamilyAsync(request, employer, claimNumber, cancellation);
        if (before.Count == 0) throw NotPended();
        var subscriber = before[0].SubscriberId;
        var change = new DecisionChange(subscriber, claimNumber, denialCode) { Request = Routes.RequestName(request) };
        var earlier = await journal.AppendedAsync(employer, change, cancellation);
        if (earlier is null && !before.Any(decision => IsPended(decision, before))) throw NotPended();
        var view = await employers.ViewAsync(employer, null, cancellation);
        var entry = earlier ?? (await journal.AppendAsync(
            employer, change, clock.Now, changes.Today(view),
            Caller.Admitted(request.HttpContext).Name, cancellation)).Entry;
        if (HttpChange.Read(entry) != change)
            throw new ProblemException(Problem.Conflict(
                "request-used", "This Idempotency-Key was used for a different decision; use a new one."));
        await changes.ApplyAsync(entry, cancellation);

        var shard = new ShardId(employer, ShardId.IndexFor(subscriber, view.Ledger.Employer.Shards));
        var after = await employers.AskAsync(shard, book => book.History(claimNumber, subscriber), cancellation);
        var decided = after.FirstOrDefault(decision => decision.Sequence == entry.Sequence);
        // Someone else decided, voided or replaced it in the meantime.
        if (decided is null) throw NotPended();
        return Answer.Changed((await shapes.ListAsync(employer, after, cancellation))[after.ToList().IndexOf(decided)]);
    }

    private static ProblemException NotPended() =>
        new(Problem.Conflict("not-pended", "The claim is not pended."));

    private static bool IsPended(Decision decision, IReadOnlyList<Decision> decisions) =>
        decision.Status == DecisionStatus.Pended && ClaimShapes.Stands(decision, decisions);

    private static string? DenialCode(PendedDecision body) => body switch
    {
        { Decision: "approve", Code: null } => null,
        { Decision: "deny", Code: { } code } when Adjustment.TryParseCode(code, out _, out _) => code,
        _ => throw new ProblemException(Problem.BadRequest(
            "body: expected {\"decision\":\"approve\"} or {\"decision\":\"deny\",\"code\":\"CO-50\"}")),
    };

    /// <summary>All decisions under the number, and claims that wait for their member (rule 3.34).</summary>
    private async Task<(IReadOnlyList<Decision> Decisions, IReadOnlyList<WaitingClaim> Waiting)> OfOneFamilyAsync(
        HttpRequest request, string employer, string claimNumber, CancellationToken cancellation)
    {
        var view = await employers.ViewAsync(employer, null, cancellation);
        string? subscriber = request.Query["subscriber"];
        var found = subscriber is null
            ? (await employers.AskAsync(view.Ledger, book => book.History(claimNumber), cancellation))
                .SelectMany(shard => shard).ToList()
            : await employers.AskAsync(
                new ShardId(employer, ShardId.IndexFor(subscriber, view.Ledger.Employer.Shards)),
                book => book.History(claimNumber, subscriber), cancellation);
        var waiting = view.Ledger.WaitsUntil is null
            ? []
            : (await employers.AskAsync(view.Ledger, book => book.Waiting, cancellation))
                .SelectMany(shard => shard)
                .Where(one => one.Claim.ClaimNumber == claimNumber && (subscriber ?? one.SubscriberId) == one.SubscriberId)
                .ToList();
        var families = found.Select(decision => decision.SubscriberId).Concat(waiting.Select(one => one.SubscriberId))
            .Distinct().Order(StringComparer.Ordinal).ToList();
        return families.Count switch
        {
            0 => throw new ProblemException(Problem.NotFound("No such claim.")),
            1 => (found, waiting),
            _ => throw new ProblemException(
                Problem.Conflict(
                    "ambiguous-claim", "Several families have this claim number: add ?subscriber=.", families)),
        };
    }
}
