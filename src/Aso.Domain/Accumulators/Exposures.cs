using Aso.Domain.Enrollment;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Accumulators;

/// <summary>Who is enrolled in the months of a plan year (rule 4.6).</summary>
internal static class Exposures
{
    /// <summary>Adds (sign 1) or takes away (sign −1) a family's enrollment as it is known now.</summary>
    public static void Add(PlanYearBook year, DivisionCodes divisions, Family family, int sign)
    {
        var offered = year.Plan.Offered;
        foreach (var month in year.Plan.Months)
        {
            var exposure = year.Totals.ExposureIn(month, year.Plan.Tiers.Count);
            foreach (var member in family.Members)
            {
                var place = member.RowHere(month.FirstDay);
                if (place < 0 || member.Rows[place].Benefits.Intersect(offered).IsEmpty) continue;
                var tier = TierOf(member.Rows[place], year.Plan);
                Count(exposure, tier, sign);
                var division = divisions.NumberOf(member.Rows[place]);
                if (division == DivisionCodes.Unassigned) continue;
                var part = year.Totals.Division(divisions[division]);
                Count(part.ExposureIn(month, year.Plan.Tiers.Count), tier, sign);
            }
        }
    }

    private static void Count(Exposure exposure, int tier, int sign)
    {
        exposure.Members += sign;
        if (tier >= 0) exposure.SubscribersByTier[tier] += sign;
    }

    /// <summary>
    /// The tier of the subscriber's row in force on a date, as its place among the plan's; −1: no row, or no such tier.
    /// </summary>
    public static int TierOn(DateOnly date, Family family, Plan plan)
    {
        foreach (var member in family.Members)
        {
            var place = member.RowHere(date);
            if (place >= 0 && TierOf(member.Rows[place], plan) is >= 0 and var tier) return tier;
        }

        return -1;
    }

    /// <summary>
    /// The subscriber's place among the plan's tiers; −1 for others, or where the plan has no such tier.
    /// </summary>
    private static int TierOf(EnrollmentRow row, Plan plan)
    {
        if (row.Relationship != Relationship.Self) return -1;
        for (var tier = 0; tier < plan.Tiers.Count; tier++)
            if (plan.Tiers[tier] == row.Tier) return tier;
        return -1;
    }
}
