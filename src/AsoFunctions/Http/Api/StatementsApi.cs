using Aso.Ledger.Closing;
using Aso.Ledger.Reading;
using AsoFunctions.Statements;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>Closed statements, in the format the caller accepts: as the close published them.</summary>
public sealed class StatementsApi(
    EmployerLedger employers, StatementStore statements, StatementDetailsReader details, StatementPublisher published)
{
    private const string Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private static readonly string[] Forms = ["application/json", "text/html", "text/csv", Workbook];

    [Function("GetStatement")]
    public async Task<IActionResult> StatementAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/statements/{planYear}/{month}")]
        HttpRequest request,
        string employer,
        string planYear,
        string month,
        CancellationToken cancellation)
    {
        var form = Routes.Accepted(request, Forms);
        var view = await employers.ViewAsync(employer, Routes.PlanYear(planYear), cancellation);
        var plan = view.Chosen.Plan;
        var statement = await statements.ReadAsync(employer, plan.Year, Routes.Month(month), cancellation)
            ?? throw new ProblemException(Problem.NotFound("That month of the plan year is not closed."));
        request.HttpContext.Response.Headers.Vary = "Accept";
        var extension = form switch
        {
            "text/csv" => ".csv",
            "text/html" => ".html",
            Workbook => ".xlsx",
            _ => ".json",
        };
        var body = await published.ReadAsync(StatementPublisher.Statements, statement, extension, cancellation)
            ?? await RenderAsync(form, plan, statement, cancellation);
        return Answer.Ok(
            body,
            form == Workbook ? Workbook : form + "; charset=utf-8",
            fileName: form is Workbook or "text/csv"
                ? $"{employer}-{statement.PlanYear}-{statement.Month}{extension}"
                : null);
    }

    /// <summary>For a close that has kept its statement and not published it yet.</summary>
    private async Task<byte[]> RenderAsync(
        string form, Plan plan, Statement statement, CancellationToken cancellation) => form switch
    {
        "text/csv" => StatementCsv.Write(statement),
        "text/html" => StatementHtml.Render(plan, statement, await details.ReadAsync(statement, true, cancellation)),
        Workbook => StatementWorkbook.Write(plan, statement, await details.ReadAsync(statement, true, cancellation)),
        _ => StatementJson.Write(statement),
    };
}
