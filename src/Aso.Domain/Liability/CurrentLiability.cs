using Aso.Domain.Accumulators;
using Aso.Domain.Periods;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Liability;

/// <summary>What the employer owes for a plan year, from what is posted now (rule 5.7).</summary>
public sealed record CurrentLiability
{
    /// <summary>Figures to date, through the live month.</summary>
    public required YearToDate ToDate { get; init; }

    public required Month OpenMonth { get; init; }

    public required ClaimCounts Counts { get; init; }

    /// <summary>Σ estimates of pended claims (rule 3.29).</summary>
    public required Cents Pended { get; init; }

    /// <summary>Members whose eligible paid amount reaches the notice's part of their deductible.</summary>
    public required long MembersAtNotice { get; init; }

    /// <summary>Members whose eligible paid amount exceeds their deductible.</summary>
    public required long MembersOverSpecific { get; init; }

    /// <summary>max(0, paid − reimbursable − deposits − opening balance).</summary>
    public Cents DueToday =>
        (ToDate.Paid - ToDate.Reimbursable - ToDate.Deposits - ToDate.Plan.Funding.OpeningBalance).NotNegative();

    /// <summary>paid + pended + IBNR − reimbursable.</summary>
    public Cents WithIncurredNotReported =>
        ToDate.Paid + Pended + ToDate.Ibnr.Amount - ToDate.Reimbursable;

    /// <summary>
    /// max(0, annual attachment − aggregate eligible) + fees and premium of the plan year's months after to-date, with
    /// the enrollment known now for them: the most that the benefits under the aggregate can still cost. Null without
    /// an aggregate, when nothing bounds it.
    /// </summary>
    public required Cents? MaximumRemaining { get; init; }

    public static CurrentLiability Calculate(Plan plan, Totals totals, Month openMonth)
    {
        var year = totals.Years.GetValueOrDefault(plan.Year) ?? new PlanYearTotals();
        var toDate = YearToDate.Calculate(plan, year, LiveMonth.Determine(openMonth, totals));
        return new CurrentLiability
        {
            ToDate = toDate,
            OpenMonth = openMonth,
            Counts = year.Counts,
            Pended = year.PendedEstimate,
            MembersAtNotice = year.Contract.MembersAtNotice,
            MembersOverSpecific = year.Contract.MembersOverSpecific,
            MaximumRemaining = toDate.AggregatePosition is { } position
                ? (position.AnnualAttachment - position.Eligible).NotNegative() + FixedToCome(toDate, year)
                : null,
        };
    }

    private static Cents FixedToCome(YearToDate toDate, PlanYearTotals totals)
    {
        var plan = toDate.Plan;
        var rest = plan.Year.AllMonths.Where(month => month > toDate.Through);
        var enrolled = EnrolledMonths.Sum(plan, totals, rest).ByTier;
        return plan.AdministrationFees.For(enrolled) + plan.StopLossPremium.For(enrolled);
    }
}
