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
        var year = view.Chosen.Plan.Year;
        var statement = await statements.ReadAsync(employer, year, Routes.Month(month), cancellation)
            ?? throw new ProblemException(Problem.NotFound("That month of the plan year is not closed."));
        request.HttpContext.Response.Headers.Vary = "Accept";
        if (form != "text/csv") return Answer.Ok(Shape(await ReportAsync()));
        return Answer.Ok(
            await published.ReadAsync(StatementPublisher.StopLoss, statement, ".csv", cancellation)
                ?? CarrierCsv.Members(await ReportAsync()),
            "text/csv; charset=utf-8",
            fileName: $"{employer}-stop-loss-{year}-{statement.Month}.csv");

        async Task<CarrierReport> ReportAsync() => await reports.OfAsync(statement, null, cancellation)
            ?? throw new ProblemException(Problem.NotFound("The plan year had no stop-loss contract at that close."));
    }

    private static CarrierReportShape Shape(CarrierReport report) => new(
        report.Plan.Employer,
        report.Plan.Year,
        report.Statement.Month,
        report.Statement.ClosedAt,
        report.Plan.Currency,
        report.Terms.Carrier,
        report.Terms.BasisOf(report.Main).ToString(),
        Days(report.WindowOf(report.Main).Incurred),
        Days(report.WindowOf(report.Main).Paid),
        report.FilingDeadline,
        report.Terms.Specific is not { } terms ? null : new SpecificReport(
            report.Terms.BasisOf(ContractHalf.Specific).ToString(),
            StatementJson.NameOf(terms.Per),
            terms.Deductible,
            terms.AggregatingDeductible,
            terms.Reimbursement,
            terms.Maximum,
            terms.RunInMaximum,
            terms.NoticeAt,
            report.Specific.Whole.Accrued,
            report.Specific.RequestedBefore,
            report.Specific.Requested,
            report.Specific.Whole.Received,
            report.Specific.Whole.Denied,
            report.Specific.Whole.Receivable,
            report.Members.Select(Shape),
            report.Advances.Select(AdvanceShape.Of),
            report.ProofOf(ContractHalf.Specific)),
        report.Statement.Aggregate is { } position && report.Terms.Aggregate is { } aggregate
            ? Shape(report, position, aggregate)
            : null);

    private static AggregateReport Shape(
        CarrierReport report, AggregatePosition position, AggregateStopLoss aggregate) => new(
        report.Terms.BasisOf(ContractHalf.Aggregate).ToString(),
        Days(report.WindowOf(ContractHalf.Aggregate).Incurred),
        Days(report.WindowOf(ContractHalf.Aggregate).Paid),
        position.Eligible,
        position.AttachmentToDate,
        position.AnnualAttachment,
        aggregate.MinimumAmount,
        aggregate.MinimumPercent,
        aggregate.Reimbursement,
        aggregate.Maximum,
        aggregate.Accommodation,
        position.Reimbursable,
        report.Aggregate.RequestedBefore,
        report.Aggregate.Requested,
        report.Aggregate.Whole.Received,
        report.Aggregate.Whole.Denied,
        report.Aggregate.Whole.Receivable,
        ByTier(report.Plan, aggregate.MonthlyFactor.Amounts),
        report.Months.Select(month => new AggregateMonthShape(
            month.Month, ByTier(report.Plan, month.Subscribers), month.Attachment, month.AttachmentToDate,
            month.Eligible, month.Reimbursable)),
        report.ProofOf(ContractHalf.Aggregate));

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
        member.Position.RunInCut,
        member.RequestedBefore,
        member.Requested,
        member.Position.Notice,
        member.Position.Breach,
        member.NoticeOn,
        member.DeductibleOn,
        member.Position.Triggers ?? [],
        member.Position.TriggerOn,
        member.Position.Status,
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
    string Basis, DayRange Incurred, DayRange Paid, DateOnly? FilingDeadline, SpecificReport? Specific,
    AggregateReport? Aggregate);

/// <summary>Both days included; null: no end.</summary>
public sealed record DayRange(DateOnly From, DateOnly? To);

/// <param name="Reimbursable">Accrued, of the whole contract (rule 4.14).</param>
public sealed record SpecificReport(
    string Basis, string Per, Cents Deductible, Cents AggregatingDeductible, decimal Reimbursement, Cents? Maximum,
    Cents? RunInMaximum, decimal NoticeAt, Cents Reimbursable, Cents RequestedBefore, Cents Requested, Cents Received,
    Cents Denied, Cents Receivable, IEnumerable<CarrierMemberShape> Members, IEnumerable<AdvanceShape> Advances,
    string Proof);

public sealed record CarrierMemberShape(
    string? MemberId, string? SubscriberId, Relationship? Relationship, string? Tier, Cents Eligible,
    Cents Deductible, bool IsLasered, decimal? PercentOfDeductible, Cents Excess, Cents Reimbursable, Cents RunInCut,
    Cents RequestedBefore, Cents Requested, bool Notice, bool Breach, DateOnly? NoticeOn, DateOnly? DeductibleOn,
    IReadOnlyList<string> Triggers, DateOnly? TriggerOn, EnrollmentStatus? Status,
    IEnumerable<EligibleLineShape> Lines);

public sealed record EligibleLineShape(
    string ClaimNumber, int LineNumber, string Benefit, string? Procedure, DateOnly Incurred, DateOnly PaidDate,
    Month Posted, Cents Charge, Cents Paid);

/// <param name="Reimbursable">Accrued, of the whole contract (rule 4.14).</param>
public sealed record AggregateReport(
    string Basis, DayRange Incurred, DayRange Paid, Cents Eligible, Cents AttachmentToDate, Cents AnnualAttachment,
    Cents MinimumAttachment, decimal MinimumPercent, decimal Reimbursement, Cents? Maximum, bool Accommodation,
    Cents Reimbursable, Cents RequestedBefore, Cents Requested, Cents Received, Cents Denied, Cents Receivable,
    Dictionary<string, Cents> MonthlyFactor, IEnumerable<AggregateMonthShape> Months, string Proof);

public sealed record AggregateMonthShape(
    Month Month, Dictionary<string, long> Subscribers, Cents Attachment, Cents AttachmentToDate, Cents? Eligible,
    Cents? Reimbursable);
