using Aso.Domain.Accumulators;
using Aso.Domain.Periods;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Liability;

/// <summary>The most that the benefits under the aggregate can still cost (rule 5.7), part by part.</summary>
/// <param name="ToAttachment">max(0, annual attachment − aggregate eligible).</param>
/// <param name="Fixed">
/// Fees, premium and taxes of the plan year's months after to-date, with the enrollment known now for them.
/// </param>
/// <param name="AggregatingDeductible">What it may still leave with the employer.</param>
/// <param name="Lasers">What they may still leave with the employer.</param>
public sealed record RemainingCost(Cents ToAttachment, Cents Fixed, Cents AggregatingDeductible, Cents Lasers)
{
    public Cents Total => ToAttachment + Fixed + AggregatingDeductible + Lasers;

    /// <summary>Null: nothing bounds it.</summary>
    /// <param name="totals">The plan year's.</param>
    public static RemainingCost? Of(YearToDate toDate, PlanYearTotals totals)
    {
        var (plan, contract) = (toDate.Plan, totals.Contract);
        if (CurrentLiability.WhyUnbounded(plan).Count > 0) return null;
        var (position, specific) = (toDate.AggregatePosition!, plan.StopLoss!.Specific);
        return new RemainingCost(
            (position.AnnualAttachment - position.Eligible).NotNegative(),
            FixedToCome(toDate, totals),
            specific is null
                ? Cents.Zero
                : (specific.AggregatingDeductible - contract.SpecificReimbursable).NotNegative(),
            specific is null || plan.StopLoss.Aggregate!.LasersCountTowardAggregate
                ? Cents.Zero
                : specific.Lasers.Values.Sum(laser => laser - specific.Deductible) - contract.LasersUsed);
    }

    /// <summary>Fees, premium and taxes of the months after to-date; taxes by what they then are to date.</summary>
    private static Cents FixedToCome(YearToDate toDate, PlanYearTotals totals)
    {
        var plan = toDate.Plan;
        var rest = plan.Months.Where(month => month > toDate.Through)
            .Select(month => EnrolledMonths.Sum(plan, totals, [month])).ToList();
        var fees = rest.Sum(enrolled => Fees.OfMonth(plan, enrolled, posted: null));
        var premium = rest.Sum(enrolled => plan.StopLossPremium.For(enrolled.ContractByTier));
        var taxes = Taxes.ToDate(plan, toDate.Fees + fees, toDate.Premium + premium, toDate.Paid).Sum();
        return fees + premium + taxes - toDate.Taxes.Sum();
    }
}
