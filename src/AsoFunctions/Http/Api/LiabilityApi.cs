using Aso.ClaimFiles.Csv;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using AsoFunctions.Statements;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>
/// The liability right now (rule 5.7), and as of the last closed month the comparison with full insurance (5.8) and next
/// year's funding (5.9).
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
        var (liability, division) = (view.Liability(), Routes.DivisionOf(request));
        if (division is not null) liability = Routes.Known(liability.PartOf(division, view.Now), division);
        // The same postings have other figures on another day.
        var version = $"{view.Ledger.Version}-{view.Chosen.Plan.Year}-{view.Today:yyyyMMdd}";
        return Answer.Ok(
            Shape(view, liability, division),
            division is null ? version : $"{version}-{Uri.EscapeDataString(division)}");
    }

    [Function("GetComparison")]
    public async Task<IActionResult> ComparisonAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/comparison")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var view = await employers.ViewAsync(employer, Routes.PlanYearOf(request), cancellation);
        if (view.Chosen.Plan.FullyInsured is null)
            throw new ProblemException(
                Problem.NotFound("The plan document has no fully insured terms to compare with."));
        var (assumed, through) = (Assumed(request), LastClosedMonth(view));
        var (toDate, experience) = await employers.ExperienceAsync(view, through, assumed.Trend);
        var comparison = Comparison.Calculate(toDate, experience, assumed)!;
        var insurer = comparison.InsurersResult;
        return Answer.Ok(
            new ComparisonShape(
                view.Employer, view.Chosen.Plan.Year, through, assumed.Trend, assumed.Margin, comparison.Incurred,
                comparison.FullyInsured, comparison.Aso, comparison.Difference,
                // Whoever bears the risk keeps the difference: under ASO always the employer.
                "employer",
                new KeptShape(
                    insurer >= Cents.Zero
                        ? new KeptAmounts(insurer, Cents.Zero, "insurer")
                        : new KeptAmounts(insurer, Cents.Zero, "employer"),
                    new KeptAmounts(Cents.Zero, comparison.Difference, null)),
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
        var (assumed, through) = (Assumed(request), LastClosedMonth(view));
        var (toDate, experience) = await employers.ExperienceAsync(view, through, assumed.Trend);
        var funding = NextYearFunding.Calculate(toDate, experience, assumed);
        return Answer.Ok(
            new FundingShape(
                view.Employer, view.Chosen.Plan.Year, through, assumed.Trend, assumed.Margin, assumed.FixedTrend,
                funding.MemberMonths, funding.LeveragedTrend,
                funding.Rate is { } rate ? new PerMemberMonth(rate.Claims, rate.Fixed, rate.Total) : null));
    }

    internal static NextYear Assumed(HttpRequest request) => new(
        Routes.Rate(request, "trend", 0m), Routes.Rate(request, "margin", 0m), Routes.Rate(request, "fixedTrend", 0m));

    private static Month LastClosedMonth(EmployerView view) =>
        view.LastClosedMonth is { } closed && closed >= view.Chosen.Plan.Year.First
            ? closed
            : throw new ProblemException(Problem.Conflict(
                "no-closed-month", "No month of the plan year is closed yet; these figures are as of the last one."));

    private LiabilityShape Shape(EmployerView view, CurrentLiability liability, string? division)
    {
        var toDate = liability.ToDate;
        var (plan, counts, unpaid, carrier) = (view.Chosen.Plan, liability.Counts, toDate.Unpaid, toDate.Carrier);
        return new LiabilityShape(
            view.Employer,
            plan.Year,
            division,
            toDate.Through,
            liability.OpenMonth,
            view.LastClosedMonth,
            clock.Now.UtcDateTime,
            view.Ledger.Version,
            plan.Currency,
            new CountsShape(
                counts.Received, counts.Paid, counts.Denied, counts.Pended, counts.Refused, counts.Voided,
                division is null ? counts.Waiting : null),
            new PaidShape(
                toDate.Paid,
                Benefits.All
                    .Where(benefit => plan.Benefits.ContainsKey(benefit) || !toDate.PaidByBenefit[(int)benefit].IsZero)
                    .ToDictionary(benefit => benefit.Name(), benefit => toDate.PaidByBenefit[(int)benefit])),
            unpaid.Pended,
            unpaid.Ibnr,
            StatementJson.NameOf(unpaid.Method),
            new UnpaidShape(unpaid.Gross, unpaid.Recoverable, unpaid.Net),
            division is null ? RangeShape.Of(view.Now.UnpaidRange(plan)) : null,
            toDate.Disability is { } disability
                ? new DisabilityReserveShape(disability.Reserve, disability.IsByTable ? "table" : "maximum")
                : null,
            new ReimbursableShape(toDate.Specific, toDate.Aggregate),
            new ReceivableShape(carrier.Accrued, carrier.Received, carrier.Denied, carrier.Receivable),
            toDate.Recoveries,
            toDate.Deposits,
            toDate.OpeningBalance,
            toDate.FundBalance,
            toDate.Surplus,
            toDate.Expected is { } expected
                ? new BudgetShape(expected, toDate.HealthPaid, toDate.HealthPaid - expected)
                : null,
            new LiabilityAmounts(
                liability.DueToday, liability.WithIncurredNotReported, liability.MaximumRemaining,
                [.. liability.UnboundedBecause.Select(StatementJson.NameOf)], "benefitsUnderAggregate"),
            division is null ? new MemberCounts(liability.UnitsAtNotice, liability.UnitsOverSpecific) : null,
            view.Now.Divisions);
    }
}

