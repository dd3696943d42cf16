using System.Text.Json;
using System.Text.Json.Nodes;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using AsoFunctions.Http.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>What became of a claim, the claims that wait for a decision, and the decisions themselves.</summary>
public sealed class ClaimsApi(
    EmployerLedger employers, ClaimShapes shapes, EmployerJournal journal, ShardDriver shards, BusinessClock clock)
{
    /// <summary>What a decision on a pended claim says; the code only where it denies.</summary>
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
            // What is still to come is what people ask for; earlier decisions of its number are its history.
            var answered = Node(await shapes.WaitingAsync(employer, waiting[^1], cancellation));
            answered["history"] = Node(await shapes.ListAsync(employer, decisions, cancellation));
            return Answer.Ok(answered);
        }

        var history = await shapes.ListAsync(employer, decisions, cancellation);
        var latest = Enumerable.Range(0, decisions.Count).LastOrDefault(
            index => ClaimShapes.Stands(decisions[index], decisions), decisions.Count - 1);
        var answer = Node(history[latest]);
        answer["history"] = Node(history);
        return Answer.Ok(answer);
    }

    private static JsonNode Node(object shape) =>
        JsonSerializer.SerializeToNode(shape, shape.GetType(), Json.Options)!;

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
        var page = Page.Of(request);
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
            employer, change, clock.Now, clock.Today(view.Plans[^1].Plan.TimeZone),
            Caller.Of(request.HttpContext).Name, cancellation)).Entry;
        if (HttpChange.Read(entry) != change)
            throw new ProblemException(Problem.Conflict(
                "request-used", "The Idempotency-Key stands for another decision; give this one its own."));
        await shards.DrainAsync(employer, entry.Sequence, cancellation);

        var shard = new ShardId(employer, ShardId.IndexFor(subscriber, view.Ledger.Employer.Shards));
        var after = await employers.AskAsync(shard, book => book.History(claimNumber, subscriber), cancellation);
        var decided = after.FirstOrDefault(decision => decision.Sequence == entry.Sequence);
        if (decided is null) await employers.ThrowIfSetAsideAsync(entry, cancellation);
        // Someone else decided, voided or replaced it in between.
        if (decided is null) throw NotPended();
        return Answer.Changed((await shapes.ListAsync(employer, after, cancellation))[after.ToList().IndexOf(decided)]);
    }

    private static ProblemException NotPended() =>
        new(Problem.Conflict("not-pended", "The claim does not wait for a decision."));

    private static bool IsPended(Decision decision, IReadOnlyList<Decision> decisions) =>
        decision.Status == DecisionStatus.Pended && ClaimShapes.Stands(decision, decisions);

    private static string? DenialCode(PendedDecision body) => body switch
    {
        { Decision: "approve", Code: null } => null,
        { Decision: "deny", Code: { } code } when Adjustment.TryParseCode(code, out _, out _) => code,
        _ => throw new ProblemException(Problem.BadRequest(
            "body: expected {\"decision\":\"approve\"} or {\"decision\":\"deny\",\"code\":\"CO-50\"}")),
    };

    /// <summary>All that was decided under the number, and what waits for its member (rule 3.34).</summary>
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
                Problem.Conflict("ambiguous-claim", "Several families have this claim number: add ?subscriber=.") with
                {
                    Candidates = families,
                }),
        };
    }
}
