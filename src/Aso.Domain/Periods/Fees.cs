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
            var enrolled = divisions.Select(division => EnrolledMonths.Sum(plan, division, [month])).ToList();
            var explained = divisions.Zip(enrolled, (division, members) =>
                Fraction.Of(Explained(plan, members, division.Months.GetValueOrDefault(month)))).ToList();
            var rest = explained.Aggregate(
                Fraction.Of(InMonth(plan, whole, month)), (left, part) => left - part);
            var memberMonths = enrolled.Sum(members => members.MemberMonths);
            for (var place = 0; place < parts.Length; place++)
            {
                parts[place] += explained[place];
                if (memberMonths > 0)
                    parts[place] += rest * Fraction.Of(enrolled[place].MemberMonths) / Fraction.Of(memberMonths);
            }

            if (memberMonths == 0) parts[unassigned] += rest;
        }

        return parts;
    }

    /// <summary>Those of the plan year, and later ones in which something was posted.</summary>
    internal static IEnumerable<Month> MonthsThrough(Plan plan, GroupTotals totals, Month through) =>
        plan.Months.Union(totals.Months.Keys).Where(month => month <= through);

    internal static Cents InMonth(Plan plan, GroupTotals totals, Month month)
    {
        var (enrolled, posted) = (EnrolledMonths.Sum(plan, totals, [month]), totals.Months.GetValueOrDefault(month));
        // Nobody is enrolled in a month after the plan year: it costs only what claims and the percent come to.
        return plan.Contains(month) ? OfMonth(plan, enrolled, posted) : Cents.Round(Explained(plan, enrolled, posted));
    }

    /// <summary>
    /// A month of the plan year: max(minimum, round(Σ enrolled × per subscriber + members × per member + claims × per
    /// claim + percent × paid + flat)).
    /// </summary>
    /// <param name="posted">What is posted in it; null: nothing.</param>
    public static Cents OfMonth(Plan plan, EnrolledMonths enrolled, MonthTotals? posted)
    {
        // One rounding, of the sum: half a cent is rounded away from zero by the sign of the whole.
        var cost = Cents.Round(Explained(plan, enrolled, posted) + plan.OtherFees.FlatMonthly.Value);
        return plan.OtherFees.MinimumMonthly is { } minimum ? Cents.Max(minimum, cost) : cost;
    }

    /// <summary>What enrollment, claims and the percent come to, in cents, not rounded.</summary>
    private static decimal Explained(Plan plan, EnrolledMonths enrolled, MonthTotals? posted)
    {
        var fees = plan.OtherFees;
        var whole = plan.AdministrationFees.For(enrolled.ByTier) + fees.PerMember * enrolled.MemberMonths;
        return posted is null
            ? whole.Value
            : (whole + fees.PerClaim * posted.ClaimsByBenefit.Sum()).Value + posted.Paid.Value * fees.PercentOfPaid;
    }
}