/// <summary>openapi.yaml, Liability.</summary>
/// <param name="Division">Whose part it is (rule 5.16); null: the whole.</param>
/// <param name="UnpaidRange">Of the whole alone; so are <paramref name="Members"/>, which may have claims in several divisions.</param>
/// <param name="Divisions">Those that a row of enrollment names, and <c>unassigned</c>.</param>
public sealed record LiabilityShape(
    string Employer, PlanYear PlanYear, string? Division, Month ToDate, Month OpenMonth, Month? LastClosedMonth, DateTime AsOf,
    string LedgerVersion, string Currency, CountsShape Counts, PaidShape Paid, Cents Pended, Cents Ibnr,
    string IbnrMethod, UnpaidShape Unpaid, RangeShape? UnpaidRange, DisabilityReserveShape? DisabilityReserve,
    ReimbursableShape Reimbursable, ReceivableShape Receivable, Cents Recoveries, Cents Deposits,
    Cents OpeningBalance, Cents FundBalance, Cents Surplus, BudgetShape? Expected, LiabilityAmounts Liability,
    MemberCounts? Members, IReadOnlyList<string> Divisions);

/// <summary>Received = paid + denied + pended + refused + voided; those that wait are not received yet.</summary>
/// <param name="Waiting">For their member (rule 3.34); null for a division: nobody knows whose they are.</param>
public sealed record CountsShape(
    long Received, long Paid, long Denied, long Pended, long Refused, long Voided, long? Waiting);

public sealed record PaidShape(Cents Total, Dictionary<string, Cents> ByBenefit);

/// <summary>Incurred and not paid health claims (rules 5.6, 5.10).</summary>
public sealed record UnpaidShape(Cents Gross, Cents Recoverable, Cents Net);

/// <summary>Of the unpaid estimate U, by the methods that apply.</summary>
public sealed record RangeShape(Cents Low, Cents High)
{
    public static RangeShape Of(UnpaidRange range) => new(range.Low, range.High);
}

public sealed record DisabilityReserveShape(Cents Amount, string Method);

public sealed record ReimbursableShape(Cents Specific, Cents Aggregate);

public sealed record ReceivableShape(Cents Accrued, Cents Received, Cents Denied, Cents Receivable);

public sealed record BudgetShape(Cents Claims, Cents Actual, Cents Variance);

public sealed record LiabilityAmounts(
    Cents DueToday, Cents WithIncurredNotReported, Cents? MaximumRemaining, IReadOnlyList<string> UnboundedBecause,
    string MaximumRemainingCovers);

public sealed record MemberCounts(long AtNotice, long OverSpecific);

/// <summary>openapi.yaml, Comparison.</summary>
public sealed record ComparisonShape(
    string Employer, PlanYear PlanYear, Month ThroughMonth, decimal Trend, decimal Margin, Cents Incurred,
    Cents FullyInsured, Cents Aso, Cents Difference, string KeptBy, KeptShape Kept, RenewalShape Renewal);

/// <summary>Who keeps what under each arrangement (rule 5.8).</summary>
public sealed record KeptShape(KeptAmounts FullyInsured, KeptAmounts Aso);

/// <param name="AtRenewal">Who bears the insurer's result when the premium is set anew; null under ASO.</param>
public sealed record KeptAmounts(Cents Insurer, Cents Employer, string? AtRenewal);

public sealed record RenewalShape(Cents? FullyInsured, Cents? Aso);

/// <summary>openapi.yaml, Funding.</summary>
public sealed record FundingShape(
    string Employer, PlanYear PlanYear, Month ThroughMonth, decimal Trend, decimal Margin, decimal FixedTrend,
    long MemberMonths, decimal? LeveragedTrend, PerMemberMonth? PerMemberMonth);

public sealed record PerMemberMonth(Cents Claims, Cents Fixed, Cents Total);
