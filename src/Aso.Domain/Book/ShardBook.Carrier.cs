using Aso.Domain.Accumulators;
using Aso.Domain.Claims;
using Aso.Domain.Enrollment;
using Aso.Domain.Plans;
using Aso.Domain.StopLoss;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>A line that counts toward a member's eligible paid amount under a contract's specific (rules 4.1, 4.2).</summary>
public sealed record EligibleLine(
    string ClaimNumber, int LineNumber, Benefit Benefit, string? Procedure, DateOnly Incurred, DateOnly PaidDate,
    Month Posted, Cents Charge, Cents Paid);

/// <summary>A member whom a carrier is told of, with the lines that make up the eligible paid amount.</summary>
/// <param name="Relationship">Of the row of enrollment in force at the month's end, or the last before; null: none.</param>
/// <param name="Tier">The family's, likewise.</param>
/// <param name="Lines">In the order of posting month, paid date, claim number and line.</param>
public sealed record EligibleMember(
    string MemberId, string SubscriberId, Relationship? Relationship, string? Tier, IReadOnlyList<EligibleLine> Lines)
{
    public Cents Eligible => Lines.Sum(line => line.Paid);
}

public sealed partial class ShardBook
{
    /// <summary>
    /// The lines behind members' positions under a contract's specific, of posting months up to
    /// <paramref name="through"/>: what stood then, whatever was voided since.
    /// </summary>
    /// <param name="members">Whose; those of other shards are passed over.</param>
    public IReadOnlyList<EligibleMember> Eligible(PlanYear contract, IReadOnlySet<string> members, Month through)
    {
        if (_state.Years.YearOf(contract) is not { Plan.StopLoss.Specific: { } specific } year) return [];
        return
        [
            .. from family in _state.Families
               where family.Members.Exists(member => members.Contains(member.MemberId))
               let lines = EligibleLines(family, year.Slot, specific.Benefits, through).ToLookup(line => line.Member)
               from member in family.Members
               where members.Contains(member.MemberId) && lines.Contains(member.Place)
               select new EligibleMember(
                   member.MemberId, family.SubscriberId,
                   InForce(member, through)?.Relationship,
                   family.Members.Select(one => InForce(one, through)?.Tier).FirstOrDefault(tier => tier is not null),
                   [
                       .. lines[member.Place].Select(line => line.Line).OrderBy(line => line.Posted)
                           .ThenBy(line => line.PaidDate).ThenBy(line => line.ClaimNumber, StringComparer.Ordinal)
                           .ThenBy(line => line.LineNumber),
                   ]),
        ];
    }

    private static IEnumerable<(short Member, EligibleLine Line)> EligibleLines(
        Family family, int contract, BenefitSet benefits, Month through)
    {
        for (var index = 0; index < family.Claims.Count; index++)
        {
            var claim = family.Claims[index];
            var sign = claim.SignThrough(through);
            if (claim.Decision < 0 || sign == 0) continue;
            var decision = family.Decisions[claim.Decision];
            // Lines that posted nothing are not kept: the kept ones stand in the order of the claim's.
            var posted = decision.Claim.Lines.Zip(decision.Lines)
                .Where(line => !line.Second.Denied || !line.Second.Paid.IsZero).ToList();
            for (var place = claim.FirstLine; place < claim.EndLine; place++)
            {
                var line = family.Lines[place];
                if (line.Contract != contract || line.Paid.IsZero || !benefits.Contains(line.Benefit)) continue;
                var (given, decided) = posted[place - claim.FirstLine];
                yield return (line.Member, new EligibleLine(
                    claim.Number, decided.LineNumber, line.Benefit, given.Procedure, line.Incurred, claim.PaidDate,
                    sign > 0 ? claim.Posted : claim.Withdrawn, line.Charge * sign, line.Paid * sign));
            }
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
