using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>Deposits by the employer (rule 5.4); each reference counts once.</summary>
public sealed class DepositsApi(EmployerLedger employers, PostedChanges changes)
{
    public sealed record Deposit(Cents Amount, DateOnly Date, string Reference);

    [Function("PostDeposit")]
    public async Task<IActionResult> PostAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/employers/{employer}/deposits")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var deposit = await Routes.BodyAsync<Deposit>(request);
        var view = await employers.ViewAsync(employer, null, cancellation);
        Check(deposit, view, changes.Today(view));
        var isNew = await changes.PostAsync(
            request, view, new DepositChange(deposit.Amount, deposit.Date, deposit.Reference),
            "This reference was used for a different deposit; use a new one.", cancellation);
        return isNew ? Answer.Created(deposit) : Answer.Changed(deposit);
    }

    private static void Check(Deposit deposit, EmployerView view, DateOnly today)
    {
        if (deposit.Amount <= Cents.Zero)
            throw new ProblemException(Problem.BadRequest("amount: must be more than zero"));
        Routes.RequireAmount("amount", deposit.Amount);
        Routes.RequireReference(deposit.Reference);
        Routes.RequireUntil(today, deposit.Date);
        var plan = view.Plans.FirstOrDefault(plan => plan.Plan.Contains(deposit.Date))?.Plan
            ?? throw new ProblemException(Problem.BadRequest("date: must be in one of the plan years"));
        if (plan.Funding.Method == FundingMethod.Level)
            throw new ProblemException(Problem.Conflict(
                "level-funding",
                "With level funding, deposits are calculated from enrollment and cannot be posted (rule 5.4)."));
    }
}
