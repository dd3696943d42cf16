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
            .Sum(month => WithClaims(plan.OtherFees, Cents.Zero, month.Value));
    }

    /// <summary>
    /// A month of the plan year: max(minimum, round(Σ enrolled × per subscriber + members × per member + claims × per
    /// claim + percent × paid + flat)).
    /// </summary>
    /// <param name="posted">What is posted in it; null: nothing.</param>
    public static Cents OfMonth(Plan plan, EnrolledMonths enrolled, MonthTotals? posted)
    {
        var fees = plan.OtherFees;
        var fixedPart = plan.AdministrationFees.For(enrolled.ByTier) + fees.PerMember * enrolled.MemberMonths
            + fees.FlatMonthly;
        var cost = WithClaims(fees, fixedPart, posted);
        return fees.MinimumMonthly is { } minimum ? Cents.Max(minimum, cost) : cost;
    }

    /// <summary>A month after the plan year costs only what claims and the percent come to.</summary>
    private static Cents WithClaims(OtherFees fees, Cents fixedPart, MonthTotals? posted)
    {
        if (posted is null) return fixedPart;
        var whole = fixedPart + fees.PerClaim * posted.ClaimsByBenefit.Sum();
        // One rounding, of the sum: half a cent is rounded away from zero by the sign of the whole.
        return fees.PercentOfPaid == 0m ? whole : Cents.Round(whole.Value + posted.Paid.Value * fees.PercentOfPaid);
    }
}
