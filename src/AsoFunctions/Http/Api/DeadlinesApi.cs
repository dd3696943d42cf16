using Aso.Ledger.Reading;
using AsoFunctions.Statements;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using static AsoFunctions.Http.Api.ReportForm;

namespace AsoFunctions.Http.Api;

/// <summary>
/// Days by which something must be done: stop-loss filings and notices, run-out ends, closes, pended claims near the
/// end of their contract; as a list, and as a calendar to subscribe to.
/// </summary>
public sealed class DeadlinesApi(EmployerLedger employers, DeadlineReader deadlines)
{
    [Function("GetDeadlines")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/deadlines")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var isCsv = IsCsv(request);
        var page = Page.Read(request);
        var days = Routes.Range(request, "from", "to");
        var view = await employers.ViewAsync(employer, null, cancellation);
        var shapes = (await deadlines.ReadAsync(view)).Where(deadline => days.Contains(deadline.Date))
            .Select(deadline => Shape(deadline, view.Today)).ToList();
        return isCsv
            ? OfCsv($"{employer}-deadlines.csv", Records(shapes))
            : Answer.Ok(new DeadlinesShape(
                view.Employer, view.Today, view.Chosen.Plan.Currency, page.Shape(page.Take(shapes), shapes.Count)));
    }

    [Function("GetDeadlineCalendar")]
    public async Task<IActionResult> CalendarAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/deadlines.ics")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var view = await employers.ViewAsync(employer, null, cancellation);
        return Answer.Ok(
            CalendarFeed.Write(employer, view.Chosen.Plan.Currency, await deadlines.ReadAsync(view), view.Today),
            "text/calendar; charset=utf-8",
            fileName: $"{employer}-deadlines.ics");
    }

    private static DeadlineShape Shape(Deadline deadline, DateOnly today) => new(
        deadline.Date, deadline.DaysLeft(today), deadline.Kind, deadline.PlanYear, deadline.Month, deadline.MemberId,
        deadline.SubscriberId, deadline.ClaimNumber, deadline.Amount, deadline.ToDo, deadline.Rule.ToString());

    private static IEnumerable<string[]> Records(IEnumerable<DeadlineShape> shapes) => shapes
        .Select(one => new[]
        {
            Cell(one.Date), Cell(one.DaysLeft), StatementJson.NameOf(one.Kind), one.PlanYear?.ToString() ?? "",
            one.Month?.ToString() ?? "", one.MemberId ?? "", one.SubscriberId ?? "", one.ClaimNumber ?? "",
            Cell(one.Amount), one.ToDo, one.Rule,
        })
        .Prepend(
        [
            "date", "daysLeft", "kind", "planYear", "month", "memberId", "subscriberId", "claimNumber", "amount",
            "toDo", "rule",
        ]);
}

/// <summary>openapi.yaml, Deadlines.</summary>
/// <param name="AsOf">The business date.</param>
public sealed record DeadlinesShape(string Employer, DateOnly AsOf, string Currency, PageOf<DeadlineShape> Deadlines);

public sealed record DeadlineShape(
    DateOnly Date, int DaysLeft, DeadlineKind Kind, PlanYear? PlanYear, Month? Month, string? MemberId,
    string? SubscriberId, string? ClaimNumber, Cents? Amount, string ToDo, string Rule);
