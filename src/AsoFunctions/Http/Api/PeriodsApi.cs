using Aso.Ledger.Closing;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using AsoFunctions.Http.Access;
using AsoFunctions.Statements;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>Closes the next month without waiting for the timer, from the month's last day on (rule 5.1).</summary>
public sealed class PeriodsApi(
    EmployerLedger employers,
    EmployerJournal journal,
    FileIntake intake,
    PlanStore plans,
    Periods periods,
    PeriodCloser closer,
    StatementStore statements,
    BusinessClock clock)
{
    private const string InOrder = "Months close in order: see openMonth of the liability for the next one.";

    [Function("ClosePeriod")]
    public async Task<IActionResult> CloseAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/employers/{employer}/periods/{month}/close")]
        HttpRequest request,
        string employer,
        string month,
        CancellationToken cancellation)
    {
        var wanted = Routes.Month(month);
        await journal.RequireAsync(employer, cancellation);
        await RefuseTooEarlyAsync(employer, wanted, cancellation);
        var outcome = await closer.CloseAsync(employer, wanted, Caller.Of(request.HttpContext).Name, cancellation);
        if (outcome == CloseOutcome.SetAside)
            throw new ProblemException(Problem.Conflict(
                "set-aside", "A defect of the program keeps the month open: it can be closed once that is mended."));
        if (outcome == CloseOutcome.ClosedAlready) throw NotNext("The month is closed.");
        if (outcome != CloseOutcome.Closed) throw NotNext(InOrder);
        var view = await employers.ViewAsync(employer, null, cancellation);
        var made = new List<object>();
        foreach (var plan in view.Plans)
            if (await statements.ReadAsync(employer, plan.Plan.Year, wanted, cancellation) is { } statement)
                made.Add(StatementJson.Of(statement));
        return Answer.Changed(new { Employer = employer, Month = wanted, OpenMonth = wanted.Next, Statements = made });
    }

    /// <summary>
    /// Looks before the close, which is the timer's too and a replay's: what the journal holds was allowed when it came.
    /// </summary>
    private async Task RefuseTooEarlyAsync(string employer, Month wanted, CancellationToken cancellation)
    {
        // What was dropped before may be the very plan that says which month is next, and in which time zone.
        await intake.PrepareAsync(employer, cancellation);
        var inForce = await plans.ReadAsync(employer, cancellation);
        if (await periods.NextAsync(employer, inForce, cancellation) is not { } next || wanted > next)
            throw NotNext(InOrder);
        if (wanted < next || clock.Today(inForce.TimeZone()) >= wanted.LastDay) return;
        throw new ProblemException(Problem.Conflict(
            "month-not-over", $"{wanted} is not over: it can be closed from {wanted.LastDay:yyyy-MM-dd} on.") with
        {
            ClosableFrom = wanted.LastDay,
        });
    }

    private static ProblemException NotNext(string detail) => new(Problem.Conflict("not-next-month", detail));
}
