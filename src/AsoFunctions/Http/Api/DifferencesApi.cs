using Aso.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http;

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
        ArgumentNullException.ThrowIfNull(request);
        Month? month = request.Query.TryGetValue("month", out var text) ? Routes.Month(text.ToString()) : null;
        var view = await employers.ViewAsync(employer, null, cancellation);
        var differences = (await employers.AskAsync(view.Ledger, book => Of(book, month), cancellation))
            .SelectMany(shard => shard)
            .OrderBy(one => one.ClaimNumber, StringComparer.Ordinal).ThenBy(one => one.Line).ToList();
        var page = Page.Of(request);
        return Answer.Ok(page.Shape(page.Take(differences), differences.Count));
    }

    /// <param name="Theirs">What the administrator paid: what is posted.</param>
    /// <param name="Ours">What the plan says.</param>
    /// <param name="Rule">The rule that explains ours.</param>
    private sealed record Difference(
        string ClaimNumber, string SubscriberId, int Line, Month PostingMonth, Cents Theirs, Cents Ours, Cents Excess,
        string Rule);

    private static List<Difference> Of(Book book, Month? month) =>
    [
        .. from decision in book.Decided()
           where month is null || decision.PostingMonth == month
           from line in decision.Lines
           where line.DifferenceRule is not null
           select new Difference(
               decision.Claim.ClaimNumber, decision.SubscriberId, line.LineNumber, decision.PostingMonth, line.Paid,
               line.OurPaid, line.Paid - line.OurPaid, $"{line.DifferenceRule}"),
    ];
}
