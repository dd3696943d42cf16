using Aso.Domain.Accumulators;
using Aso.Domain.Claims;
using Aso.Domain.Plans;
using Aso.Domain.StopLoss;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>What the figures of a statement are made of, one by one: each reads what the totals are counted from.</summary>
public sealed partial class ShardBook
{
    /// <summary>What was paid in to a plan year (rule 5.4), in the order of posting.</summary>
    public IEnumerable<DepositPosted> Deposits(PlanYear year, PostedMonths months) =>
        _state.Deposits.Values.Where(one => one.Year == year && months.Contains(one.Deposit.PostingMonth))
            .Select(one => one.Deposit);

    /// <summary>What came back to a plan year (rule 5.14); of a division, what belongs to its members.</summary>
    public IEnumerable<RecoveryPosted> RecoveriesOf(PlanYear year, PostedMonths months, DivisionFilter? division) =>
        from posted in _state.Recoveries.Values
        where posted.Year == year && months.Contains(posted.PostingMonth)
            && (division is null || (posted.SubscriberId is not null && division.Has(DivisionOf(posted))))
        select posted;

    /// <summary>
    /// What claims of a benefit posted to a plan year, voids with what they took back, by family in the order of posting.
    /// </summary>
    public IEnumerable<PostedClaim> PostedClaims(
        PlanYear planYear, Benefit benefit, PostedMonths months, DivisionFilter? division)
    {
        if (_state.Years.YearOf(planYear) is not { } year) yield break;
        foreach (var family in _state.Families)
        {
            (IReadOnlyList<Decision> Decisions, IReadOnlyList<Decision> Sources)? read = null;
            for (var place = 0; place < family.Claims.Count; place++)
            {
                var record = family.Claims[place];
                var (isPosted, isTaken) = (
                    months.Contains(record.Posted), !record.Stands && months.Contains(record.Withdrawn));
                if (record.LineCount == 0 || record.Decision < 0 || !(isPosted || isTaken)
                    || PartOf(family, record, year.Slot, benefit, division) is not { } part) continue;
                // Looked at again for each claim: read once.
                var (decisions, sources) = read ??= WithSources(family);
                if (isPosted)
                    yield return new PostedClaim(
                        decisions[record.Decision], sources[record.Decision], family.SubscriberId, part.MemberId,
                        part.Incurred, record.Posted, part.Paid, part.Counted);
                if (!isTaken) continue;
                var taken = VoidOf(decisions, record);
                yield return new PostedClaim(
                    taken, taken, family.SubscriberId, part.MemberId, part.Incurred, record.Withdrawn, -part.Paid,
                    -part.Counted);
            }
        }
    }

    /// <summary>Pended health claims of a plan year with lines incurred by the month of a day (rule 5.6).</summary>
    public IEnumerable<PendedEstimate> PendedEstimates(PlanYear planYear, DateOnly asOf, DivisionFilter? division)
    {
        if (_state.Years.YearOf(planYear) is not { } year) yield break;
        var last = Month.Of(asOf);
        foreach (var family in _state.FamiliesWithPended)
        foreach (var pended in family.Pended)
        {
            var claim = pended.Decision.Claim;
            if (claim.Benefit.IsDisability()) continue;
            var member = family.MemberNamed(claim.MemberId);
            var lines = pended.Lines.Where(line => line.Year == year.Slot && Month.Of(line.Incurred) <= last
                && division?.Has(NameOf(_state.Years.Divisions.On(member, line.Incurred))) != false).ToList();
            if (lines.Count > 0)
                yield return new PendedEstimate(
                    pended.Decision, family.SubscriberId, claim.MemberId, lines[0].Incurred,
                    lines.Sum(line => line.Estimate));
        }
    }

    /// <summary>What disabilities of a plan year may still cost as of a day (rule 5.11).</summary>
    /// <param name="through">The last posting month that counts; null: all.</param>
    public IEnumerable<ReservedDisability> ReservedDisabilities(
        PlanYear planYear, DateOnly asOf, Month? through, DivisionFilter? division)
    {
        var since = _state.Since(through);
        return
            from family in _state.FamiliesWithPended
            from one in DisabilityTally.Of(family, _state.Years, through)
            let member = family.Members[one.Member]
            let reserve = one.ReserveAsOf(asOf > since ? asOf : since)
            where _state.Years.BySlot[one.Year].Year == planYear && !reserve.IsZero
                && division?.Has(NameOf(_state.Years.Divisions.On(member, one.Start))) != false
            select new ReservedDisability(family.SubscriberId, member.MemberId, one.Benefit, one.Start, reserve);
    }

