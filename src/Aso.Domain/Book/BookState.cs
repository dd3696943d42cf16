using Aso.Domain.Accumulators;
using Aso.Domain.Claims;
using Aso.Domain.Enrollment;
using Aso.Domain.Plans;
using Aso.Domain.StopLoss;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>
/// What a shard knows: plan years, families, sums. Changed by <see cref="Posting"/> and its own methods.
/// </summary>
internal sealed class BookState
{
    private readonly Dictionary<string, Family> _families = [];
    private readonly Dictionary<string, FamilyMember> _members = [];
    private readonly SortedDictionary<Month, ClaimCounts> _counts = [];
    private Month? _closed;

    public BookState() => StopLoss = new StopLossTally(Years.BySlot);

    public PlanYears Years { get; } = new();

    /// <summary>In the order of arrival.</summary>
    public List<Family> Families { get; } = [];

    /// <summary>
    /// By incurred month of a claim's first line, so that a plan year adopted later still finds its claims.
    /// </summary>
    public IReadOnlyDictionary<Month, ClaimCounts> Counts => _counts;

    public Contracts Contracts { get; private set; } = new([]);

    public StopLossTally StopLoss { get; private set; }

    public List<Announcement> Announcements { get; } = [];

    public HashSet<string> DepositReferences { get; } = [];

    /// <summary>Claims that wait for the enrollment of their member (rule 3.34), by number.</summary>
    public SortedDictionary<long, WaitingClaim> Waiting { get; } = [];

    /// <summary>How many claims have ever waited.</summary>
    public long Waits { get; set; }

    /// <summary>Items of the journal that could not be applied, by sequence and index.</summary>
    public SortedDictionary<(long Sequence, long Index), ItemSetAside> SetAside { get; } = [];

    /// <summary>Decisions with a line posted otherwise than our rules say (rule 3.30), by posting month.</summary>
    public SortedDictionary<Month, List<(Family Family, Decision Decision)>> Differing { get; } = [];

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
        _families.Add(subscriberId, family = new Family(subscriberId));
        Families.Add(family);
        return family;
    }

    /// <summary>Nothing counts in a month after this one, so that figures up to it are those of now.</summary>
    public bool IsLastPosted(Month month)
    {
        foreach (var year in Years.BySlot)
        foreach (var posted in year.Months.Keys)
            if (posted > month) return false;
        return true;
    }

    public ClaimCounts CountsIn(Month incurred)
    {
        if (!_counts.TryGetValue(incurred, out var counts)) _counts.Add(incurred, counts = new ClaimCounts());
        return counts;
    }

    public void Adopt(AdoptedPlan adopted)
    {
        var year = Years.Adopt(adopted);
        foreach (var family in Families) Exposures.Add(year, family, 1);
        OpenMonth = _closed?.Next ?? Years.BySlot.Min(known => known.Year.First);
        RecountStopLoss();
    }

    public void Close(Month month)
    {
        _closed = month;
        OpenMonth = month.Next;
    }

    public Family Enroll(EnrollmentRow row)
    {
        var family = OpenFamily(row.SubscriberId);
        var known = MemberOf(row.MemberId);
        if (known is not null && known.Family != family) Change(known.Family, () => known.Forget(row.Effective));
        Change(family, () => MemberIn(family, row.MemberId).Enroll(row));
        return family;
    }

    /// <summary>All contract figures anew from the lines kept, under the plans of now (rules 4.1, 5.2).</summary>
    private void RecountStopLoss()
    {
        Contracts = new Contracts(Years.BySlot.Select(year => year.Plan));
        StopLoss = new StopLossTally(Years.BySlot);
        foreach (var family in Families) RecountStopLoss(family);
    }

    private void RecountStopLoss(Family family)
    {
        foreach (var member in family.Members)
        foreach (ref var figures in member.Years.AsSpan())
            figures.Forget();

        for (var index = 0; index < family.Claims.Count; index++)
        {
            ref readonly var claim = ref family.Claims[index];
            for (var place = claim.FirstLine; place < claim.EndLine; place++)
            {
                ref var line = ref family.Lines[place];
                line.Contract = ContractTaking(line.Benefit, line.Incurred, claim.PaidDate);
                StopLoss.Remember(claim, line, through: null);
                if (!claim.Stands) continue;
                var member = family.Members[line.Member];
                StopLoss.Count(line, line.Paid, member.MemberId, ref member.Years);
            }
        }

        foreach (var member in family.Members)
        for (var slot = 0; slot < member.Years.Length; slot++)
            StopLoss.Announce(slot, member.MemberId, ref member.Years[slot], Announcements);
    }

    /// <summary>The slot of the plan year whose contract takes a line (rule 4.1); −1: none.</summary>
    public short ContractTaking(Benefit benefit, DateOnly incurred, DateOnly paidDate) =>
        Contracts.Taking(benefit, incurred, paidDate) is { } taking ? (short)Years.YearOf(taking)!.Slot : (short)-1;

    private FamilyMember MemberIn(Family family, string memberId)
    {
        var member = family.Find(memberId);
        if (member is null)
        {
            member = new FamilyMember(memberId, family, checked((short)family.Members.Count));
            family.Members.Add(member);
        }

        // A member enrolled under another subscriber belongs to the family named last.
        return _members[memberId] = member;
    }

    private void Change(Family family, Action change)
    {
        foreach (var year in Years.BySlot) Exposures.Add(year, family, -1);
        change();
        foreach (var year in Years.BySlot) Exposures.Add(year, family, 1);
    }
}
