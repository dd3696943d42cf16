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
    private static readonly Form[] Forms =
    [
        new("application/json", ".json", (statement, _) => StatementJson.Write(statement)),
        new("text/html", ".html", (statement, details) => StatementHtml.Render(details.Plan, statement, details)),
        new("text/csv", ".csv", (statement, _) => StatementCsv.Write(statement)) { IsDownload = true },
        new(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx",
            (statement, details) => StatementWorkbook.Write(details.Plan, statement, details))
        {
            IsDownload = true,
            IsText = false,
        },
    ];

    [Function("GetStatement")]
    public async Task<IActionResult> StatementAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/statements/{planYear}/{month}")]
        HttpRequest request,
        string employer,
        string planYear,
        string month,
        CancellationToken cancellation)
    {
        var accepted = Routes.Accepted(request, [.. Forms.Select(one => one.MediaType)]);
        var form = Forms.Single(one => one.MediaType == accepted);
        var view = await employers.ViewAsync(employer, Routes.PlanYear(planYear), cancellation);
        var statement = await statements.ReadAsync(
            employer, view.Chosen.Plan.Year, Routes.Month(month), cancellation)
            ?? throw new ProblemException(Problem.NotFound("That month of the plan year is not closed."));
        var division = Routes.DivisionOf(request);
        if (division is not null) statement = Routes.Known(statement.PartOf(division), division);
        request.HttpContext.Response.Headers.Vary = "Accept";
        var body = division is null
            ? await published.ReadAsync(StatementPublisher.Statements, statement, form.Extension, cancellation)
                ?? form.Write(statement, await details.ReadAsync(statement, withDifferences: true, cancellation))
            : form.Write(
                statement,
                (await details.ReadAsync(statement, withDifferences: false, cancellation)).OfDivision());
        return Answer.Ok(
            body,
            form.IsText ? form.MediaType + "; charset=utf-8" : form.MediaType,
            fileName: form.IsDownload
                ? $"{employer}-{statement.PlanYear}-{statement.Month}{(division is null ? "" : "-division")}{form.Extension}"
                : null);
    }

    /// <summary>A form in which a statement is asked for and published.</summary>
    /// <param name="Write">For a close that has kept its statement and not published it yet.</param>
    private sealed record Form(string MediaType, string Extension, Func<Statement, StatementDetails, byte[]> Write)
    {
        /// <summary>A browser saves it under a name instead of showing it.</summary>
        public bool IsDownload { get; init; }

        public bool IsText { get; init; } = true;
    }
}
