using Aso.Domain.Accumulators;
using Aso.Domain.Claims;
using Aso.Domain.Enrollment;
using Aso.Domain.Plans;
using Aso.Domain.Rules;
using Aso.Domain.StopLoss;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>Queries of the state.</summary>
public sealed partial class ShardBook
{
    private (Month? Through, StopLossTally Tally)? _past;

    /// <summary>Stop-loss announcements and pended claims since they were last taken, in order (rule 4.4).</summary>
    public IReadOnlyList<Announcement> TakeAnnouncements()
    {
        Announcement[] taken = [.. _state.Announcements];
        _state.Announcements.Clear();
        return taken;
    }

    /// <summary>
    /// The shard's totals, of all that is posted (null), or of posting months up to <paramref name="through"/>: a cut.
    /// </summary>
    public Totals Totals(Month? through = null) =>
        _state.CopyTotals(through, StopLossThrough(through), _state.Contracts, _state.Years.BySlot);

    /// <summary>
    /// Units of this shard with eligible paid amounts or triggers under the contract, by their ids; of all that is
    /// posted (null), or of posting months up to <paramref name="through"/>.
    /// </summary>
    /// <param name="asOf">Of their status; null: the last day of <paramref name="through"/>, without one none.</param>
    public IReadOnlyList<UnitPosition> Positions(PlanYear contract, Month? through = null, DateOnly? asOf = null)
    {
        if (_state.Years.YearOf(contract) is not { Plan.StopLoss.Specific: { } specific } year) return [];
        var positions = new List<UnitPosition>();
        var tally = StopLossThrough(through);
        var triggers = _state.TriggersThrough(through).StandingUnder(year.Slot);
        asOf ??= through?.LastDay;
        foreach (var (id, live) in _state.Units(specific))
        {
            var sums = tally.Sums(year.Slot, specific, tally.FiguresOf(live).Year(year.Slot));
            var lines = triggers.Count == 0 ? null : triggers.GetValueOrDefault(id);
            if (sums.Eligible.IsZero && lines is null) continue;
            var position = Specific.Position(specific, id, sums);
            if (lines is not null)
                position = position with
                {
                    Triggers = TriggerTally.CategoriesOf(lines), TriggerOn = lines.Min(line => line.On),
                };
            if (asOf is { } day && position.IsReported)
                position = position with { Status = StatusOf(specific, id, day) };
            positions.Add(position);
        }

        positions.Sort((one, other) => string.CompareOrdinal(one.Unit, other.Unit));
        return positions;
    }

    /// <summary>Kept until the next event: a close asks for every contract in turn.</summary>
    private StopLossTally StopLossThrough(Month? through)
    {
        if (_past is not { } past || past.Through != through)
            _past = past = (through, _state.StopLossThrough(through));
        return past.Tally;
    }

    /// <summary>Every decision under a claim number, oldest first; one family, or all of the shard (null).</summary>
    /// <remarks>A void is in the history of its own number and of the number it voids.</remarks>
    public IReadOnlyList<Decision> History(string claimNumber, string? subscriberId = null)
    {
        IEnumerable<Family> families = subscriberId is null
            ? _state.Families
            : _state.FamilyOf(subscriberId) is { } family ? [family] : [];
        var hash = claimNumber.GetHashCode(StringComparison.Ordinal);
        return
        [
            .. families.Where(family => family.Decisions.MayName(hash)).SelectMany(family => family.Decisions)
                .Where(decision => Concerns(decision, claimNumber)),
        ];
    }

    /// <summary>Standing pended claims, oldest first (their latest decision, with its current estimate).</summary>
    public IReadOnlyList<Decision> Pended() =>
    [
        .. _state.Families.SelectMany(family => family.Pended)
            .Select(pended => pended.Decision with { Estimate = pended.Estimate })
            .OrderBy(decision => decision.Sequence)
            .ThenBy(decision => decision.Claim.Position),
    ];

    /// <summary>Members of whom a row with any benefit is in force on a day.</summary>
    public IReadOnlyList<string> CoveredOn(DateOnly day) =>
    [
        .. _state.Families.SelectMany(family => family.Members)
            .Where(member => member.RowHere(day) is >= 0 and var place && !member.Rows[place].Benefits.IsEmpty)
            .Select(member => member.MemberId),
    ];

