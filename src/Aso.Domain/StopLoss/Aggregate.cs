using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.StopLoss;

/// <summary>The group's position under a contract's aggregate (rules 4.5–4.7).</summary>
/// <param name="Eligible">Eligible paid of the aggregate's benefits, net of what exceeds the specific.</param>
/// <param name="AttachmentToDate">Of the months to date.</param>
/// <param name="AnnualAttachment">With the enrollment known now for all months.</param>
/// <param name="Reimbursable">What the carrier owes so far, advances included.</param>
public sealed record AggregatePosition(
    Cents Eligible, Cents AttachmentToDate, Cents AnnualAttachment, Cents Reimbursable);

/// <summary>Aggregate stop-loss: the whole group's eligible claims above an attachment point.</summary>
public static class Aggregate
{
    /// <summary>
    /// The position as a close of <paramref name="through"/> sees it. From the plan year's last month on the annual
    /// attachment counts; before it, only an accommodation pays, against the attachment to date (rule 4.7).
    /// </summary>
    public static AggregatePosition Position(
        AggregateStopLoss terms, Plan plan, PlanYearTotals totals, Month through)
    {
        var eligible = totals.Contract.AggregateEligible;
        var toDate = Attachment.ToDate(terms, plan, totals, through);
        var annual = Attachment.Annual(terms, plan, totals);
        var reimbursable =
            through >= plan.Last ? Reimbursable(terms, eligible, annual)
            : terms.Accommodation ? Reimbursable(terms, eligible, toDate)
            : Cents.Zero;
        return new AggregatePosition(eligible, toDate, annual, reimbursable);
    }

    /// <summary>
    /// Whether the eligible claims reach (≥) the attachment that a close of <paramref name="through"/> goes by (rule 4.7).
    /// </summary>
    public static bool IsReached(AggregateStopLoss terms, Plan plan, AggregatePosition position, Month through)
    {
        var goesByMonths = terms.Accommodation && through < plan.Last;
        return position.Eligible > Cents.Zero
            && position.Eligible >= (goesByMonths ? position.AttachmentToDate : position.AnnualAttachment);
    }

    /// <summary>min(maximum, reimbursement × max(0, eligible − attachment)) (rule 4.7).</summary>
    public static Cents Reimbursable(AggregateStopLoss terms, Cents eligible, Cents attachment)
    {
        var reimbursable = (eligible - attachment).NotNegative().Times(terms.Reimbursement);
        return terms.Maximum is { } maximum ? Cents.Min(maximum, reimbursable) : reimbursable;
    }
}
