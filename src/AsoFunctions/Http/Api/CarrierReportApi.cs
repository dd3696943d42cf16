using Aso.ClaimFiles.Csv;
using Aso.Ledger.Closing;
using Aso.Ledger.Reading;
using AsoFunctions.Statements;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>What a stop-loss carrier receives after a close: notices, requests, and the lines behind them.</summary>
public sealed class CarrierReportApi(
    EmployerLedger employers, StatementStore statements, CarrierReports reports, StatementPublisher published)
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
        request.HttpContext.Response.Headers.Vary = "Accept";
        if (form != "text/csv") return Answer.Ok(Shape(await reports.OfAsync(plan, statement, null, cancellation)));
        return Answer.Ok(
            await published.ReadAsync(StatementPublisher.StopLoss, statement, ".csv", cancellation)
                ?? CarrierCsv.Members(await reports.OfAsync(plan, statement, null, cancellation)),
            "text/csv; charset=utf-8",
            fileName: $"{employer}-stop-loss-{plan.Year}-{statement.Month}.csv");
    }

    private static CarrierReportShape Shape(CarrierReport report) => new(
        report.Plan.Employer,
        report.Plan.Year,
        report.Statement.Month,
        report.Statement.ClosedAt,
        report.Plan.Currency,
        report.Terms.Carrier,
        report.Terms.Basis.ToString(),
        Days(report.Window.Incurred),
        Days(report.Window.Paid),
        report.Terms.Specific is not { } terms ? null : new SpecificReport(
            terms.Deductible,
            terms.AggregatingDeductible,
            terms.Reimbursement,
            terms.Maximum,
            terms.NoticeAt,
            new Cents(report.Statement.Line(LineNames.Specific).ToDate),
            new Cents(report.Statement.Line(LineNames.Specific).Month),
            report.Members.Select(Shape)),
        report.Statement.Aggregate is { } position && report.Terms.Aggregate is { } aggregate
            ? Shape(report, position, aggregate)
            : null);

    private static AggregateReport Shape(
        CarrierReport report, AggregatePosition position, AggregateStopLoss aggregate) => new(
        position.Eligible,
        position.AttachmentToDate,
        position.AnnualAttachment,
        aggregate.MinimumAmount,
        aggregate.MinimumPercent,
        aggregate.Reimbursement,
        aggregate.Maximum,
        aggregate.Accommodation,
        position.Reimbursable,
        new Cents(report.Statement.Line(LineNames.Aggregate).Month),
        ByTier(report.Plan, aggregate.MonthlyFactor.Amounts),
        report.Months.Select(month => new AggregateMonthShape(
            month.Month, ByTier(report.Plan, month.Subscribers), month.Attachment, month.AttachmentToDate,
            month.Eligible, month.Reimbursable)));

    private static CarrierMemberShape Shape(CarrierMember member) => new(
        member.Position.MemberId,
        member.Position.SubscriberId,
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
        member.Lines.Select(line => new EligibleLineShape(
            line.ClaimNumber, line.LineNumber, line.Benefit.Name(), line.Procedure, line.Incurred, line.PaidDate,
            line.Posted, line.Charge, line.Paid)));

    private static Dictionary<string, T> ByTier<T>(Plan plan, IReadOnlyList<T> values) =>
        plan.Tiers.Zip(values).ToDictionary(tier => tier.First, tier => tier.Second);

    private static DayRange Days(DateWindow window) =>
        new(window.From, window.To == DateOnly.MaxValue ? null : window.To.AddDays(-1));
}

/// <summary>openapi.yaml, CarrierReport.</summary>
public sealed record CarrierReportShape(
    string Employer, PlanYear Contract, Month Month, DateTimeOffset ClosedAt, string Currency, string Carrier,
    string Basis, DayRange Incurred, DayRange Paid, SpecificReport? Specific, AggregateReport? Aggregate);

/// <summary>Both days included; null: no end.</summary>
public sealed record DayRange(DateOnly From, DateOnly? To);

public sealed record SpecificReport(
    Cents Deductible, Cents AggregatingDeductible, decimal Reimbursement, Cents? Maximum, decimal NoticeAt,
    Cents Reimbursable, Cents Requested, IEnumerable<CarrierMemberShape> Members);

public sealed record CarrierMemberShape(
    string? MemberId, string? SubscriberId, Relationship? Relationship, string? Tier, Cents Eligible, Cents Deductible, bool IsLasered,
    decimal? PercentOfDeductible, Cents Excess, Cents Reimbursable, Cents RequestedBefore, Cents Requested,
    bool Notice, bool Breach, DateOnly? NoticeOn, DateOnly? DeductibleOn, IEnumerable<EligibleLineShape> Lines);

public sealed record EligibleLineShape(
    string ClaimNumber, int LineNumber, string Benefit, string? Procedure, DateOnly Incurred, DateOnly PaidDate,
    Month Posted, Cents Charge, Cents Paid);

public sealed record AggregateReport(
    Cents Eligible, Cents AttachmentToDate, Cents AnnualAttachment, Cents MinimumAttachment, decimal MinimumPercent,
    decimal Reimbursement, Cents? Maximum, bool Accommodation, Cents Reimbursable, Cents Requested,
    Dictionary<string, Cents> MonthlyFactor, IEnumerable<AggregateMonthShape> Months);

public sealed record AggregateMonthShape(
    Month Month, Dictionary<string, long> Subscribers, Cents Attachment, Cents AttachmentToDate, Cents? Eligible,
    Cents? Reimbursable);
