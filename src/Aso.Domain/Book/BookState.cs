using Aso.Domain.Accumulators;
using Aso.Domain.Claims;
using Aso.Domain.Enrollment;
using Aso.Domain.Plans;
using Aso.Domain.StopLoss;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>
/// The state of a shard: plan years, families, totals. Changed by <see cref="Posting"/> and its own methods.
/// </summary>
internal sealed class BookState
{
    private readonly IDecisionStore _decisions;
    private readonly Dictionary<string, Family> _families = [];
    private readonly Dictionary<string, FamilyMember> _members = [];

    /// <summary>
    /// By incurred month and division of a claim's first line, so that a plan year adopted later still finds its claims.
    /// </summary>
    private readonly SortedDictionary<(Month Incurred, short Division), ClaimCounts> _counts = [];

    /// <param name="decisions">Where decisions are kept; null: as they are.</param>
    public BookState(IDecisionStore? decisions = null)
    {
        _decisions = decisions ?? new KeptDecisions();
        StopLoss = new StopLossTally(Years.BySlot, Years.Divisions);
        Triggers = new TriggerTally(Years.BySlot);
    }

    public PlanYears Years { get; } = new();

    /// <summary>In the order of arrival.</summary>
    public List<Family> Families { get; } = [];

    /// <summary>Those with a pended claim or a disability: what is unpaid is counted of these alone.</summary>
    public HashSet<Family> FamiliesWithPended { get; } = [];

    public Contracts Contracts { get; private set; } = new([]);

    public StopLossTally StopLoss { get; private set; }

    /// <summary>Those that have ever had a line with a trigger category (rule 4.11).</summary>
    public HashSet<Family> FamiliesWithTriggers { get; } = [];

    public TriggerTally Triggers { get; }

    public List<Announcement> Announcements { get; } = [];

    /// <summary>What was paid in (rule 5.4), by reference: a few in a month.</summary>
    public Dictionary<string, PostedDeposit> Deposits { get; } = [];

    /// <summary>What carriers sent or refused (rule 4.14), in the order of posting: a few in a month.</summary>
    public List<ReimbursementPosted> Reimbursements { get; } = [];

    /// <summary>What came back (rule 5.14), by reference.</summary>
    public Dictionary<string, RecoveryPosted> Recoveries { get; } = [];

    /// <summary>The one that counts (rule 5.17); null: none is posted.</summary>
    public BankBalancePosted? Bank { get; set; }

    /// <summary>Claims that wait for the enrollment of their member (rule 3.34), by number.</summary>
    public SortedDictionary<long, WaitingClaim> Waiting { get; } = [];

    /// <summary>How many claims have ever waited.</summary>
    public long Waits { get; set; }

    /// <summary>Items of the journal that could not be applied, by sequence and index.</summary>
    public SortedDictionary<(long Sequence, long Index), ItemSetAside> SetAside { get; } = [];

    /// <summary>
    /// Decisions with a line that the administrator paid differently from the plan terms (rule 3.30), by posting month.
    /// </summary>
    public SortedDictionary<Month, List<(Family Family, int Decision)>> Differing { get; } = [];

    /// <summary>The last closed month, T; null: none is.</summary>
    public Month? Closed { get; private set; }

    /// <summary>The first open month (section 1); null until the first plan.</summary>
    public Month? OpenMonth { get; private set; }

    /// <summary>The later of the paid date's month and the first open month (section 1).</summary>
    public Month PostingMonth(DateOnly paidDate) =>
        OpenMonth is { } open ? Month.Max(Month.Of(paidDate), open) : Month.Of(paidDate);

    /// <summary>
    /// The member; one who has been enrolled under several subscribers, in the given family where it knows the member,
    /// else in the family named last.
    /// </summary>
    public FamilyMember? MemberOf(string memberId, string? subscriberId = null)
    {
        var member = _members.GetValueOrDefault(memberId);
        if (member is null || subscriberId is null || member.Family.SubscriberId == subscriberId) return member;
        return FamilyOf(subscriberId)?.Find(memberId) ?? member;
    }

    public Family? FamilyOf(string subscriberId) => _families.GetValueOrDefault(subscriberId);

