using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Periods;

/// <summary>What administration costs (rule 5.12).</summary>
public static class Fees
{
    /// <summary>
    /// Σ months through <paramref name="through"/>: those of the plan year, and later ones by what was posted in them.
    /// </summary>
    public static Cents ToDate(Plan plan, PlanYearTotals totals, Month through)
    {
        var own = plan.Months.Where(month => month <= through).Sum(month => OfMonth(
            plan, EnrolledMonths.Sum(plan, totals, [month]), totals.Months.GetValueOrDefault(month)));
        return own + totals.Months.Where(month => month.Key <= through && !plan.Contains(month.Key))
            .Sum(month => OnClaims(plan.OtherFees, month.Value));
    }

    /// <summary>
    /// A month of the plan year: max(minimum, round(Σ enrolled × per subscriber + members × per member + claims × per
    /// claim + percent × paid + flat)).
    /// </summary>
    /// <param name="posted">What is posted in it; null: nothing.</param>
    public static Cents OfMonth(Plan plan, EnrolledMonths enrolled, MonthTotals? posted)
    {
        var fees = plan.OtherFees;
        var cost = plan.AdministrationFees.For(enrolled.ByTier) + fees.PerMember * enrolled.MemberMonths
            + OnClaims(fees, posted) + fees.FlatMonthly;
        return fees.MinimumMonthly is { } minimum ? Cents.Max(minimum, cost) : cost;
    }

    /// <summary>A month after the plan year costs only this.</summary>
    private static Cents OnClaims(OtherFees fees, MonthTotals? posted) => posted is null
        ? Cents.Zero
        : fees.PerClaim * posted.ClaimsByBenefit.Sum() + posted.Paid.Times(fees.PercentOfPaid);
}
