using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using AsoFunctions.Http.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>The employers a caller may see; where it may only drop files, by name alone.</summary>
public sealed class EmployersApi(EmployerJournal journal, EmployerLedger employers)
{
    [Function("GetEmployers")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers")] HttpRequest request,
        CancellationToken cancellation)
    {
        var caller = Caller.Admitted(request.HttpContext);
        var page = Page.Read(request);
        var seen = await SeenByAsync(caller, cancellation);
        var answers = await Task.WhenAll(page.Take(seen)
            .Select(employer => EmployerAsync(employer, caller, cancellation)));
        page.Link(seen.Count);
        return Answer.Ok(answers.OfType<EmployerShape>().ToList());
    }

    private async Task<List<string>> SeenByAsync(Caller caller, CancellationToken cancellation)
    {
        if (!caller.IsOperator) return [.. caller.Employers(Powers.Read | Powers.Drop)];
        var all = new List<string>();
        await foreach (var employer in journal.EmployersAsync(cancellation)) all.Add(employer);
        return all;
    }

    private async Task<EmployerShape?> EmployerAsync(
        string employer, Caller caller, CancellationToken cancellation)
    {
        var powers = caller.PowersOver(employer);
        if (!caller.May(employer, Powers.Read))
            return new EmployerShape(employer, null, null, null, null, [], powers);
        if (await employers.FindAsync(employer, cancellation) is not { OpenMonth: { } open } ledger) return null;
        var plans = ledger.Plans();
        var latest = plans.LastOrDefault(plan => plan.Plan.Year.First <= open) ?? plans[0];
        var view = (await employers.ViewAsync(ledger, latest.Plan.Year, cancellation))!;
        return new EmployerShape(
            employer, latest.Plan.Name, latest.Plan.Currency, open, view.ToDate().FundBalance,
            plans.Select(plan => plan.Plan.Year).Order(), powers);
    }
}

/// <summary>openapi.yaml, Employer.</summary>
/// <param name="Name">Null, as are the figures: the caller may only drop files.</param>
/// <param name="Powers">What the caller may do with it; <c>operate</c>: all of it, keys and the audit trail too.</param>
public sealed record EmployerShape(
    string Employer, string? Name, string? Currency, Month? OpenMonth, Cents? Balance, IEnumerable<PlanYear> PlanYears,
    IReadOnlyList<string> Powers);
