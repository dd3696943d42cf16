using Aso.Domain.Accumulators;
using Aso.Domain.Periods;
using Aso.Domain.Values;

namespace Aso.Domain.Liability;

/// <summary>The plan year to date compared with the cost of full insurance (rule 5.8).</summary>
/// <param name="FullyInsured">Σ enrolled × monthly premium.</param>
/// <param name="Aso">fees + premium + paid − reimbursable + IBNR.</param>
/// <param name="RenewalFullyInsured">(paid + IBNR) ÷ target loss ratio: the premium an insurer would quote.</param>
/// <param name="RenewalAso">
/// Next year's funding without trend and margin, for the member-months of the twelve months as known now; null where
/// there are no member-months to date.
/// </param>
public sealed record Comparison(Cents FullyInsured, Cents Aso, Cents RenewalFullyInsured, Cents? RenewalAso)
{
    /// <summary>Positive where self-funding cost less. Less or more, the difference is the employer's (section 1).</summary>
    public Cents Difference => FullyInsured - Aso;

    /// <summary>Null where the plan has no fully insured terms to compare with.</summary>
    public static Comparison? Calculate(YearToDate toDate, PlanYearTotals totals)
    {
        var plan = toDate.Plan;
        if (plan.FullyInsured is not { } insured) return null;

        var incurred = toDate.Paid + toDate.Ibnr.Amount;
        var renewal = NextYearFunding.Calculate(toDate, totals, trend: 0m, margin: 0m).Rate;
        var memberMonths = EnrolledMonths.Sum(plan, totals, plan.Year.AllMonths).MemberMonths;
        return new Comparison(
            insured.MonthlyPremium.For(toDate.EnrolledByTier),
            toDate.Fees + toDate.Premium + incurred - toDate.Reimbursable,
            (Fraction.Of(incurred) / Fraction.Of(insured.TargetLossRatio)).Round(),
            renewal?.Total * memberMonths);
    }
}
