using Aso.Ledger;
using AsoFunctions.Statements;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http;

/// <summary>Closes the next month now, even before it is over (rule 5.1).</summary>
public sealed class PeriodsApi(EmployerLedger employers, PeriodCloser closer, StatementShelf statements)
{
    [Function("ClosePeriod")]
    public async Task<IActionResult> CloseAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/employers/{employer}/periods/{month}/close")]
        HttpRequest request,
        string employer,
        string month,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var wanted = Routes.Month(month);
        await employers.RequireAsync(employer, cancellation);
        var outcome = await closer.CloseAsync(employer, wanted, Caller.Of(request.HttpContext).Name, cancellation);
        if (outcome == CloseOutcome.SetAside)
            throw new ProblemException(Problem.Conflict(
                "set-aside", "A defect of the program keeps the month open: it can be closed once that is mended."));
        if (outcome != CloseOutcome.Closed)
            throw new ProblemException(Problem.Conflict("not-next-month", outcome == CloseOutcome.ClosedAlready
                ? "The month is closed."
                : "Months close in order: see openMonth of the liability for the next one."));
        var view = await employers.ViewAsync(employer, null, cancellation);
        var made = new List<object>();
        foreach (var plan in view.Plans)
            if (await statements.ReadAsync(employer, plan.Plan.Year, wanted, cancellation) is { } statement)
                made.Add(StatementJson.Of(statement));
        return Answer.Changed(new { Employer = employer, Month = wanted, OpenMonth = wanted.Next, Statements = made });
    }
}