    /// <summary>Every member's rows of enrollment as they are now, in the order of their effective dates.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<EnrollmentRow>> Enrollment()
    {
        var all = new Dictionary<string, IReadOnlyList<EnrollmentRow>>(StringComparer.Ordinal);
        foreach (var member in _state.Families.SelectMany(family => family.Members))
            all[member.MemberId] = member.Rows.ToArray();
        return all;
    }

    /// <summary>Accumulators, enrollment and claims of one member; null when unknown.</summary>
    public MemberView? Member(string memberId)
    {
        if (_state.MemberOf(memberId) is not { } member) return null;
        var family = member.Family;
        return new MemberView(
            memberId,
            family.SubscriberId,
            [.. member.Rows],
            [.. _state.Years.InOrder.SelectMany(year => AccumulatorsOf(member, year))],
            [.. _state.Years.InOrder.SelectMany(year => SharedLimitsOf(member, year))],
            [.. family.Decisions.Where(decision => IsOf(decision, memberId, family))]);
    }

    /// <summary>
    /// The spending accounts of a member's family, by plan year (rule 3.32); none where the member is unknown.
    /// </summary>
    /// <param name="asOf">The credit is by the tier on this day, or on the plan year's day nearest to it.</param>
    public IReadOnlyList<MemberSpendingAccount> SpendingAccounts(string memberId, DateOnly asOf)
    {
        if (_state.MemberOf(memberId) is not { } member) return [];
        var accounts = new List<MemberSpendingAccount>();
        foreach (var year in _state.Years.InOrder)
        {
            if (year.TermsOf(Benefit.SpendingAccount) is null) continue;
            var (first, last) = (year.Window.From, year.Window.To.AddDays(-1));
            var day = asOf < first ? first : asOf > last ? last : asOf;
            accounts.Add(new MemberSpendingAccount(
                year.Year, new FamilyAccount(_state.Years, member.Family, []).In(year, day)));
        }

        return accounts;
    }

    /// <summary>Items of the journal that are set aside, in the journal's order.</summary>
    public IReadOnlyCollection<ItemSetAside> ItemsSetAside => _state.SetAside.Values;

    /// <summary>Null: the item is not set aside.</summary>
    public ItemSetAside? FindSetAside(long sequence, long index) =>
        _state.SetAside.GetValueOrDefault((sequence, index));

    /// <summary>What the carrier sent or refused of a contract (rule 4.14), in the order of posting.</summary>
    public IEnumerable<ReimbursementPosted> Reimbursements(PlanYear contract) =>
        _state.Reimbursements.Where(posted => posted.Contract == contract);

    /// <summary>Every decision of the shard: by family, oldest first.</summary>
    public IEnumerable<Decision> Decided() => _state.Families.SelectMany(family => family.Decisions);

    /// <summary>
    /// Lines that the administrator paid differently from the plan terms (rule 3.30), in the order of posting; of all
    /// months (null), or of one.
    /// </summary>
    public IEnumerable<Difference> Differences(Month? posted = null) =>
        from month in _state.Differing
        where posted is null || month.Key == posted
        from differing in month.Value
        let family = differing.Family
        let decision = family.Decisions[differing.Decision]
        from index in Enumerable.Range(0, decision.Lines.Count)
        let line = decision.Lines[index]
        where line.DifferenceRule is not null
        let claim = AdjudicatedClaim(family, differing.Decision)
        let claimed = claim.Lines[index]
        // Of a refused line it is not what is posted.
        let theirs = claimed.Paid!.Value * (decision.Status == DecisionStatus.Voided ? -1 : 1)
        select new Difference(
            decision.Claim.ClaimNumber, family.SubscriberId, line.LineNumber,
            _state.Years.YearOf(claim.IncurredOn(claimed))?.Year, decision.PostingMonth, theirs, line.OurPaid,
            line.DifferenceRule!.Value);

