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
    public static Cents ToDate(Plan plan, GroupTotals totals, Month through) =>
        MonthsThrough(plan, totals, through).Sum(month => InMonth(plan, totals, month));

    /// <summary>
    /// Exact parts of divisions (rule 5.16): what its enrollment, claims and percent explain of each month, and of the rest
    /// (flat amount, minimum, rounding) a part by the month's member-months.
    /// </summary>
    /// <param name="whole">The plan year's totals.</param>
    /// <param name="divisions">They sum to the whole.</param>
    /// <param name="unassigned">The place of the division that gets the rest of a month without members.</param>
    public static Fraction[] ByDivision(
        Plan plan, GroupTotals whole, IReadOnlyList<GroupTotals> divisions, Month through, int unassigned)
    {
        var parts = new Fraction[divisions.Count];
        foreach (var month in MonthsThrough(plan, whole, through))
        {
            var members = EnrolledMonths.Sum(plan, whole, [month]).MemberMonths;
            var explained = divisions.Select(division => Explained(plan, division, month)).ToList();
            var rest = explained.Aggregate(
                Fraction.Of(InMonth(plan, whole, month)), (left, part) => left - part);
            for (var place = 0; place < parts.Length; place++)
            {
                parts[place] += explained[place];
                if (members > 0)
                    parts[place] += rest * Fraction.Of(EnrolledMonths.Sum(plan, divisions[place], [month]).MemberMonths)
                        / Fraction.Of(members);
            }

            if (members == 0) parts[unassigned] += rest;
        }

        return parts;
    }

    private static Fraction Explained(Plan plan, GroupTotals division, Month month)
    {
        var (fees, enrolled) = (plan.OtherFees, EnrolledMonths.Sum(plan, division, [month]));
        var part = Fraction.Of(plan.AdministrationFees.For(enrolled.ByTier) + fees.PerMember * enrolled.MemberMonths);
        return division.Months.TryGetValue(month, out var posted)
            ? part + Fraction.Of(fees.PerClaim * posted.ClaimsByBenefit.Sum())
                + Fraction.Of(posted.Paid) * Fraction.Of(fees.PercentOfPaid)
            : part;
    }

    private static IEnumerable<Month> MonthsThrough(Plan plan, GroupTotals totals, Month through) =>
        plan.Months.Union(totals.Months.Keys).Where(month => month <= through);

    private static Cents InMonth(Plan plan, GroupTotals totals, Month month)
    {
        var posted = totals.Months.GetValueOrDefault(month);
        return plan.Contains(month)
            ? OfMonth(plan, EnrolledMonths.Sum(plan, totals, [month]), posted)
            : WithClaims(plan.OtherFees, Cents.Zero, posted);
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
