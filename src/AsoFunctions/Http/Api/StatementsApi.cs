using Aso.Ledger.Closing;
using Aso.Ledger.Reading;
using AsoFunctions.Statements;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>Closed statements, in the form the caller accepts.</summary>
public sealed class StatementsApi(
    EmployerLedger employers, StatementStore statements, StatementDetailsReader details)
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
        var statement = await statements.ReadAsync(
                employer, view.Chosen.Plan.Year, Routes.Month(month), cancellation)
            ?? throw new ProblemException(Problem.NotFound("That month of the plan year is not closed."));
        var plan = view.Chosen.Plan;
        var name = $"{employer}-{statement.PlanYear}-{statement.Month}";
        request.HttpContext.Response.Headers.Vary = "Accept";
        return form switch
        {
            "text/csv" => Answer.Ok(StatementCsv.Of(statement), form + "; charset=utf-8", null, name + ".csv"),
            "text/html" => Answer.Ok(
                StatementHtml.Of(plan, statement, await details.ReadAsync(statement, true, cancellation)),
                form + "; charset=utf-8"),
            // A workbook says when it was packed: its bytes are never the same twice.
            Workbook => Answer.Ok(
                StatementWorkbook.Of(plan, statement, await details.ReadAsync(statement, true, cancellation)),
                Workbook, $"{name}-{view.Chosen.Version}-xlsx", name + ".xlsx"),
            _ => Answer.Ok(StatementJson.Of(statement)),
        };
    }
}
