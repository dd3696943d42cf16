using Aso.Domain.Claims;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Accumulators;

/// <summary>A subscriber and all covered members (section 1): enrollment, accumulators and every decision.</summary>
internal sealed class Family(string subscriberId, IDecisionStore store)
{
    private FamilyYear[] _years = [];
    private List<PostedRecovery>? _recoveries;

    public string SubscriberId { get; } = subscriberId;

    public List<FamilyMember> Members { get; } = [];

    /// <summary>The family's, where a specific counts by subscriber (rule 4.2).</summary>
    public UnitFigures Figures { get; } = new();

    public DecisionHistory Decisions { get; } = new(store);

    public List<PendedClaim> Pended { get; } = [];

    /// <summary>A member of the family; there must be one of that id.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public FamilyMember MemberNamed(string memberId) =>
        Find(memberId) ?? throw new ArgumentException("A member of the family was expected.", nameof(memberId));

    public FamilyMember? Find(string memberId)
    {
        foreach (var member in Members)
            if (member.MemberId == memberId) return member;
        return null;
    }

    /// <summary>Every claim that has ever stood, found by its number.</summary>
    public MarkedList<ClaimRecord> Claims { get; } = new();

    /// <summary>
    /// Every line that has ever posted something; those of a claim are adjacent. Found by what rule 3.7 compares, as
    /// long as they stand.
    /// </summary>
    public MarkedList<LineRecord> Lines { get; } = new();

    public PostedLines PostedLines => new(this);

    /// <summary>Every line of a disability that has ever posted, in the order of posting.</summary>
    public List<DisabilityLine> DisabilityLines { get; } = [];

    /// <summary>Every line with trigger categories that has ever been pended or posted: of few families.</summary>
    public List<TriggerLine> TriggerLines { get; } = [];

    /// <summary>Those whose claim stands.</summary>
    public IEnumerable<DisabilityLine> StandingDisabilityLines =>
        DisabilityLines.Where(line => Claims[line.Claim].Stands);

    /// <summary>Its members' recoveries, in the order of posting (rule 5.14): few families have any.</summary>
    public IReadOnlyList<PostedRecovery> Recoveries => _recoveries ?? [];

    /// <summary>The family's accumulators of a plan year, by its slot.</summary>
    public ref FamilyYear Year(int slot) => ref Slots.At(ref _years, slot);

    /// <summary>The claim that stands under a number; −1: none.</summary>
    public int Standing(string? number)
    {
        if (number is null) return -1;
        var hash = HashOf(number);
        for (var place = Claims.Find(hash, 0); place >= 0; place = Claims.Find(hash, place + 1))
            if (Claims[place].Stands && Claims[place].Number == number) return place;
        return -1;
    }

    public void Add(PostedRecovery recovery) => (_recoveries ??= []).Add(recovery);

    public void Add(in ClaimRecord claim) => Claims.Add(claim, HashOf(claim.Number));

    public void Add(in LineRecord line) => Lines.Add(
        line,
        line is { Denied: false, IsDisability: false } ? HashOf(line.Member, line.Incurred, line.Charge) : null);

    /// <summary>Excludes a line, by its index, from rule 3.7.</summary>
    public void Hide(int line) => Lines.Hide(line);

    /// <summary>
    /// Same member, provider, incurred date, procedure, revenue code and charge as a standing, not denied line (rule
    /// 3.7). Other benefits count too, but for the spending account: it is there for what is owed on claims of the
    /// others.
    /// </summary>
    /// <param name="provider">Its number; so is <paramref name="code"/>.</param>
    public bool HasDuplicate(short member, Benefit benefit, ClaimLine line, int provider, int code)
    {
        var hash = HashOf(member, line.ServiceFrom, line.Charge);
        for (var place = Lines.Find(hash, 0); place >= 0; place = Lines.Find(hash, place + 1))
        {
            ref readonly var record = ref Lines[place];
            if (record.Member == member
                && record.Incurred == line.ServiceFrom
                && record.Charge == line.Charge
                && record.Provider == provider
                && (record.Benefit == Benefit.SpendingAccount) == (benefit == Benefit.SpendingAccount)
                && record.Code == code) return true;
        }

        return false;
    }

    private static int HashOf(string number) => number.GetHashCode(StringComparison.Ordinal);

    /// <summary>Of the fields that distinguish most lines.</summary>
    private static int HashOf(short member, DateOnly incurred, Cents charge) =>
        HashCode.Combine(member, incurred.DayNumber, charge.Value);
}
