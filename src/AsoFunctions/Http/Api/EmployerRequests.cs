using Aso.Ledger.Journal;
using Aso.Ledger.Reading;

namespace AsoFunctions.Http.Api;

/// <summary>What requests about an employer ask of its ledger first; what is not there is a 404.</summary>
public static class EmployerRequests
{
    /// <param name="year">Null: the plan year of today, else the latest.</param>
    public static async Task<EmployerView> ViewAsync(
        this EmployerLedger employers, string employer, PlanYear? year, CancellationToken cancellation)
    {
        if (await employers.FindAsync(employer, cancellation) is not { HasPlan: true } ledger)
            throw new ProblemException(Problem.NotFound("No such employer, or its first plan is not in force yet."));
        return employers.View(ledger, year)
            ?? throw new ProblemException(Problem.NotFound("The employer has no plan for that plan year."));
    }

    /// <summary>Nothing but whether the employer is known.</summary>
    public static async Task RequireAsync(
        this EmployerJournal journal, string employer, CancellationToken cancellation)
    {
        if (!EmployerName.IsValid(employer) || await journal.EmployerAsync(employer, cancellation) is null)
            throw new ProblemException(Problem.NotFound("No such employer."));
    }

    /// <summary>A 409 for an entry that is kept, but that our own code failed on.</summary>
    public static async Task ThrowIfSetAsideAsync(
        this EmployerLedger employers, JournalEntry entry, CancellationToken cancellation)
    {
        if (await employers.FindAsync(entry.Employer, cancellation) is { } ledger && ledger.SetAsideOf(entry) > 0)
            throw new ProblemException(Problem.Conflict(
                "set-aside", "It is kept, but could not be applied for a defect of the program: it is applied once that is"
                + " mended, and need not be sent again."));
    }
}
