using Aso.Domain.Accumulators;
using Aso.Domain.Book;
using Aso.Domain.Periods;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Liability;

/// <summary>
/// The plan year through the last closed month compared with the cost of full insurance (rule 5.8).
/// </summary>
/// <param name="Incurred">
/// Σ members' paid and pended claims, less recoveries, up to the pooling level − recoveries without a member + IBNR +
/// disability reserve.
/// </param>
/// <param name="FullyInsured">Σ enrolled × monthly premium.</param>
/// <param name="Aso">fees + premium + taxes + paid − recoveries − accrued + denied + unpaid net + disability reserve.</param>
/// <param name="InsurersResult">
/// Premium × target loss ratio − incurred: above 0 the insurer keeps it; below, the employer pays for it at renewal.
/// </param>
/// <param name="RenewalFullyInsured">
/// The premium an insurer would quote for the next twelve months; null where there are no member-months to date.
/// </param>
/// <param name="RenewalAso">Next year's funding for the same member-months; null as before.</param>
public sealed record Comparison(
    Cents Incurred, Cents FullyInsured, Cents Aso, Cents InsurersResult, Cents? RenewalFullyInsured, Cents? RenewalAso)
{
    /// <summary>Positive where self-funding cost less. Less or more, the difference is the employer's (section 1).</summary>
    public Cents Difference => FullyInsured - Aso;

    /// <summary>Null where the plan has no fully insured terms to compare with.</summary>
    /// <param name="toDate">The plan year's figures through the last closed month.</param>
    /// <param name="experience">All shards', at the same trend.</param>
    public static Comparison? Calculate(YearToDate toDate, Experience experience, NextYear assumed)
    {
        var plan = toDate.Plan;
        if (plan.FullyInsured is not { } insured) return null;

        var totals = experience.Totals.Years.GetValueOrDefault(plan.Year) ?? new PlanYearTotals();
        var incurred = experience.Pooled - totals.Months.Values.Sum(month => month.Recoveries - month.MemberRecoveries)
            + toDate.Unpaid.Ibnr + toDate.DisabilityReserve;
        var premium = insured.MonthlyPremium.For(toDate.EnrolledByTier);
        var memberMonths = EnrolledMonths.Sum(plan, totals, plan.Months).MemberMonths;
        return new Comparison(
            incurred,
            premium,
            toDate.Fixed + toDate.NetClaims,
            premium.Times(insured.TargetLossRatio) - incurred,
            InsuredRenewal(insured, incurred, toDate, memberMonths, assumed),
            NextYearFunding.Calculate(toDate, experience, assumed).Rate?.Total * memberMonths);
    }

    /// <summary>
    /// (incurred × (1 + t)^((36 − months) ÷ 24) × annual member-months ÷ member-months + pooling charge × annual
    /// member-months) ÷ target loss ratio, rounded once.
    /// </summary>
    private static Cents? InsuredRenewal(
        FullyInsured insured, Cents incurred, YearToDate toDate, long memberMonths, NextYear assumed)
    {
        if (toDate.MemberMonths == 0) return null;
        var claims = Fraction.Of(incurred) * assumed.Growth(toDate.Months) * Fraction.Of(memberMonths)
            / Fraction.Of(toDate.MemberMonths);
        return ((claims + Fraction.Of(insured.PoolingCharge) * Fraction.Of(memberMonths))
            / Fraction.Of(insured.TargetLossRatio)).Round();
    }
}
