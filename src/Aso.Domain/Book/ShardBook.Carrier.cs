using Aso.Domain.Accumulators;
using Aso.Domain.Claims;
using Aso.Domain.Enrollment;
using Aso.Domain.Plans;
using Aso.Domain.StopLoss;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>A line that counts toward a member's eligible paid amount under a contract's specific (rules 4.1, 4.2).</summary>
/// <param name="ClaimNumber">Of a recovery that names no claim, its reference.</param>
/// <param name="LineNumber">0: a recovery (rule 5.14), whose amount is negative.</param>
public sealed record EligibleLine(
    string ClaimNumber, int LineNumber, Benefit Benefit, string? Procedure, DateOnly Incurred, DateOnly PaidDate,
    Month Posted, Cents Charge, Cents Paid);

/// <summary>A unit reported to the carrier, with the lines that make up the eligible paid amount.</summary>
/// <param name="Unit">The member's id, or the subscriber's where the specific counts by subscriber.</param>
/// <param name="Relationship">
/// Of the member's row of enrollment in force at the month's end, or the last before; null: none, or the unit is a family.
/// </param>
/// <param name="Tier">The family's, by the same rule.</param>
/// <param name="Lines">In the order of posting month, paid date, claim number and line.</param>
public sealed record EligibleUnit(
    string Unit, string SubscriberId, Relationship? Relationship, string? Tier, IReadOnlyList<EligibleLine> Lines)
{
    /// <summary>Before the run-in maximum (rule 4.8).</summary>
    public Cents Eligible => Lines.Sum(line => line.Paid);
}

public sealed partial class ShardBook
{
    /// <summary>
    /// The lines behind units' positions under a contract's specific, of posting months up to
    /// <paramref name="through"/>: as they stood then, even if voided since.
    /// </summary>
    /// <param name="units">Their ids; those of other shards are ignored.</param>
    /// <param name="plans">As in force then; null: as they are now.</param>
    public IReadOnlyList<EligibleUnit> Eligible(
        PlanYear contract, IReadOnlySet<string> units, Month through, IReadOnlyList<Plan>? plans = null)
    {
        plans ??= [.. _state.Years.BySlot.Select(year => year.Plan)];
        if (plans.FirstOrDefault(plan => plan.Year == contract)?.StopLoss?.Specific is not { } specific) return [];
        var halves = new Contracts(plans).Specific;
        return
        [
            .. from family in _state.Families
               where units.Contains(family.SubscriberId) || family.Members.Exists(one => units.Contains(one.MemberId))
               from line in EligibleLines(family, specific, halves, contract, through)
               where units.Contains(line.Unit)
               group (line.Line, line.Member) by line.Unit into unit
               let member = unit.First().Member
               select new EligibleUnit(
                   unit.Key,
                   member.Family.SubscriberId,
                   specific.Per == SpecificUnit.Member ? InForce(member, through)?.Relationship : null,
                   member.Family.Members.Select(one => InForce(one, through)?.Tier)
                       .FirstOrDefault(tier => tier is not null),
                   [
                       .. unit.Select(line => line.Line).OrderBy(line => line.Posted)
                           .ThenBy(line => line.PaidDate).ThenBy(line => line.ClaimNumber, StringComparer.Ordinal)
                           .ThenBy(line => line.LineNumber),
                   ]),
        ];
    }

    private static List<(string Unit, FamilyMember Member, EligibleLine Line)> EligibleLines(
        Family family, SpecificStopLoss specific, HalfContracts halves, PlanYear contract, Month through)
    {
        var lines = new List<(string, FamilyMember, EligibleLine)>();
        var (place, kept) = (-1, new List<(ClaimLine Claimed, LineDecision Decided)>());
        foreach (var posted in family.PostedLines)
        {
            ref readonly var claim = ref posted.Claim;
            ref readonly var line = ref posted.Line;
            var sign = claim.SignThrough(through);
            if (claim.Decision < 0 || sign == 0 || line.Paid.IsZero
                || halves.Taking(line.Benefit, line.Incurred, claim.PaidDate) != contract) continue;
            if (place != claim.Decision) KeptLines(family.Decisions[place = claim.Decision], kept);

            var (claimed, decided) = kept[posted.Place];
            var unit = StopLossTally.UnitOf(specific, family, line.Member).Id;
            lines.Add((unit, family.Members[line.Member], new EligibleLine(
                claim.Number, decided.LineNumber, line.Benefit, claimed.Procedure, line.Incurred, claim.PaidDate,
                sign > 0 ? claim.Posted : claim.Withdrawn, line.Charge * sign, line.Paid * sign)));
        }

        foreach (var posted in family.Recoveries)
        {
            var (recovery, member) = (posted.Recovery, posted.Takers.Member);
            if (posted.Posted > through
                || halves.Taking(recovery.Benefit!.Value, posted.Incurred, posted.PaidDate) != contract) continue;
            lines.Add((StopLossTally.UnitOf(specific, family, member).Id, family.Members[member], new EligibleLine(
                recovery.ClaimNumber ?? recovery.Reference, 0, recovery.Benefit.Value, null, posted.Incurred,
                recovery.Date, posted.Posted, Cents.Zero, -recovery.Amount)));
        }

        return lines;
    }

    /// <summary>The decision's lines that are kept as posted, in the same order: not those that posted nothing.</summary>
    private static void KeptLines(Decision decision, List<(ClaimLine Claimed, LineDecision Decided)> kept)
    {
        kept.Clear();
        var lines = Math.Min(decision.Claim.Lines.Count, decision.Lines.Count);
        for (var index = 0; index < lines; index++)
        {
            var decided = decision.Lines[index];
            if (!decided.Denied || !decided.Paid.IsZero) kept.Add((decision.Claim.Lines[index], decided));
        }
    }

    private static EnrollmentRow? InForce(FamilyMember member, Month through)
    {
        EnrollmentRow? latest = null;
        foreach (var row in member.Rows)
            if (row.Effective <= through.LastDay) latest = row;
        return latest;
    }
}
