using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using AsoFunctions.Http.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>Money that came back (rule 5.14); each reference counts once, over files and HTTP together.</summary>
public sealed class RecoveriesApi(
    EmployerLedger employers, EmployerJournal journal, FileIntake intake, PostedChanges changes, BusinessClock clock)
{
    private const int IdentifierLengthMax = 80;

    [Function("PostRecovery")]
    public async Task<IActionResult> PostAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/employers/{employer}/recoveries")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var recovery = await Routes.BodyAsync<Recovery>(request);
        var view = await employers.ViewAsync(employer, null, cancellation);
        var today = changes.Today(view);
        Check(recovery, today);
        var (entry, isNew) = await AppendAsync(
            employer, recovery, today, Caller.Admitted(request.HttpContext).Name, cancellation);
        if (entry.State == EntryState.Refused) throw new ProblemException(ProblemOf(entry.Outcome!));
        if (entry.State is not (EntryState.Ready or EntryState.Duplicate))
            throw new InvalidOperationException($"entry {entry.Sequence} of {employer} is {entry.State}");
        await changes.ApplyAsync(entry, cancellation);
        var posted = (await ListAsync(view.Ledger, one => one.Recovery.Reference == recovery.Reference, cancellation))
            .Single();
        return isNew && entry.State == EntryState.Ready ? Answer.Created(posted) : Answer.Changed(posted);
    }

    [Function("GetRecoveries")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/recoveries")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var (from, to) = (Routes.DateOf(request, "from"), Routes.DateOf(request, "to"));
        var view = await employers.ViewAsync(employer, null, cancellation);
        var posted = await ListAsync(
            view.Ledger, one => !(one.Recovery.Date < from) && !(one.Recovery.Date > to), cancellation);
        return Answer.Ok(new RecoveriesShape(employer, from, to, posted.Sum(one => one.Amount), posted));
    }

    /// <summary>
    /// Whether it can be posted is decided in the journal's order. An attempt that was refused does not spend the
    /// reference: the next call makes another.
    /// </summary>
    private async Task<(JournalEntry Entry, bool IsNew)> AppendAsync(
        string employer, Recovery recovery, DateOnly today, string who, CancellationToken cancellation)
    {
        var change = new RecoveryChange(recovery);
        while (true)
        {
            var (entry, isNew) = await journal.AppendAsync(employer, change, clock.Now, today, who, cancellation);
            await intake.PrepareThroughAsync(employer, entry.Sequence + 1, cancellation);
            entry = (await journal.ReadAsync(employer, entry.Sequence, cancellation))!;
            if (isNew || entry.State is EntryState.Ready or EntryState.Duplicate) return (entry, isNew);
            change = change with { After = entry.Sequence };
        }
    }

    private async Task<List<PostedRecoveryShape>> ListAsync(
        LedgerView ledger, Func<RecoveryPosted, bool> isWanted, CancellationToken cancellation) =>
    [
        .. (await employers.AskAsync(ledger, book => book.Recoveries.Where(isWanted).ToList(), cancellation))
            .SelectMany(shard => shard)
            .OrderBy(posted => posted.Recovery.Date)
            .ThenBy(posted => posted.Recovery.Reference, StringComparer.Ordinal)
            .Select(Shape),
    ];

    private static PostedRecoveryShape Shape(RecoveryPosted posted)
    {
        var recovery = posted.Recovery;
        return new PostedRecoveryShape(
            recovery.Kind, recovery.Amount, recovery.Date, recovery.MemberId, recovery.ClaimNumber, recovery.Benefit,
            recovery.Reference, posted.Year, posted.PostingMonth);
    }

    private static void Check(Recovery recovery, DateOnly today)
    {
        if (recovery.Amount <= Cents.Zero)
            throw new ProblemException(Problem.BadRequest("amount: must be more than zero"));
        Routes.RequireAmount("amount", recovery.Amount);
        Routes.RequireReference(recovery.Reference);
        Routes.RequireUntil(today, recovery.Date);
        if (recovery.MemberId is { Length: 0 or > IdentifierLengthMax })
            throw new ProblemException(Problem.BadRequest("memberId: expected 1 to 80 characters, or null"));
        if (recovery.ClaimNumber is { Length: 0 or > IdentifierLengthMax })
            throw new ProblemException(Problem.BadRequest("claimNumber: expected 1 to 80 characters, or null"));
        if (recovery is { ClaimNumber: not null, MemberId: null })
            throw new ProblemException(Problem.BadRequest("claimNumber: expected only with a memberId"));
        if (recovery is { MemberId: not null, Benefit: null })
            throw new ProblemException(Problem.BadRequest("benefit: expected with a memberId"));
    }

    private static ProblemDetails ProblemOf(string type) => Problem.Conflict(type, type switch
    {
        RecoveryProblems.ReferenceUsed => "This reference was used for a different recovery; use a new one.",
        RecoveryProblems.UnknownMember => "No such member is or was enrolled.",
        RecoveryProblems.NoStandingClaim =>
            "No claim of that number with a posted line of the benefit stands in the member's family.",
        _ => "The date lies in none of the plan years.",
    });
}

/// <summary>openapi.yaml, Recoveries.</summary>
public sealed record RecoveriesShape(
    string Employer, DateOnly? From, DateOnly? To, Cents Total, IReadOnlyList<PostedRecoveryShape> Posted);

/// <summary>openapi.yaml, Recovery.</summary>
public sealed record PostedRecoveryShape(
    RecoveryKind Kind, Cents Amount, DateOnly Date, string? MemberId, string? ClaimNumber, Benefit? Benefit,
    string Reference, PlanYear PlanYear, Month PostingMonth);
