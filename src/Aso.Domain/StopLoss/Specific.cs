using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.StopLoss;

/// <summary>Specific stop-loss: one person's eligible claims above a deductible (rules 4.2–4.5).</summary>
public static class Specific
{
    /// <summary>
    /// A member's position under a contract. <paramref name="eligible"/> is the member's eligible paid amount E, net
    /// of voids (rule 4.2); notice and breach are reached at, not above, their amounts (rule 4.4).
    /// </summary>
    public static MemberPosition Position(SpecificStopLoss terms, string memberId, Cents eligible)
    {
        var deductible = terms.DeductibleOf(memberId);
        return new MemberPosition(
            memberId,
            eligible,
            deductible,
            Excess(eligible, deductible),
            Reimbursable(terms, eligible, deductible),
            Notice: IsNotice(terms, eligible, deductible),
            Breach: IsBreach(eligible, deductible));
    }

    /// <summary>X = max(0, E − D) (rule 4.2).</summary>
    public static Cents Excess(Cents eligible, Cents deductible) => (eligible - deductible).NotNegative();

    /// <summary>R = min(maximum, reimbursement × X), of one member (rule 4.2).</summary>
    public static Cents Reimbursable(SpecificStopLoss terms, Cents eligible, Cents deductible)
    {
        var reimbursable = Excess(eligible, deductible).Times(terms.Reimbursement);
        return terms.Maximum is { } maximum ? Cents.Min(maximum, reimbursable) : reimbursable;
    }

    /// <summary>E ≥ noticeAt × D, unrounded; a member without an eligible amount has not reached it (rule 4.4).</summary>
    public static bool IsNotice(SpecificStopLoss terms, Cents eligible, Cents deductible)
    {
        return eligible > Cents.Zero && eligible.Value >= terms.NoticeAt * deductible.Value;
    }

    /// <summary>E ≥ D; a member without an eligible amount has not reached it (rule 4.4).</summary>
    public static bool IsBreach(Cents eligible, Cents deductible) =>
        eligible > Cents.Zero && eligible >= deductible;

    /// <summary>What the carrier pays of Σ members' reimbursable R (rule 4.3).</summary>
    public static Cents CarrierPays(SpecificStopLoss terms, Cents reimbursable)
    {
        return (reimbursable - terms.AggregatingDeductible).NotNegative();
    }

    /// <summary>
    /// A member's part of what rule 4.5 takes off the aggregate's eligible amount: max(0, E − specific deductible),
    /// where a laser counts only with <see cref="AggregateStopLoss.LasersCountTowardAggregate"/>; zero without both
    /// halves.
    /// </summary>
    public static Cents AboveSpecific(StopLossTerms terms, string memberId, Cents eligible)
    {
        if (terms is not { Specific: { } specific, Aggregate: { } aggregate }) return Cents.Zero;
        var deductible = aggregate.LasersCountTowardAggregate ? specific.DeductibleOf(memberId) : specific.Deductible;
        return Excess(eligible, deductible);
    }
}

/// <summary>A member's position under a stop-loss contract (rules 4.2, 4.4).</summary>
public sealed record MemberPosition(
    string MemberId, Cents Eligible, Cents Deductible, Cents Excess, Cents Reimbursable, bool Notice, bool Breach);