    public Family OpenFamily(string subscriberId)
    {
        if (_families.TryGetValue(subscriberId, out var family)) return family;
        _families.Add(subscriberId, family = new Family(subscriberId, _decisions));
        Families.Add(family);
        return family;
    }

    /// <summary>Whom a specific counts: each member once, or each family (rule 4.2), with the live figures.</summary>
    public IEnumerable<(string Id, UnitFigures Live)> Units(SpecificStopLoss specific) =>
        specific.Per == SpecificUnit.Subscriber
            ? Families.Select(family => (family.SubscriberId, family.Figures))
            : _members.Values.Select(member => (member.MemberId, member.Figures));

    /// <summary>Whether nothing is posted after this month, so that figures through it are the current ones.</summary>
    public bool IsLastPosted(Month month)
    {
        foreach (var year in Years.BySlot)
        foreach (var posted in year.Totals.Months.Keys)
            if (posted > month) return false;
        return true;
    }

    /// <summary>
    /// Stop-loss figures of posting months up to <paramref name="through"/>, counted again from the lines kept where
    /// anything is posted later (rule 5.2); null: the current ones.
    /// </summary>
    public StopLossTally StopLossThrough(Month? through)
    {
        if (through is not { } month || IsLastPosted(month)) return StopLoss;
        var tally = new StopLossTally(Years.BySlot, Years.Divisions, isAnew: true);
        foreach (var family in Families) tally.Count(family, month);
        return tally;
    }

    /// <summary>The same of triggers.</summary>
    public TriggerTally TriggersThrough(Month? through)
    {
        if (through is not { } month) return Triggers;
        var tally = new TriggerTally(Years.BySlot);
        foreach (var family in FamiliesWithTriggers) tally.Count(family, month);
        return tally;
    }

    /// <summary>A copy of the shard's totals.</summary>
    /// <param name="through">The last posting month that counts; null: all.</param>
    /// <param name="stopLoss">The stop-loss figures of those months.</param>
    /// <param name="contracts">The contracts that take what is pended (rule 5.10).</param>
    /// <param name="terms">The plan years under those contracts, by slot.</param>
    public Totals CopyTotals(
        Month? through, StopLossTally stopLoss, Contracts contracts, IReadOnlyList<PlanYearBook> terms)
    {
        var totals = new Totals();
        foreach (var year in Years.BySlot)
        {
            var target = totals.Year(year.Year);
            target.Add(year.Totals, through);
            // Each that a row has named is there, also where nothing counts in it.
            foreach (var division in Years.Divisions.All) target.Division(Years.Divisions[division]);
            foreach (var ((incurred, division), counts) in _counts)
            {
                if (!year.Plan.Contains(incurred)) continue;
                target.Counts.Add(counts);
                if (division != DivisionCodes.Unassigned) target.Division(Years.Divisions[division]).Counts.Add(counts);
            }
        }

        if (through is null)
            foreach (var waiting in Waiting.Values)
                if (Years.YearOf(FirstIncurred(waiting.Claim)) is { } waited)
                    totals.Year(waited.Year).Counts.AddWaiting(1);

        stopLoss.AddTo(totals);
        var since = Since(through);
        new PendedTally(terms, Years.Divisions, stopLoss, contracts, through?.LastDay, since).AddTo(totals, FamiliesWithPended);
        DisabilityTally.AddTo(totals, FamiliesWithPended, Years, through, since);
        return totals;
    }

    /// <summary>The day by which a claim is counted (http.md, liability).</summary>
    public static DateOnly FirstIncurred(Claim claim) =>
        claim.Lines.Count > 0 ? claim.IncurredOn(claim.Lines[0]) : claim.Received;

    /// <summary>
    /// No figure is as of an earlier day. A month may be closed on its last day: that is the earliest day of a live figure.
    /// </summary>
    public DateOnly Since(Month? through) =>
        through?.LastDay ?? OpenMonth?.FirstDay.AddDays(-1) ?? DateOnly.MinValue;

    public ClaimCounts CountsIn(Month incurred, short division)
    {
        if (!_counts.TryGetValue((incurred, division), out var counts))
            _counts.Add((incurred, division), counts = new ClaimCounts());
        return counts;
    }

