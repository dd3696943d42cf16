using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.StopLoss;
using Aso.Domain.Values;

namespace Aso.Domain.Periods;

/// <summary>
/// Every cumulative figure of a plan year, as a close of <see cref="Through"/> sees it. Statements and live
/// figures are both made of these, so they cannot disagree (rule 5.2).
/// </summary>
public sealed record YearToDate
{
    public required Plan Plan { get; init; }

    /// <summary>To date is through this month, included.</summary>
    public required Month Through { get; init; }

    /// <summary>Subscriber-months, in the order of the plan's tiers.</summary>
    public required IReadOnlyList<long> EnrolledByTier { get; init; }

    public required long MemberMonths { get; init; }

    public required Cents Deposits { get; init; }

    /// <summary>Indexed by <see cref="Benefit"/>.</summary>
    public required IReadOnlyList<Cents> PaidByBenefit { get; init; }

    /// <summary>Indexed by <see cref="Benefit"/>.</summary>
    public required IReadOnlyList<long> ClaimsByBenefit { get; init; }

    public required Cents Fees { get; init; }

    public required Cents Premium { get; init; }

    /// <summary>What the carrier owes under the specific, after the aggregating deductible (rule 4.3).</summary>
    public required Cents Specific { get; init; }

    /// <summary>Null without an aggregate.</summary>
    public required AggregatePosition? AggregatePosition { get; init; }

    public required IbnrEstimate Ibnr { get; init; }

    public Cents Aggregate => AggregatePosition?.Reimbursable ?? Cents.Zero;

    public Cents Reimbursable => Specific + Aggregate;

    public Cents Paid => PaidByBenefit.Sum();

    /// <summary>How many of the plan year's twelve months are to date.</summary>
    public int Months => Math.Clamp(Through - Plan.Year.First + 1, 0, PlanYear.Months);

    /// <summary>The fund's balance (rule 5.4).</summary>
    public Cents FundBalance => Plan.Funding.OpeningBalance + Deposits + Specific + Aggregate - Paid;

    /// <summary>Surplus, or deficit where negative (rule 5.5).</summary>
    public Cents Surplus => FundBalance - Ibnr.Amount;

    /// <param name="plan">The plan year's terms in force now.</param>
    /// <param name="totals">The plan year's totals: a cut, or all that is posted.</param>
    /// <param name="through">The closed month, or the live to-date month.</param>
    public static YearToDate Calculate(Plan plan, PlanYearTotals totals, Month through)
    {
        var enrollment = EnrolledMonths.Sum(plan, totals, plan.Year.AllMonths.Where(month => month <= through));
        var posted = totals.Months.Where(month => month.Key <= through).Select(month => month.Value).ToList();
        return new YearToDate
        {
            Plan = plan,
            Through = through,
            EnrolledByTier = enrollment.ByTier,
            MemberMonths = enrollment.MemberMonths,
            Deposits = plan.Funding is { Method: FundingMethod.Level, MonthlyDeposit: { } deposit }
                ? deposit.For(enrollment.ByTier)
                : posted.Sum(month => month.Deposits),
            PaidByBenefit =
                [.. Benefits.All.Select(benefit => posted.Sum(month => month.PaidByBenefit[(int)benefit]))],
            ClaimsByBenefit =
                [.. Benefits.All.Select(benefit => posted.Sum(month => month.ClaimsByBenefit[(int)benefit]))],
            Fees = plan.AdministrationFees.For(enrollment.ByTier),
            Premium = plan.StopLossPremium.For(enrollment.ByTier),
            Specific = plan.StopLoss?.Specific is { } specific
                ? Aso.Domain.StopLoss.Specific.CarrierPays(specific, totals.Contract.SpecificReimbursable)
                : Cents.Zero,
            AggregatePosition = plan.StopLoss?.Aggregate is { } aggregate
                ? Aso.Domain.StopLoss.Aggregate.Position(aggregate, plan.Year, totals, through)
                : null,
            Ibnr = Aso.Domain.Periods.Ibnr.Estimate(plan, totals, through),
        };
    }
}
