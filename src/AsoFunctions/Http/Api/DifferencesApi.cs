using Aso.Ledger.Reading;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>What the administrator paid otherwise than the plan says, line by line (rule 3.30): a claims auditor's list.</summary>
public sealed class DifferencesApi(EmployerLedger employers)
{
    [Function("GetDifferences")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/differences")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        Month? month = request.Query.TryGetValue("month", out var text) ? Routes.Month(text.ToString()) : null;
        var view = await employers.ViewAsync(employer, null, cancellation);
        var differences = await employers.DifferencesAsync(view.Ledger, month, cancellation);
        var page = Page.Of(request);
        return Answer.Ok(page.Shape(page.Take(differences.Select(Shape)), differences.Count));
    }

    private static object Shape(Difference one) => new
    {
        one.ClaimNumber, one.SubscriberId, one.Line, PlanYear = one.Year, one.PostingMonth, one.Theirs, one.Ours,
        one.Excess, Rule = one.Rule.ToString(),
    };
}
