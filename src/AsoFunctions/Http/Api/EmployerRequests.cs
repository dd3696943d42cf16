using Aso.Ledger.Journal;
using Aso.Ledger.Reading;

namespace AsoFunctions.Http.Api;

/// <summary>The checks at the start of requests about an employer; a missing one is a 404.</summary>
public static class EmployerRequests
{
    /// <param name="year">Null: today's plan year, or the latest if today is in none.</param>
    public static async Task<EmployerView> ViewAsync(
        this EmployerLedger employers, string employer, PlanYear? year, CancellationToken cancellation)
    {
        if (await employers.FindAsync(employer, cancellation) is not { HasPlan: true } ledger)
            throw new ProblemException(Problem.NotFound("No such employer, or its first plan is not in force yet."));
        return await employers.ViewAsync(ledger, year, cancellation)
            ?? throw new ProblemException(Problem.NotFound("The employer has no plan for that plan year."));
    }

    /// <summary>Checks only that the employer exists.</summary>
    public static async Task RequireAsync(
        this EmployerJournal journal, string employer, CancellationToken cancellation)
    {
        if (!EmployerName.IsValid(employer) || await journal.EmployerAsync(employer, cancellation) is null)
            throw new ProblemException(Problem.NotFound("No such employer."));
    }
}
