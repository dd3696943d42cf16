using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using AsoFunctions.Http.Access;
using Microsoft.AspNetCore.Http;

namespace AsoFunctions.Http.Api;

/// <summary>What people post about an employer: a journal entry, applied before they are answered.</summary>
public sealed class PostedChanges(
    EmployerLedger employers, EmployerJournal journal, ShardDriver shards, BusinessClock clock)
{
    /// <summary>The business date of the employer.</summary>
    public DateOnly Today(EmployerView view) => clock.Today(view.Plans[^1].Plan.TimeZone);

    /// <summary>True: it is new; false: the same was posted before.</summary>
    /// <param name="used">What to say where its reference was used for another change.</param>
    /// <exception cref="ProblemException">
    /// 409: <c>reference-used</c>, or <c>set-aside</c>: it is saved, but our own code failed on it.
    /// </exception>
    public async Task<bool> PostAsync(
        HttpRequest request, EmployerView view, HttpChange change, string used, CancellationToken cancellation)
    {
        var (entry, isNew) = await journal.AppendAsync(
            view.Employer, change, clock.Now, Today(view), Caller.Admitted(request.HttpContext).Name, cancellation);
        if (HttpChange.Read(entry) != change) throw new ProblemException(Problem.Conflict("reference-used", used));
        await ApplyAsync(entry, cancellation);
        return isNew;
    }

    /// <exception cref="ProblemException">409 <c>set-aside</c>.</exception>
    public async Task ApplyAsync(JournalEntry entry, CancellationToken cancellation)
    {
        await shards.DrainAsync(entry.Employer, entry.Sequence, cancellation);
        if (await employers.FindAsync(entry.Employer, cancellation) is { } ledger && ledger.SetAsideOf(entry) > 0)
            throw new ProblemException(Problem.Conflict(
                "set-aside", "It is saved but could not be applied because of a defect in the app. It will be applied once"
                + " that is fixed; do not send it again."));
    }
}
