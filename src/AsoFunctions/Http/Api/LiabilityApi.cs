using Aso.ClaimFiles.Csv;
using Aso.Ledger.Journal;
using AsoFunctions.Statements;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>What the liability is right now (rule 5.7), and what it compares with (5.8) and asks for next year (5.9).</summary>
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
        var comparison = Comparison.Calculate(view.ToDate(), view.YearTotals)
            ?? throw new ProblemException(Problem.NotFound("The plan names no fully insured terms to compare with."));
        return Answer.Ok(
            new
            {
                view.Employer,
                PlanYear = view.Chosen.Plan.Year,
                ToDate = view.ToDate().Through,
                comparison.FullyInsured,
                comparison.Aso,
                comparison.Difference,
                // Whoever carries the risk keeps the difference: under ASO the employer, whichever way it falls.
                KeptBy = "employer",
                Renewal = new { FullyInsured = comparison.RenewalFullyInsured, Aso = comparison.RenewalAso },
            });
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
            new
            {
                view.Employer,
                PlanYear = view.Chosen.Plan.Year,
                funding.Trend,
                funding.Margin,
                funding.MemberMonths,
                PerMemberMonth = funding.Rate is { } rate ? new { rate.Claims, rate.Fixed, rate.Total } : null,
            });
    }

    private object Shape(EmployerView view, CurrentLiability liability)
    {
        var toDate = liability.ToDate;
        var range = Ibnr.Range(view.Chosen.Plan, view.YearTotals, toDate.Through);
        return new
        {
            view.Employer,
            PlanYear = view.Chosen.Plan.Year,
            ToDate = toDate.Through,
            liability.OpenMonth,
            AsOf = clock.Now.UtcDateTime,
            LedgerVersion = view.Ledger.Version,
            view.Chosen.Plan.Currency,
            Counts = new
            {
                liability.Counts.Received, liability.Counts.Paid, liability.Counts.Denied, liability.Counts.Pended,
            },
            Paid = new
            {
                Total = toDate.Paid,
                ByBenefit = Benefits.All
                    .Where(benefit => view.Chosen.Plan.Benefits.ContainsKey(benefit)
                        || !toDate.PaidByBenefit[(int)benefit].IsZero)
                    .ToDictionary(benefit => benefit.Name(), benefit => toDate.PaidByBenefit[(int)benefit]),
            },
            liability.Pended,
            Ibnr = toDate.Ibnr.Amount,
            IbnrMethod = StatementJson.NameOf(toDate.Ibnr.Method),
            IbnrRange = new { range.Low, range.High },
            Reimbursable = new { toDate.Specific, toDate.Aggregate },
            toDate.Deposits,
            view.Chosen.Plan.Funding.OpeningBalance,
            Liability = new
            {
                liability.DueToday,
                liability.WithIncurredNotReported,
                liability.MaximumRemaining,
                MaximumRemainingCovers = "benefitsUnderAggregate",
            },
            Members = new { AtNotice = liability.MembersAtNotice, OverSpecific = liability.MembersOverSpecific },
        };
    }
}
