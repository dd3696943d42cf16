using Aso.Domain.Accumulators;
using Aso.Domain.Claims;
using Aso.Domain.Enrollment;
using Aso.Domain.Plans;
using Aso.Domain.StopLoss;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>Advance funding (rule 4.10), and who a unit is (rules 4.12, 5.16).</summary>
public sealed partial class ShardBook
{
    /// <summary>The last month that was closed, T; null: none is.</summary>
    public Month? LastClosedMonth => _state.Closed;

    /// <summary>
    /// The standing claims posted after <paramref name="since"/> that raise their unit's R, beside all else posted,
    /// then the pended ones that would, each alone; by unit. None without advance funding.
    /// </summary>
    /// <param name="since">T; null: no month is closed.</param>
    /// <param name="through">The last posting month that counts; null: all.</param>
    /// <param name="asOf">The day on which a pended claim would be paid that states no paid date.</param>
    public IReadOnlyList<Advance> Advances(PlanYear contract, Month? since, Month? through, DateOnly asOf)
    {
        if (_state.Years.YearOf(contract) is not { Plan.StopLoss.Specific: { AdvanceFunding: true } specific } year)
            return [];
        var tally = StopLossThrough(through);
        var advances = PostedSince(year, specific, tally, since, through)
            .Concat(PendedAlone(year, specific, tally, asOf));
        return [.. advances.OrderBy(advance => advance.Unit, StringComparer.Ordinal)];
    }

    private IEnumerable<Advance> PostedSince(
        PlanYearBook year, SpecificStopLoss specific, StopLossTally tally, Month? since, Month? through)
    {
        // Only where E is above the deductible can a claim have raised R, and such units are few.
        var over = _state.Units(specific)
            .Select(unit => (unit.Id, Figures: tally.FiguresOf(unit.Live).Year(year.Slot)))
            .Where(unit => Eligible(unit.Figures) > specific.DeductibleOf(unit.Id))
            .ToDictionary(unit => unit.Id, unit => unit.Figures);
        if (over.Count == 0) return [];
        return
            from family in _state.Families
            where over.ContainsKey(family.SubscriberId) || family.Members.Exists(one => over.ContainsKey(one.MemberId))
            from claim in Since(family)
            group claim by claim.Unit into unit
            from advance in RisesOf(unit.Key, unit)
            select advance;

        Cents Eligible(in UnitYear figures) => tally.Sums(year.Slot, specific, figures).Eligible;

        List<(string Unit, ClaimRecord Claim, List<PaidLine> Lines)> Since(Family family)
        {
            var claims = new List<(string Unit, ClaimRecord Claim, List<PaidLine> Lines)>();
            foreach (var posted in family.PostedLines)
            {
                ref readonly var line = ref posted.Line;
                if (line.Specific != year.Slot || !(since is null || posted.Claim.Posted > since)
                    || posted.Claim.SignThrough(through) <= 0) continue;
                var id = StopLossTally.UnitOf(specific, family, line.Member).Id;
                if (!over.ContainsKey(id)) continue;
                if (claims.Count == 0 || claims[^1].Claim.FirstLine != posted.Claim.FirstLine)
                    claims.Add((id, posted.Claim, []));
                claims[^1].Lines.Add(new PaidLine(line.Year, line.Paid));
            }

            return claims;
        }

        IEnumerable<Advance> RisesOf(
            string id, IEnumerable<(string Unit, ClaimRecord Claim, List<PaidLine> Lines)> unit)
        {
            var claims = unit.OrderBy(claim => claim.Claim.PaidDate)
                .ThenBy(claim => claim.Claim.Number, StringComparer.Ordinal).ToList();
            var figures = over[id];
            foreach (var claim in claims) Add(ref figures, year.Slot, claim.Lines, -1);
            var eligible = new List<Cents> { Eligible(figures) };
            foreach (var claim in claims)
            {
                Add(ref figures, year.Slot, claim.Lines, 1);
                eligible.Add(Eligible(figures));
            }

            return claims.Zip(AdvanceFunding.Rises(specific, specific.DeductibleOf(id), eligible))
                .Where(rise => !rise.Second.IsZero)
                .Select(rise => NewAdvance(specific, id, rise.First.Claim.Number, rise.Second, isPended: false));
        }
    }

    private IEnumerable<Advance> PendedAlone(
        PlanYearBook year, SpecificStopLoss specific, StopLossTally tally, DateOnly asOf)
    {
        foreach (var family in _state.FamiliesWithPended)
        foreach (var pended in family.Pended.OrderBy(one => one.Decision.Claim.ClaimNumber, StringComparer.Ordinal))
        {
            var claim = pended.Decision.Claim;
            List<PaidLine> lines =
            [
                .. pended.Lines.Where(line => line.Incurred <= asOf && _state.Contracts.Specific.Taking(
                        claim.Benefit, line.Incurred, claim.PaidDate ?? asOf) == year.Year)
                    .Select(line => new PaidLine(line.Year, line.Estimate)),
            ];
            if (lines.Count == 0) continue;
            var member = family.MemberNamed(claim.MemberId);
            var (id, live) = StopLossTally.UnitOf(specific, family, member.Place);
            var figures = tally.FiguresOf(live).Year(year.Slot);
            var before = tally.Sums(year.Slot, specific, figures).Eligible;
            Add(ref figures, year.Slot, lines, 1);
            var after = tally.Sums(year.Slot, specific, figures).Eligible;
            var rise = AdvanceFunding.Rises(specific, specific.DeductibleOf(id), [before, after]).Single();
            if (!rise.IsZero) yield return NewAdvance(specific, id, claim.ClaimNumber, rise, isPended: true);
        }
    }

    private static void Add(ref UnitYear figures, int contract, List<PaidLine> lines, int sign)
    {
        // Whose division it is does not matter to R.
        foreach (var line in lines)
            figures.Add(
                contract, line.Year, DivisionCodes.Unassigned, new EligiblePaid(line.Paid * sign, Cents.Zero));
    }

    private static Advance NewAdvance(
        SpecificStopLoss specific, string unit, string claimNumber, Cents amount, bool isPended) =>
        specific.Per == SpecificUnit.Subscriber
            ? new Advance(null, unit, claimNumber, amount, isPended)
            : new Advance(unit, null, claimNumber, amount, isPended);

    /// <summary>
    /// The status of a member, or of a subscriber, in the row of enrollment in force on a day; null: none is.
    /// </summary>
    private EnrollmentStatus? StatusOf(SpecificStopLoss specific, string unit, DateOnly asOf)
    {
        var members = specific.Per == SpecificUnit.Subscriber
            ? _state.FamilyOf(unit)?.Members ?? []
            : _state.MemberOf(unit) is { } one ? [one] : [];
        foreach (var member in members)
        {
            var row = specific.Per == SpecificUnit.Member
                ? Coverage.RowInForce(member.Rows, asOf)
                : member.RowHere(asOf);
            if (row < 0) continue;
            if (specific.Per == SpecificUnit.Member || member.Rows[row].Relationship == Relationship.Self)
                return member.Rows[row].Status;
        }

        return null;
    }

    /// <summary>What a line of a plan year, by its slot, pays or would pay.</summary>
    private readonly record struct PaidLine(short Year, Cents Paid);
}