    public void Adopt(AdoptedPlan adopted)
    {
        var year = Years.Adopt(adopted);
        foreach (var family in Families) Exposures.Add(year, Years.Divisions, family, 1);
        OpenMonth = Closed?.Next ?? Years.BySlot.Min(known => known.Year.First);
        RecountStopLoss();
    }

    public void Close(Month month)
    {
        Closed = month;
        OpenMonth = month.Next;
    }

    public Family Enroll(EnrollmentRow row)
    {
        Years.Divisions.Add(row);
        var family = OpenFamily(row.SubscriberId);
        var member = MemberIn(family, row.MemberId);
        // A row of this family may end what one of another said of her.
        foreach (var place in member.Person.Places) CountExposure(place.Family, -1);
        member.Person.Enroll(row);
        foreach (var place in member.Person.Places) CountExposure(place.Family, 1);
        return family;
    }

    /// <summary>Counts all contract figures again from the lines kept, under the plans in force (rules 4.1, 5.2).</summary>
    private void RecountStopLoss()
    {
        Contracts = new Contracts(Years.BySlot.Select(year => year.Plan));
        StopLoss = new StopLossTally(Years.BySlot, Years.Divisions, isAnew: true);
        foreach (var family in Families)
        {
            foreach (var posted in family.PostedLines) Assign(ref posted.Line, Contracts, posted.Claim.PaidDate);
            foreach (var recovery in family.Recoveries) recovery.Takers = TakersOf(recovery, Contracts);
            StopLoss.Count(family, through: null);
        }

        foreach (var family in Families)
        {
            TakeOver(family.SubscriberId, family.Figures);
            foreach (var member in family.Members) TakeOver(member.MemberId, member.Figures);
        }

        StopLoss.BecomeLive();
        Triggers.Recount(FamiliesWithTriggers);
        Triggers.Announce(Announcements);
    }

    /// <summary>A unit's figures become those counted again; what is announced already stays so.</summary>
    private void TakeOver(string unitId, UnitFigures live)
    {
        var counted = StopLoss.FiguresOf(live);
        live.Paid = counted.Paid;
        for (var slot = 0; slot < Math.Max(live.Slots, counted.Slots); slot++)
        {
            ref var unit = ref live.Year(slot);
            unit = counted.Year(slot) with { Notice = unit.Notice, Breach = unit.Breach };
            StopLoss.Announce(slot, unitId, ref unit, Announcements);
        }
    }

    /// <summary>Notes which contracts' halves take a line (rule 4.1).</summary>
    public void Assign(ref LineRecord line, Contracts contracts, DateOnly paidDate)
    {
        line.Specific = line.Aggregate = -1;
        if (line.Paid.IsZero) return;
        line.Specific = SlotOf(contracts.Specific.Taking(line.Benefit, line.Incurred, paidDate));
        line.Aggregate = SlotOf(contracts.Aggregate.Taking(line.Benefit, line.Incurred, paidDate));
    }

    /// <summary>Whose contracts' halves take a recovery, as they would the line it stands for (rule 5.14).</summary>
    public Takers TakersOf(PostedRecovery recovery, Contracts contracts)
    {
        var benefit = recovery.Recovery.Benefit!.Value;
        return recovery.Takers with
        {
            Specific = SlotOf(contracts.Specific.Taking(benefit, recovery.Incurred, recovery.PaidDate)),
            Aggregate = SlotOf(contracts.Aggregate.Taking(benefit, recovery.Incurred, recovery.PaidDate)),
        };
    }

    /// <summary>−1: null.</summary>
    private sbyte SlotOf(PlanYear? contract) => contract is { } year ? (sbyte)Years.YearOf(year)!.Slot : (sbyte)-1;

    private FamilyMember MemberIn(Family family, string memberId)
    {
        var member = family.Find(memberId);
        if (member is null)
        {
            // Who comes from another family is the same person, with one position under each contract (rule 4.2).
            member = new FamilyMember(
                memberId, family, checked((short)family.Members.Count), _members.GetValueOrDefault(memberId)?.Person ?? new Person());
            family.Members.Add(member);
        }

        // A member enrolled under another subscriber belongs to the family named last.
        return _members[memberId] = member;
    }

    private void CountExposure(Family family, int sign)
    {
        foreach (var year in Years.BySlot) Exposures.Add(year, Years.Divisions, family, sign);
    }
}
