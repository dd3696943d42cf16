using System.Text.Json.Nodes;
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
    private const string InOrder = "Months close in order: openMonth of the liability is the next one.";

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
        var outcome = await closer.CloseAsync(
            employer, wanted, Caller.Admitted(request.HttpContext).Name, cancellation);
        if (outcome == CloseOutcome.SetAside)
            throw new ProblemException(Problem.Conflict(
                "set-aside", "A defect in the app keeps the month open: it can be closed once that is fixed."));
        if (outcome == CloseOutcome.ClosedAlready) throw NotNext("The month is closed.");
        if (outcome != CloseOutcome.Closed) throw NotNext(InOrder);
        var view = await employers.ViewAsync(employer, null, cancellation);
        var made = new List<JsonObject>();
        foreach (var plan in view.Plans)
            if (await statements.ReadAsync(employer, plan.Plan.Year, wanted, cancellation) is { } statement)
                made.Add(StatementJson.ToJsonObject(statement));
        return Answer.Changed(new ClosedPeriod(employer, wanted, wanted.Next, made));
    }

    /// <summary>
    /// Checked here and not in the close itself, which timer and replay use too: an entry in the journal was allowed
    /// when it was made.
    /// </summary>
    private async Task RefuseTooEarlyAsync(string employer, Month wanted, CancellationToken cancellation)
    {
        // A plan document dropped just before may decide which month is next, and in which time zone.
        await intake.PrepareAsync(employer, cancellation);
        var inForce = await plans.ReadAsync(employer, cancellation);
        if (await periods.NextAsync(employer, inForce, cancellation) is not { } next || wanted > next)
            throw NotNext(InOrder);
        if (wanted < next || clock.Today(inForce.Closing(next).TimeZone) >= wanted.LastDay) return;
        throw new ProblemException(Problem.Conflict(
            "month-not-over", $"{wanted} is not over: it can be closed from {wanted.LastDay:yyyy-MM-dd} on.",
            closableFrom: wanted.LastDay));
    }

    private static ProblemException NotNext(string detail) => new(Problem.Conflict("not-next-month", detail));
}

/// <summary>openapi.yaml, Closed.</summary>
public sealed record ClosedPeriod(string Employer, Month Month, Month OpenMonth, IReadOnlyList<JsonObject> Statements);
