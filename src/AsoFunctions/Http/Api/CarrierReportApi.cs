using Aso.ClaimFiles.Csv;
using Aso.Ledger.Closing;
using Aso.Ledger.Reading;
using AsoFunctions.Statements;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>What a stop-loss carrier is sent after a close: notices, requests, and the lines behind them.</summary>
public sealed class CarrierReportApi(EmployerLedger employers, StatementStore statements, CarrierReports reports)
{
    private static readonly string[] Forms = ["application/json", "text/csv"];

    [Function("GetCarrierReport")]
    public async Task<IActionResult> ReportAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get",
            Route = "api/employers/{employer}/stop-loss/reports/{planYear}/{month}")]
        HttpRequest request,
        string employer,
        string planYear,
        string month,
        CancellationToken cancellation)
    {
        var form = Routes.Accepted(request, Forms);
        var view = await employers.ViewAsync(employer, Routes.PlanYear(planYear), cancellation);
        var plan = view.Chosen.Plan;
        if (plan.StopLoss is null)
            throw new ProblemException(Problem.NotFound("The plan year has no stop-loss contract."));
        var statement = await statements.ReadAsync(employer, plan.Year, Routes.Month(month), cancellation)
            ?? throw new ProblemException(Problem.NotFound("That month of the plan year is not closed."));
        var report = await reports.OfAsync(plan, statement, null, cancellation);
        request.HttpContext.Response.Headers.Vary = "Accept";
        return form == "text/csv"
            ? Answer.Ok(CarrierCsv.Members(report), "text/csv; charset=utf-8", null,
                $"{employer}-stop-loss-{plan.Year}-{statement.Month}.csv")
            : Answer.Ok(Shape(report));
    }

    private static object Shape(CarrierReport report) => new
    {
        report.Plan.Employer,
        Contract = report.Plan.Year,
        report.Statement.Month,
        report.Statement.ClosedAt,
        report.Plan.Currency,
        report.Terms.Carrier,
        Basis = report.Terms.Basis.ToString(),
        Incurred = new { report.Window.Incurred.From, To = LastDay(report.Window.Incurred) },
        Paid = new { report.Window.Paid.From, To = LastDay(report.Window.Paid) },
        Specific = report.Terms.Specific is not { } terms ? null : new
        {
            terms.Deductible,
            terms.AggregatingDeductible,
            terms.Reimbursement,
            terms.Maximum,
            terms.NoticeAt,
            Reimbursable = new Cents(report.Statement.Line(LineNames.Specific).ToDate),
            Requested = new Cents(report.Statement.Line(LineNames.Specific).Month),
            Members = report.Members.Select(Shape),
        },
        Aggregate = report.Statement.Aggregate is { } position && report.Terms.Aggregate is { } aggregate
            ? Shape(report, position, aggregate)
            : null,
    };

    private static object Shape(CarrierReport report, AggregatePosition position, AggregateStopLoss aggregate) => new
    {
        position.Eligible,
        position.AttachmentToDate,
        position.AnnualAttachment,
        MinimumAttachment = aggregate.MinimumAmount,
        aggregate.MinimumPercent,
        aggregate.Reimbursement,
        aggregate.Maximum,
        aggregate.Accommodation,
        position.Reimbursable,
        Requested = new Cents(report.Statement.Line(LineNames.Aggregate).Month),
        MonthlyFactor = ByTier(report.Plan, aggregate.MonthlyFactor.Amounts),
        Months = report.Months.Select(month => new
        {
            month.Month,
            Subscribers = ByTier(report.Plan, month.Subscribers),
            month.Attachment,
            month.AttachmentToDate,
            month.Eligible,
            month.Reimbursable,
        }),
    };

    private static object Shape(CarrierMember member) => new
    {
        member.Position.MemberId,
        member.Detail?.Relationship,
        member.Detail?.Tier,
        member.Position.Eligible,
        member.Position.Deductible,
        member.IsLasered,
        member.PercentOfDeductible,
        member.Position.Excess,
        member.Position.Reimbursable,
        member.RequestedBefore,
        member.Requested,
        member.Position.Notice,
        member.Position.Breach,
        member.NoticeOn,
        member.DeductibleOn,
        Lines = member.Lines.Select(line => new
        {
            line.ClaimNumber, line.LineNumber, Benefit = line.Benefit.Name(), line.Procedure, line.Incurred,
            line.PaidDate, line.Posted, line.Charge, line.Paid,
        }),
    };

    private static Dictionary<string, T> ByTier<T>(Plan plan, IReadOnlyList<T> values) =>
        plan.Tiers.Zip(values).ToDictionary(tier => tier.First, tier => tier.Second);

    private static DateOnly? LastDay(DateWindow window) =>
        window.To == DateOnly.MaxValue ? null : window.To.AddDays(-1);
}
