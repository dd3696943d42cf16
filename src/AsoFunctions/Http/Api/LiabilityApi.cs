using Aso.ClaimFiles.Csv;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using AsoFunctions.Statements;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>
/// The liability right now (rule 5.7), compared with full insurance (5.8), and next year's funding (5.9).
/// </summary>
public sealed class LiabilityApi(EmployerLedger employers, BusinessClock clock)
{
    [Function("GetLiability")]
    public async Task<IActionResult> LiabilityAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/liability")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var view = await employers.ViewAsync(employer, Routes.PlanYearOf(request), cancellation);
        var liability = CurrentLiability.Calculate(view.Chosen.Plan, view.Totals, view.OpenMonth);
        return Answer.Ok(Shape(view, liability), $"{view.Ledger.Version}-{view.Chosen.Plan.Year}");
    }

    [Function("GetComparison")]
    public async Task<IActionResult> ComparisonAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/comparison")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var view = await employers.ViewAsync(employer, Routes.PlanYearOf(request), cancellation);
        var toDate = view.ToDate();
        var comparison = Comparison.Calculate(toDate, view.YearTotals)
            ?? throw new ProblemException(
                Problem.NotFound("The plan document has no fully insured terms to compare with."));
        return Answer.Ok(
            // Whoever bears the risk keeps the difference: under ASO always the employer.
            new ComparisonShape(
                view.Employer, view.Chosen.Plan.Year, toDate.Through, comparison.FullyInsured, comparison.Aso,
                comparison.Difference, "employer",
                new RenewalShape(comparison.RenewalFullyInsured, comparison.RenewalAso)));
    }

    [Function("GetFunding")]
    public async Task<IActionResult> FundingAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/funding")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var view = await employers.ViewAsync(employer, Routes.PlanYearOf(request), cancellation);
        var funding = NextYearFunding.Calculate(
            view.ToDate(), view.YearTotals, Routes.Rate(request, "trend", 0m), Routes.Rate(request, "margin", 0m));
        return Answer.Ok(
            new FundingShape(
                view.Employer, view.Chosen.Plan.Year, funding.Trend, funding.Margin, funding.MemberMonths,
                funding.Rate is { } rate ? new PerMemberMonth(rate.Claims, rate.Fixed, rate.Total) : null));
    }

    private LiabilityShape Shape(EmployerView view, CurrentLiability liability)
    {
        var toDate = liability.ToDate;
        var (plan, counts) = (view.Chosen.Plan, liability.Counts);
        var range = Ibnr.Range(toDate, view.YearTotals);
        return new LiabilityShape(
            view.Employer,
            plan.Year,
            toDate.Through,
            liability.OpenMonth,
            clock.Now.UtcDateTime,
            view.Ledger.Version,
            plan.Currency,
            new CountsShape(counts.Received, counts.Paid, counts.Denied, counts.Pended),
            new PaidShape(
                toDate.Paid,
                Benefits.All
                    .Where(benefit => plan.Benefits.ContainsKey(benefit) || !toDate.PaidByBenefit[(int)benefit].IsZero)
                    .ToDictionary(benefit => benefit.Name(), benefit => toDate.PaidByBenefit[(int)benefit])),
            liability.Pended,
            toDate.Ibnr.Amount,
            StatementJson.NameOf(toDate.Ibnr.Method),
            new RangeShape(range.Low, range.High),
            new ReimbursableShape(toDate.Specific, toDate.Aggregate),
            toDate.Deposits,
            plan.Funding.OpeningBalance,
            new LiabilityAmounts(
                liability.DueToday, liability.WithIncurredNotReported, liability.MaximumRemaining,
                "benefitsUnderAggregate"),
            new MemberCounts(liability.MembersAtNotice, liability.MembersOverSpecific));
    }
}

/// <summary>openapi.yaml, Liability.</summary>
public sealed record LiabilityShape(
    string Employer, PlanYear PlanYear, Month ToDate, Month OpenMonth, DateTime AsOf, string LedgerVersion,
    string Currency, CountsShape Counts, PaidShape Paid, Cents Pended, Cents Ibnr, string IbnrMethod,
    RangeShape IbnrRange, ReimbursableShape Reimbursable, Cents Deposits, Cents OpeningBalance,
    LiabilityAmounts Liability, MemberCounts Members);

public sealed record CountsShape(long Received, long Paid, long Denied, long Pended);

public sealed record PaidShape(Cents Total, Dictionary<string, Cents> ByBenefit);

public sealed record RangeShape(Cents Low, Cents High);

public sealed record ReimbursableShape(Cents Specific, Cents Aggregate);

public sealed record LiabilityAmounts(
    Cents DueToday, Cents WithIncurredNotReported, Cents? MaximumRemaining, string MaximumRemainingCovers);

public sealed record MemberCounts(long AtNotice, long OverSpecific);

/// <summary>openapi.yaml, Comparison.</summary>
public sealed record ComparisonShape(
    string Employer, PlanYear PlanYear, Month ToDate, Cents FullyInsured, Cents Aso, Cents Difference, string KeptBy,
    RenewalShape Renewal);

public sealed record RenewalShape(Cents FullyInsured, Cents? Aso);

/// <summary>openapi.yaml, Funding.</summary>
public sealed record FundingShape(
    string Employer, PlanYear PlanYear, decimal Trend, decimal Margin, long MemberMonths,
    PerMemberMonth? PerMemberMonth);

public sealed record PerMemberMonth(Cents Claims, Cents Fixed, Cents Total);
