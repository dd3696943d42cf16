using Aso.Ledger.Reading;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>Lines the administrator paid differently from plan terms (rule 3.30): a claims auditor's list.</summary>
public sealed class DifferencesApi(EmployerLedger employers)
{
    [Function("GetDifferences")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/differences")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var month = Routes.MonthOf(request);
        var view = await employers.ViewAsync(employer, null, cancellation);
        var differences = await employers.DifferencesAsync(view.Ledger, month, cancellation);
        var page = Page.Read(request);
        return Answer.Ok(page.Shape(page.Take(differences.Select(Shape)), differences.Count));
    }

    private static DifferenceShape Shape(Difference one) => new(
        one.ClaimNumber, one.SubscriberId, one.Line, one.Year, one.PostingMonth, one.Theirs, one.Ours, one.Excess,
        one.Rule.ToString());
}

public sealed record DifferenceShape(
    string ClaimNumber, string SubscriberId, int Line, PlanYear? PlanYear, Month PostingMonth, Cents Theirs, Cents Ours,
    Cents Excess, string Rule);