    /// <summary>
    /// A plan year's part of what is reimbursable of each unit under a contract's specific (rules 4.2, 4.13), by their ids.
    /// </summary>
    /// <param name="through">The last posting month that counts; null: all.</param>
    public IReadOnlyList<ReimbursablePart> ReimbursableParts(PlanYear contract, PlanYear planYear, Month? through)
    {
        if (_state.Years.YearOf(contract) is not { Plan.StopLoss.Specific: { } specific } year) return [];
        var parts = new List<ReimbursablePart>();
        var tally = StopLossThrough(through);
        foreach (var (id, live) in _state.Units(specific))
        {
            var unit = tally.FiguresOf(live).Year(year.Slot);
            var eligible = tally.Sums(year.Slot, specific, unit).Eligible;
            var deductible = specific.DeductibleOf(id);
            var reimbursable = Specific.Reimbursable(specific, eligible, deductible);
            if (reimbursable.IsZero) continue;
            var part = tally.SharesOf(year.Slot, unit, reimbursable)
                .Where(share => _state.Years.BySlot[share.Slot].Year == planYear).Sum(share => share.Part);
            if (!part.IsZero) parts.Add(new ReimbursablePart(id, eligible, deductible, reimbursable, part));
        }

        parts.Sort((one, other) => string.CompareOrdinal(one.Unit, other.Unit));
        return parts;
    }

    /// <summary>Who is enrolled in which months of a plan year, as it is known now (rule 4.6).</summary>
    public IEnumerable<EnrolledMonth> Enrolled(PlanYear planYear) =>
        _state.Years.YearOf(planYear) is { } year
            ? _state.Families.SelectMany(family => Exposures.Enrolled(year, _state.Years.Divisions, family))
            : [];

    /// <summary>What a claim's lines of a plan year and benefit posted; null: it has none.</summary>
    private (string MemberId, DateOnly Incurred, Cents Paid, int Counted)? PartOf(
        Family family, in ClaimRecord claim, int slot, Benefit benefit, DivisionFilter? division)
    {
        var (member, incurred, paid, counted, isCounted) = (default(string), default(DateOnly), Cents.Zero, 0, false);
        for (var index = claim.FirstLine; index < claim.EndLine; index++)
        {
            ref readonly var line = ref family.Lines[index];
            if (line.Year != slot || line.Benefit != benefit) continue;
            // A claim counts once in its plan year, where its first line that is not denied does (rule 5.3).
            var isFirst = !line.Denied && !isCounted;
            isCounted |= !line.Denied;
            if (division?.Has(NameOf(line.Division)) == false) continue;
            if (member is null) (member, incurred) = (family.Members[line.Member].MemberId, line.Incurred);
            paid += line.Paid;
            if (isFirst) counted = 1;
        }

        return member is null ? null : (member, incurred, paid, counted);
    }

    private static (IReadOnlyList<Decision> Decisions, IReadOnlyList<Decision> Sources) WithSources(Family family)
    {
        Decision[] decisions = [.. family.Decisions];
        return (decisions, [.. decisions.Select(new ClaimSources().Next)]);
    }

    private static Decision VoidOf(IReadOnlyList<Decision> decisions, in ClaimRecord claim)
    {
        for (var place = claim.Decision + 1; place < decisions.Count; place++)
            if (decisions[place] is { Status: DecisionStatus.Voided } taken && taken.Voids == claim.Number)
                return taken;
        throw new InvalidOperationException("A withdrawn claim without what withdrew it.");
    }

    private string? DivisionOf(RecoveryPosted posted) => NameOf(
        _state.FamilyOf(posted.SubscriberId!)!.Recoveries
            .First(kept => kept.Recovery.Reference == posted.Recovery.Reference).Takers.Division);

    private string? NameOf(short division) =>
        division == DivisionCodes.Unassigned ? null : _state.Years.Divisions[division];
}
