using Aso.Domain.Accumulators;
using Aso.Domain.Periods;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Liability;

/// <summary>Why nothing bounds what a plan year can still cost (rule 5.7).</summary>
public enum Unbounded : byte
{
    NoAggregate,
    SpecificReimbursement,
    AggregateReimbursement,
    SpecificMaximum,
    AggregateMaximum,
    FeesOnClaims,
}

/// <summary>What the employer owes for a plan year, from what is posted now (rule 5.7).</summary>
public sealed record CurrentLiability
{
    /// <summary>Figures to date, through the live month.</summary>
    public required YearToDate ToDate { get; init; }

    public required Month OpenMonth { get; init; }

    public required ClaimCounts Counts { get; init; }

    /// <summary>Units whose eligible paid amount reaches the notice's part of their deductible.</summary>
    public required long UnitsAtNotice { get; init; }

    /// <summary>Units whose eligible paid amount exceeds their deductible.</summary>
    public required long UnitsOverSpecific { get; init; }

    /// <summary>max(0, −fund balance).</summary>
    public required Cents DueToday { get; init; }

    /// <summary>paid − recoveries − accrued + denied + unpaid net + disability reserve.</summary>
    public Cents WithIncurredNotReported => ToDate.NetClaims;

    /// <summary>As <see cref="RemainingCost"/>; null where <see cref="UnboundedBecause"/> says why nothing bounds it.</summary>
    public required Cents? MaximumRemaining { get; init; }

    public required IReadOnlyList<Unbounded> UnboundedBecause { get; init; }

    /// <param name="employer">The employer now.</param>
    /// <param name="latest">The last statement of each plan year that has one.</param>
    public static CurrentLiability Calculate(
        Plan plan, EmployerPosition employer, Month openMonth, IReadOnlyDictionary<PlanYear, Statement> latest)
    {
        var year = employer.Year(plan.Year);
        var toDate = YearToDate.Calculate(plan, employer, CarriedForward.Before(plan.Year, latest));
        return new CurrentLiability
        {
            ToDate = toDate,
            OpenMonth = openMonth,
            Counts = year.Counts,
            DueToday = (-toDate.FundBalance).NotNegative(),
            UnitsAtNotice = year.Contract.UnitsAtNotice,
            UnitsOverSpecific = year.Contract.UnitsOverSpecific,
            MaximumRemaining = RemainingCost.Of(toDate, year)?.Total,
            UnboundedBecause = WhyUnbounded(plan),
        };
    }

    /// <summary>
    /// A division's part (rule 5.16): sums are its own, what is due today and the maximum that remains go by member-months.
    /// Null: no row of enrollment names it.
    /// </summary>
    /// <param name="employer">The employer now.</param>
    public CurrentLiability? PartOf(string division, EmployerPosition employer)
    {
        var parts = DivisionParts.Share(ToDate, employer).ToList();
        if (parts.Count == 0) return division == Divisions.Unassigned ? this : null;
        var place = PlaceOf(division);
        if (place < 0) return null;
        return this with
        {
            ToDate = parts[place],
            Counts = employer.Division(ToDate.Plan.Year, division).Counts,
            DueToday = ByMonths(DueToday),
            MaximumRemaining = MaximumRemaining is { } remaining ? ByMonths(remaining) : null,
        };

        int PlaceOf(string name) => parts.FindIndex(part => part.Division == name);

        Cents ByMonths(Cents amount) => Sharing.Share(
            amount, [.. parts.Select(part => part.MemberMonths)], PlaceOf(Divisions.Unassigned))[place];
    }

    internal static List<Unbounded> WhyUnbounded(Plan plan)
    {
        var (specific, aggregate) = (plan.StopLoss?.Specific, plan.StopLoss?.Aggregate);
        var why = new List<Unbounded>();
        if (aggregate is null) why.Add(Unbounded.NoAggregate);
        if (specific is { Reimbursement: < 1m }) why.Add(Unbounded.SpecificReimbursement);
        if (aggregate is { Reimbursement: < 1m }) why.Add(Unbounded.AggregateReimbursement);
        if (specific is { Maximum: not null }) why.Add(Unbounded.SpecificMaximum);
        if (aggregate is { Maximum: not null }) why.Add(Unbounded.AggregateMaximum);
        if (plan.OtherFees is { PercentOfPaid: > 0m } or { PerClaim.Value: > 0 } || Taxes.AreOnClaims(plan))
            why.Add(Unbounded.FeesOnClaims);
        return why;
    }
}
