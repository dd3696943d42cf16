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
        foreach (var (month, member, row) in Enrolled(year, family))
        {
            var (tier, ofContract) = (TierOf(row, year.Plan), ContractTierOf(row, year.Plan));
            Count(year.Totals.ExposureIn(month, year.Plan.Tiers.Count), tier, ofContract, sign);
            var division = divisions.NumberOf(row);
            if (division == DivisionCodes.Unassigned) continue;
            var part = year.Totals.Division(divisions[division]);
            Count(part.ExposureIn(month, year.Plan.Tiers.Count), tier, ofContract, sign);
        }
    }

    /// <summary>Each month of each member of a family in which a row enrolls her in a benefit of the plan.</summary>
    public static IEnumerable<EnrolledMonth> Enrolled(PlanYearBook year, DivisionCodes divisions, Family family)
    {
        foreach (var (month, member, row) in Enrolled(year, family))
        {
            var division = divisions.NumberOf(row);
            yield return new EnrolledMonth(
                month, member.MemberId, family.SubscriberId, TierOf(row, year.Plan), ContractTierOf(row, year.Plan),
                division == DivisionCodes.Unassigned ? null : divisions[division]);
        }
    }

    private static IEnumerable<(Month Month, FamilyMember Member, EnrollmentRow Row)> Enrolled(
        PlanYearBook year, Family family)
    {
        var offered = year.Plan.Offered;
        foreach (var month in year.Plan.Months)
        foreach (var member in family.Members)
        {
            var place = member.RowHere(month.FirstDay);
            if (place >= 0 && !member.Rows[place].Benefits.Intersect(offered).IsEmpty)
                yield return (month, member, member.Rows[place]);
        }
    }

    private static void Count(Exposure exposure, int tier, int ofContract, int sign)
    {
        exposure.Members += sign;
        if (tier >= 0) exposure.SubscribersByTier[tier] += sign;
        if (tier == ofContract) return;
        if (tier >= 0) exposure.Shift(tier, -sign);
        if (ofContract >= 0) exposure.Shift(ofContract, sign);
    }

    /// <summary>
    /// The tier of a benefit in the subscriber's row in force on a date, as its place among the plan's; −1: no row, or
    /// no such tier.
    /// </summary>
    public static int TierOn(DateOnly date, Family family, Plan plan, Benefit benefit)
    {
        foreach (var member in family.Members)
        {
            var place = member.RowHere(date);
            if (place >= 0 && TierOf(member.Rows[place], plan, benefit) is >= 0 and var tier) return tier;
        }

        return -1;
    }

    /// <summary>
    /// The subscriber's place among the plan's tiers; −1 for others, or where the plan has no such tier.
    /// </summary>
    /// <param name="benefit">Null: the row's own, the widest of all its benefits'.</param>
    private static int TierOf(EnrollmentRow row, Plan plan, Benefit? benefit = null)
    {
        if (row.Relationship != Relationship.Self) return -1;
        var name = benefit is { } one ? row.TierOf(one) : row.Tier;
        for (var tier = 0; tier < plan.Tiers.Count; tier++)
            if (plan.Tiers[tier] == name) return tier;
        return -1;
    }

    /// <summary>
    /// The widest of the benefits that the stop-loss contract covers; the row's own where it lists none of them.
    /// </summary>
    private static int ContractTierOf(EnrollmentRow row, Plan plan)
    {
        var widest = -1;
        if (row.BenefitTiers is not null)
            foreach (var benefit in row.Benefits.Intersect(Covered(plan.StopLoss)).Members)
                widest = Math.Max(widest, TierOf(row, plan, benefit));
        return widest >= 0 ? widest : TierOf(row, plan);
    }

    private static BenefitSet Covered(StopLossTerms? terms) =>
        (terms?.Specific?.Benefits ?? default).Union(terms?.Aggregate?.Benefits ?? default);
}

/// <summary>A month in which a member is enrolled (rule 4.6).</summary>
/// <param name="Tier">The subscriber's place among the plan's tiers; −1: another member, or no such tier.</param>
/// <param name="ContractTier">The same by the benefits that the stop-loss contract covers.</param>
/// <param name="Division">Null: none (rule 5.16).</param>
public readonly record struct EnrolledMonth(
    Month Month, string MemberId, string SubscriberId, int Tier, int ContractTier, string? Division);
