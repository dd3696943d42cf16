using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Periods;

/// <summary>Makes the statements of a month's close (rules 5.1–5.5).</summary>
public static class Statements
{
    /// <summary>
    /// The plan years that have a statement at the close of <paramref name="month"/>, earliest first: from a plan year's
    /// first month through its last run-out month; later, only where something was posted in the month to the plan year
    /// or to its contract (rule 5.3).
    /// </summary>
    /// <param name="plans">The employer's plans, one for each plan year.</param>
    /// <param name="month">The month that closes.</param>
    /// <param name="cut">The employer's totals of posting months through <paramref name="month"/>.</param>
    public static IReadOnlyList<PlanYear> Due(IEnumerable<Plan> plans, Month month, Totals cut)
    {
        return
        [
            .. plans.Where(plan => plan.Year.First <= month
                    && (month <= plan.LastRunOutMonth || WasPostedTo(cut, plan.Year, month)))
                .Select(plan => plan.Year)
                .Order(),
        ];
    }

    /// <summary>The statement of a plan year at the close of <paramref name="month"/>.</summary>
    /// <param name="plan">The plan year's terms in force at the close.</param>
    /// <param name="month">The month that closes.</param>
    /// <param name="cut">The plan year's totals of posting months through <paramref name="month"/>.</param>
    /// <param name="previous">The plan year's last statement; null for its first.</param>
    /// <param name="closedAt">When the month was closed.</param>
    public static Statement Close(
        Plan plan, Month month, PlanYearTotals cut, Statement? previous, DateTimeOffset closedAt)
    {
        var toDate = YearToDate.Calculate(plan, cut, month);
        var lines = Lines(toDate, previous);
        return new Statement
        {
            Employer = plan.Employer,
            PlanYear = plan.Year,
            Month = month,
            ClosedAt = closedAt,
            IbnrMethod = toDate.Ibnr.Method,
            Lines = lines,
            Fund = FundOf(toDate, lines),
            Settlement = Settles(plan, month, previous) ? Settlement.Calculate(plan.Funding, toDate.FundBalance) : null,
            Aggregate = toDate.AggregatePosition,
        };
    }

    private static bool WasPostedTo(Totals cut, PlanYear year, Month month) =>
        cut.Years.TryGetValue(year, out var totals)
        && (totals.Months.ContainsKey(month) || totals.Contract.PostedMonths.Contains(month));

    /// <summary>Once: at the last run-out month, or in a first statement that is later already.</summary>
    private static bool Settles(Plan plan, Month month, Statement? previous) =>
        month >= plan.LastRunOutMonth && !(previous?.Month >= plan.LastRunOutMonth);

    /// <summary>A month's figure is the cumulative figure now less the last statement's (rule 5.2).</summary>
    private static List<StatementLine> Lines(YearToDate toDate, Statement? previous)
    {
        var lines = Cumulative(toDate)
            .Select(line => line with { Month = line.ToDate - (previous?.Line(line.Name).ToDate ?? 0) })
            .ToList();
        // A line that no longer exists (its benefit left the plan) is reversed, so that the months sum to the year.
        var gone = (previous?.Lines ?? []).Where(old => old.ToDate != 0 && lines.All(line => line.Name != old.Name));
        lines.AddRange(gone.Select(old => old with { Month = -old.ToDate, ToDate = 0 }).ToList());
        return lines;
    }

    private static IEnumerable<StatementLine> Cumulative(YearToDate toDate)
    {
        var benefits = Benefits.All
            .Where(benefit => toDate.Plan.Benefits.ContainsKey(benefit) || !toDate.PaidByBenefit[(int)benefit].IsZero)
            .ToList();
        for (var tier = 0; tier < toDate.EnrolledByTier.Count; tier++)
            yield return Count(LineNames.Enrolled(toDate.Plan.Tiers[tier]), toDate.EnrolledByTier[tier]);
        yield return Amount(LineNames.Deposits, toDate.Deposits);
        foreach (var benefit in benefits)
            yield return Amount(LineNames.Paid(benefit), toDate.PaidByBenefit[(int)benefit]);
        foreach (var benefit in benefits)
            yield return Count(LineNames.Claims(benefit), toDate.ClaimsByBenefit[(int)benefit]);
        yield return Amount(LineNames.Fees, toDate.Fees);
        yield return Amount(LineNames.Premium, toDate.Premium);
        yield return Amount(LineNames.Specific, toDate.Specific);
        yield return Amount(LineNames.Aggregate, toDate.Aggregate);
        yield return Amount(LineNames.Ibnr, toDate.Ibnr.Amount);
        yield return Amount(LineNames.Surplus, toDate.Surplus);
    }

    private static Fund FundOf(YearToDate toDate, List<StatementLine> lines)
    {
        var movements = Cents.Zero;
        foreach (var line in lines)
        {
            if (line.Name is LineNames.Deposits or LineNames.Specific or LineNames.Aggregate)
                movements += new Cents(line.Month);
            else if (line.Name.StartsWith("paid.", StringComparison.Ordinal))
                movements -= new Cents(line.Month);
        }

        return new Fund(toDate.FundBalance - movements, toDate.FundBalance, toDate.Plan.Funding.OpeningBalance);
    }

    private static StatementLine Amount(string name, Cents toDate) => new(name, LineUnit.Cents, 0, toDate.Value);

    private static StatementLine Count(string name, long toDate) => new(name, LineUnit.Count, 0, toDate);
}