    /// <summary>
    /// Paid lines of a plan year that a half of its own contract covers and no contract's same half takes (rule 4.1), as
    /// far as they stand, one entry a claim.
    /// </summary>
    public IReadOnlyList<UncoveredClaim> Uncovered(PlanYear planYear)
    {
        if (_state.Years.YearOf(planYear) is not { Plan.StopLoss: not null } year) return [];
        // No amount is negative: where they sum to nothing there is none.
        if (_state.StopLoss.UncoveredOf(year.Slot).IsZero) return [];
        var uncovered = new List<UncoveredClaim>();
        foreach (var family in _state.Families) AddUncovered(family, year.Slot, uncovered);
        return uncovered;
    }

    private void AddUncovered(Family family, int slot, List<UncoveredClaim> uncovered)
    {
        var claimStart = -1;
        foreach (var posted in family.PostedLines)
        {
            ref readonly var line = ref posted.Line;
            ref readonly var claim = ref posted.Claim;
            if (!claim.Stands || line.Year != slot || (line.Specific >= 0 && line.Aggregate >= 0)
                || line.Paid.IsZero) continue;
            var missed = _state.Contracts.Missed(line.Benefit, line.Incurred, claim.PaidDate).ToList();
            if (missed.Count == 0) continue;
            if (claim.FirstLine == claimStart)
                uncovered[^1] = uncovered[^1] with
                {
                    Amount = uncovered[^1].Amount + line.Paid, Halves = [.. uncovered[^1].Halves.Union(missed).Order()],
                };
            else
            {
                uncovered.Add(new UncoveredClaim(
                    claim.Number, family.SubscriberId, family.Members[line.Member].MemberId, line.Benefit,
                    line.Incurred, claim.PaidDate, line.Paid, missed));
            }

            claimStart = claim.FirstLine;
        }
    }

    private static bool Concerns(Decision decision, string claimNumber) =>
        decision.Claim.ClaimNumber == claimNumber
        || (decision.Status == DecisionStatus.Voided && decision.Voids == claimNumber);

    /// <summary>The claim whose lines a decision is about: a void has none of its own.</summary>
    private static Claim AdjudicatedClaim(Family family, int place)
    {
        var decision = family.Decisions[place];
        return decision.Claim.Type != ClaimType.Void
            ? decision.Claim
            : family.Decisions.Take(place).Last(one =>
                one.Status is DecisionStatus.Paid or DecisionStatus.Denied
                && one.Claim.ClaimNumber == decision.Voids).Claim;
    }

    /// <summary>A void may name another member of the family; it concerns the member of its original.</summary>
    private static bool IsOf(Decision decision, string memberId, Family family) =>
        decision is { Status: DecisionStatus.Voided, Claim.Type: ClaimType.Void }
            ? family.Decisions.Any(one =>
                one.Status != DecisionStatus.Voided && one.Claim.ClaimNumber == decision.Voids
                && one.Claim.MemberId == memberId)
            : decision.Claim.MemberId == memberId;

    private static IEnumerable<MemberAccumulators> AccumulatorsOf(FamilyMember member, PlanYearBook year)
    {
        var own = member.Year(year.Slot);
        var family = member.Family.Year(year.Slot);
        foreach (var benefit in Benefits.All)
        {
            if (year.TermsOf(benefit) is not HealthPlan) continue;
            var mine = own.Accumulators[benefit.Place()];
            var ours = family.Accumulators[benefit.Place()];
            yield return new MemberAccumulators(
                year.Year, benefit, mine.Deductible, mine.OutOfPocket, ours.Deductible, ours.OutOfPocket,
                mine.MaximumUsed);
        }
    }

    private static IEnumerable<MemberSharedLimit> SharedLimitsOf(FamilyMember member, PlanYearBook year)
    {
        var own = AccumulatorsOf(member, year).ToList();
        foreach (var shared in year.Plan.SharedLimits)
        {
            var used = own.Where(one => shared.Benefits.Contains(one.Benefit)).ToList();
            yield return new MemberSharedLimit(
                year.Year, shared.Benefits,
                shared.Deductible is null ? null : used.Sum(one => one.Deductible),
                shared.OutOfPocketMaximum is null ? null : used.Sum(one => one.OutOfPocket),
                shared.Deductible is null ? null : used.Sum(one => one.FamilyDeductible),
                shared.OutOfPocketMaximum is null ? null : used.Sum(one => one.FamilyOutOfPocket));
        }
    }
}
