using Aso.Domain.Enrollment;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.StopLoss;

/// <summary>Specific stop-loss: one unit's eligible claims above a deductible (rules 4.2–4.5, 4.8).</summary>
public static class Specific
{
    /// <summary>
    /// A unit's position under a contract; notice and breach are reached at, not above, their amounts (rule 4.4).
    /// </summary>
    public static UnitPosition Position(SpecificStopLoss terms, string unitId, EligibleSums sums)
    {
        var deductible = terms.DeductibleOf(unitId);
        var isFamily = terms.Per == SpecificUnit.Subscriber;
        return new UnitPosition(
            isFamily ? null : unitId,
            isFamily ? unitId : null,
            sums.Eligible,
            deductible,
            Excess(sums.Eligible, deductible),
            Reimbursable(terms, sums.Eligible, deductible),
            Notice: IsNotice(terms, sums.Eligible, deductible),
            Breach: IsBreach(sums.Eligible, deductible),
            sums.RunInCut);
    }

    /// <summary>What of a unit's eligible paid incurred before the contract's plan year counts (rule 4.8).</summary>
    public static Cents RunInCounted(SpecificStopLoss terms, Cents runIn) =>
        terms.RunInMaximum is { } maximum ? Cents.Min(runIn, maximum) : runIn;

    /// <summary>E after each of a unit's lines in turn, run-in maximum included (rules 4.2, 4.8).</summary>
    /// <param name="lines">The incurred date and the eligible paid of each.</param>
    public static IEnumerable<Cents> Running(
        SpecificStopLoss terms, PlanYear contract, IEnumerable<(DateOnly Incurred, Cents Paid)> lines)
    {
        var (own, runIn) = (Cents.Zero, Cents.Zero);
        foreach (var (incurred, paid) in lines)
        {
            if (incurred < contract.Start) runIn += paid;
            else own += paid;
            yield return own + RunInCounted(terms, runIn);
        }
    }

    /// <summary>X = max(0, E − D) (rule 4.2).</summary>
    public static Cents Excess(Cents eligible, Cents deductible) => (eligible - deductible).NotNegative();

    /// <summary>R = min(maximum, reimbursement × X), of one unit (rule 4.2).</summary>
    public static Cents Reimbursable(SpecificStopLoss terms, Cents eligible, Cents deductible)
    {
        var reimbursable = Excess(eligible, deductible).Times(terms.Reimbursement);
        return terms.Maximum is { } maximum ? Cents.Min(maximum, reimbursable) : reimbursable;
    }

    /// <summary>E ≥ noticeAt × D, unrounded; a unit without an eligible amount has not reached it (rule 4.4).</summary>
    public static bool IsNotice(SpecificStopLoss terms, Cents eligible, Cents deductible)
    {
        return eligible > Cents.Zero && eligible.Value >= terms.NoticeAt * deductible.Value;
    }

    /// <summary>E ≥ D; a unit without an eligible amount has not reached it (rule 4.4).</summary>
    public static bool IsBreach(Cents eligible, Cents deductible) =>
        eligible > Cents.Zero && eligible >= deductible;

    /// <summary>What the carrier pays of Σ units' reimbursable R (rule 4.3).</summary>
    public static Cents CarrierPays(SpecificStopLoss terms, Cents reimbursable)
    {
        return (reimbursable - terms.AggregatingDeductible).NotNegative();
    }

    /// <summary>
    /// A unit's part of what rule 4.5 takes off the aggregate's eligible amount: c + max(0, E′ − specific deductible),
    /// where a laser counts only with <see cref="AggregateStopLoss.LasersCountTowardAggregate"/>; zero without both
    /// halves.
    /// </summary>
    public static Cents AboveSpecific(StopLossTerms terms, string unitId, EligibleSums sums)
    {
        if (terms is not { Specific: { } specific, Aggregate: { } aggregate }) return Cents.Zero;
        var deductible = aggregate.LasersCountTowardAggregate ? specific.DeductibleOf(unitId) : specific.Deductible;
        return sums.RunInCutBoth + Excess(sums.EligibleBoth, deductible);
    }

    /// <summary>
    /// The last day to file with the carrier: the last of the paid window, and the days after it (rule 4.12); null: no
    /// limit, or no specific.
    /// </summary>
    public static DateOnly? FilingDeadline(Plan plan) =>
        ContractWindow.FromTerms(plan, ContractHalf.Specific) is { } window && plan.StopLoss!.FilingDays is { } days
            ? window.Paid.To.AddDays(days - 1)
            : null;

    /// <summary>What a unit has used of its laser above the plan's deductible (rule 5.7); zero without a laser.</summary>
    public static Cents LaserUsed(SpecificStopLoss terms, string unitId, Cents eligible) =>
        (Cents.Min(eligible, terms.DeductibleOf(unitId)) - terms.Deductible).NotNegative();
}

/// <summary>A unit's position under a stop-loss contract (rules 4.2, 4.4).</summary>
/// <param name="MemberId">Null where the specific counts by subscriber.</param>
/// <param name="SubscriberId">Null where the specific counts by member.</param>
/// <param name="RunInCut">What the run-in maximum cuts (rule 4.8).</param>
/// <param name="Triggers">Categories of its standing lines, by name (rule 4.11); null: none.</param>
/// <param name="TriggerOn">The earliest paid date, or received date of a pended claim, of such a line.</param>
/// <param name="Status">In the row of enrollment in force on the as-of date (rule 4.12); null: none is.</param>
public sealed record UnitPosition(
    string? MemberId, string? SubscriberId, Cents Eligible, Cents Deductible, Cents Excess, Cents Reimbursable,
    bool Notice, bool Breach, Cents RunInCut = default, IReadOnlyList<string>? Triggers = null,
    DateOnly? TriggerOn = null, EnrollmentStatus? Status = null)
{
    /// <summary>Whether the carrier hears of it: at or over notice, or with a trigger.</summary>
    public bool IsReported => Notice || Breach || Triggers is not null;

    /// <summary>The member's id, or the subscriber's.</summary>
    public string Unit => MemberId ?? SubscriberId!;
}
