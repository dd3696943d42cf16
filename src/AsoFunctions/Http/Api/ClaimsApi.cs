using System.Globalization;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Search;
using Aso.Ledger.Shards;
using AsoFunctions.Http.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>
/// Claims, found whatever became of them; the work list of pended ones, and approving or denying them.
/// </summary>
public sealed class ClaimsApi(
    EmployerLedger employers, ClaimSearch search, ClaimLookup lookup, ClaimShapes shapes, EmployerJournal journal,
    PostedChanges changes, BusinessClock clock)
{
    private const int ReasonLengthMax = 200;

    /// <summary>A decision on a pended claim; code and reason only if it denies.</summary>
    public sealed record PendedDecision(string Decision, string? Code, string? Reason = null);

    [Function("GetClaim")]
    public async Task<IActionResult> ClaimAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/claims/{claimNumber}")]
        HttpRequest request,
        string employer,
        string claimNumber,
        CancellationToken cancellation)
    {
        return Answer.Ok(await lookup.FindAsync(employer, claimNumber, request.Query["subscriber"], cancellation)
            ?? throw new ProblemException(Problem.NotFound("No such claim.")));
    }

    [Function("GetClaims")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/claims")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var query = QueryOf(request);
        if (query == new ClaimQuery(Fate: ClaimFate.Pended))
            return await WorkListAsync(request, employer, cancellation);
        if (query == new ClaimQuery())
            throw new ProblemException(Problem.BadRequest(
                "one of number, member, file, status, from or to: expected, for without any all claims are meant"));
        if (query == new ClaimQuery(Fate: ClaimFate.Paid) || query == new ClaimQuery(Fate: ClaimFate.Denied))
            throw new ProblemException(Problem.BadRequest(
                "number, member, file, from or to: expected beside status=paid and status=denied, as most claims are"));
        var view = await employers.ViewAsync(employer, null, cancellation);
        var found = await search.FindAsync(view.Ledger, query, cancellation);
        var page = Page.Read(request);
        var shown = new List<object>();
        foreach (var claim in page.Take(found.Claims))
            shown.Add(await shapes.FoundAsync(employer, claim, cancellation));
        page.Link(found.Claims.Count);
        return Answer.Ok(new ClaimPage(shown, page.Skip, page.Limit, found.Claims.Count, found.FilesNotSearched));
    }

    /// <summary>Oldest first: whoever works through it begins with those that have waited longest.</summary>
    private async Task<IActionResult> WorkListAsync(
        HttpRequest request, string employer, CancellationToken cancellation)
    {
        var view = await employers.ViewAsync(employer, null, cancellation);
        var pended = (await employers.AskOnceAsync(view.Ledger, "pended", book => book.Pended(), pended => pended.Count))
            .SelectMany(shard => shard)
            .OrderBy(decision => decision.Sequence).ThenBy(decision => decision.Claim.Position).ToList();
        var page = Page.Read(request);
        var shown = page.Take(pended);
        return Answer.Ok(page.Shape(await shapes.ListAsync(employer, shown, cancellation), pended.Count));
    }

    private static ClaimQuery QueryOf(HttpRequest request)
    {
        var (from, to) = (Routes.DateOf(request, "from"), Routes.DateOf(request, "to"));
        return new ClaimQuery(
            Text("number"), Text("member"),
            Text("status") is { } status ? Fates.Parse(status) : null,
            Text("file") is { } file
                ? long.TryParse(file, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                    ? id
                    : throw new ProblemException(Problem.BadRequest(
                        "file: expected the id of a file, as GET …/files lists it"))
                : null,
            from is null && to is null ? null : Routes.Range(request, "from", "to"));

        string? Text(string name) => request.Query[name].ToString() is { Length: > 0 } text ? text : null;
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
        var sent = await Routes.BodyAsync<PendedDecision>(request);
        var denialCode = DenialCode(sent);
        var view = await employers.ViewAsync(employer, null, cancellation);
        string? family = request.Query["subscriber"];
        var (before, _) = await lookup.OfOneFamilyAsync(view, claimNumber, family, cancellation);
        if (before.Count == 0)
            throw await lookup.FindAsync(employer, claimNumber, family, cancellation) is null
                ? new ProblemException(Problem.NotFound("No such claim.")) : NotPended();
        var subscriber = before[0].SubscriberId;
        var change = new DecisionChange(subscriber, claimNumber, denialCode)
        {
            Request = Routes.RequestName(request), Reason = ReasonOf(sent),
        };
        var earlier = await journal.AppendedAsync(employer, change, cancellation);
        if (earlier is null && !before.Any(decision => IsPended(decision, before))) throw NotPended();
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

    private static string? ReasonOf(PendedDecision body) => body switch
    {
        { Reason: null } => null,
        { Decision: "deny", Reason: { Length: > 0 and <= ReasonLengthMax } reason } when !reason.Any(char.IsControl) => reason,
        _ => throw new ProblemException(Problem.BadRequest(
            $"reason: expected 1 to {ReasonLengthMax} characters of one line, and only to deny")),
    };

    private static string? DenialCode(PendedDecision body) => body switch
    {
        { Decision: "approve", Code: null } => null,
        { Decision: "deny", Code: { } code } when Adjustment.TryParseCode(code, out _, out _) => code,
        _ => throw new ProblemException(Problem.BadRequest(
            "body: expected {\"decision\":\"approve\"} or {\"decision\":\"deny\",\"code\":\"CO-50\"}")),
    };
}

/// <summary>openapi.yaml, ClaimPage.</summary>
/// <param name="FilesNotSearched">Older files with rejected claims that were not looked into any more.</param>
public sealed record ClaimPage(IReadOnlyList<object> Items, int Skip, int Take, int Total, int FilesNotSearched);
