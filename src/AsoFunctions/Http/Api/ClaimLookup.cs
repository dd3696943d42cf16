using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Search;

namespace AsoFunctions.Http.Api;

/// <summary>
/// One claim by its number, whatever became of it. People ask about what is still to be decided first, then about what
/// stands; all else that happened under the number is its history, also that a file's reader rejected it.
/// </summary>
public sealed class ClaimLookup(
    EmployerLedger employers, ClaimSearch search, RejectedClaims rejected, ClaimShapes shapes)
{
    /// <summary>The claim (openapi.yaml, Claim) with its history; null: nothing is known of the number.</summary>
    /// <param name="subscriber">Which family's, where several have the number; null: it is not said.</param>
    /// <exception cref="ProblemException">409: several families have the number.</exception>
    public async Task<object?> FindAsync(
        string employer, string claimNumber, string? subscriber, CancellationToken cancellation)
    {
        var view = await employers.ViewAsync(employer, null, cancellation);
        var (decisions, waiting) = await OfOneFamilyAsync(view, claimNumber, subscriber, cancellation);
        var shown = await shapes.ListAsync(employer, decisions, cancellation);
        var rejections = await rejected.FindAsync(employer, claimNumber, cancellation);
        var history = Merged(shown, decisions, rejections);
        if (waiting.Count > 0)
            return await shapes.WaitingAsync(employer, waiting[^1], cancellation) with { History = history };
        if (decisions.Count > 0)
        {
            var latest = Enumerable.Range(0, decisions.Count).LastOrDefault(
                index => ClaimShapes.Stands(decisions[index], decisions), decisions.Count - 1);
            return shown[latest] with { History = history };
        }

        if (await search.SetAsideAsync(view.Ledger, claimNumber, cancellation) is [.., { SetAside: { } claim } one])
            return await shapes.SetAsideAsync(employer, claim, one.Sequence, cancellation) with { History = history };
        return rejections.Count > 0 ? ClaimShapes.Rejected(rejections[0]) with { History = history } : null;
    }

    /// <summary>Decisions in their order, and each rejection before the first that came with a later entry.</summary>
    private static List<object> Merged(
        IReadOnlyList<ClaimShape> shown, IReadOnlyList<Decision> decisions, IReadOnlyList<RejectedClaim> rejections)
    {
        var history = new List<object>();
        var next = rejections.Count - 1;
        foreach (var (decision, shape) in decisions.Zip(shown))
        {
            while (next >= 0 && rejections[next].Entry.Sequence < decision.Sequence)
                history.Add(ClaimShapes.Rejected(rejections[next--]));
            history.Add(shape);
        }

        while (next >= 0) history.Add(ClaimShapes.Rejected(rejections[next--]));
        return history;
    }

    /// <summary>All decisions under the number, of one family, oldest first.</summary>
    /// <inheritdoc cref="FindAsync"/>
    public async Task<IReadOnlyList<Decision>> DecisionsAsync(
        EmployerView view, string claimNumber, string? subscriber, CancellationToken cancellation)
    {
        var found = await HistoryAsync(view, claimNumber, subscriber, cancellation);
        RequireOneFamily(found.Select(decision => decision.SubscriberId));
        return found;
    }

    private async Task<IReadOnlyList<Decision>> HistoryAsync(
        EmployerView view, string claimNumber, string? subscriber, CancellationToken cancellation) =>
        subscriber is null
            ? (await employers.AskAsync(view.Ledger, book => book.History(claimNumber), cancellation))
                .SelectMany(shard => shard).ToList()
            : await employers.AskAsync(
                new ShardId(view.Employer, ShardId.IndexFor(subscriber, view.Ledger.Employer.Shards)),
                book => book.History(claimNumber, subscriber), cancellation);

    /// <summary>The same, and claims that wait for their member (rule 3.34).</summary>
    /// <inheritdoc cref="FindAsync"/>
    public async Task<(IReadOnlyList<Decision> Decisions, IReadOnlyList<WaitingClaim> Waiting)> OfOneFamilyAsync(
        EmployerView view, string claimNumber, string? subscriber, CancellationToken cancellation)
    {
        var found = await HistoryAsync(view, claimNumber, subscriber, cancellation);
        var waiting = view.Ledger.WaitsUntil is null
            ? []
            : (await employers.AskAsync(view.Ledger, book => book.Waiting, cancellation))
                .SelectMany(shard => shard)
                .Where(one => one.Claim.ClaimNumber == claimNumber
                    && (subscriber ?? one.SubscriberId) == one.SubscriberId)
                .ToList();
        RequireOneFamily(
            found.Select(decision => decision.SubscriberId).Concat(waiting.Select(one => one.SubscriberId)));
        return (found, waiting);
    }

    private static void RequireOneFamily(IEnumerable<string> subscribers)
    {
        var families = subscribers.Distinct().Order(StringComparer.Ordinal).ToList();
        if (families.Count > 1)
            throw new ProblemException(Problem.Conflict(
                "ambiguous-claim", "Several families have this claim number: add ?subscriber=.", families));
    }
}
