using System.Runtime.InteropServices;

namespace Aso.Domain;

/// <summary>A subscriber with all members (section 1): enrollment, accumulators and everything ever decided.</summary>
internal sealed class Family(string subscriberId)
{
    private readonly List<int> _numbers = [];
    private readonly List<int> _named = [];
    private readonly List<int> _duplicates = [];
    private FamilyYear?[] _years = [];

    public string SubscriberId { get; } = subscriberId;

    public List<FamilyMember> Members { get; } = [];

    /// <summary>Oldest first; added by <see cref="Add(Decision)"/>.</summary>
    public List<Decision> Decisions { get; } = [];

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

    /// <summary>Those that stood at some time.</summary>
    public PagedList<ClaimRecord> Claims { get; } = new();

    /// <summary>Those that posted something at some time; a claim's stand together.</summary>
    public PagedList<LineRecord> Lines { get; } = new();

    public List<DisabilityLine> Disabilities { get; } = [];

    /// <summary>The family's accumulators of a plan year, by its slot.</summary>
    public FamilyYear Year(int slot) => Slots.At(ref _years, slot);

    /// <summary>The claim that stands under a number; −1: none.</summary>
    public int Standing(string? number)
    {
        if (number is null) return -1;
        var hash = number.GetHashCode(StringComparison.Ordinal);
        var hashes = CollectionsMarshal.AsSpan(_numbers);
        for (var from = 0; ;)
        {
            var next = hashes[from..].IndexOf(hash);
            if (next < 0) return -1;
            from += next;
            ref readonly var claim = ref Claims[from];
            if (claim.Stands && claim.Number == number) return from;
            from++;
        }
    }

    public void Add(Decision decision)
    {
        Decisions.Add(decision);
        _named.Add(decision.Claim.ClaimNumber.GetHashCode(StringComparison.Ordinal));
        if (decision is { Status: DecisionStatus.Voided, Voids: { } voided } && voided != decision.Claim.ClaimNumber)
            _named.Add(voided.GetHashCode(StringComparison.Ordinal));
    }

    /// <summary>Whether a decision may concern a claim number: a look at numbers side by side, before one at each.</summary>
    /// <param name="hash">Of the number, ordinal.</param>
    public bool MayName(int hash) => CollectionsMarshal.AsSpan(_named).Contains(hash);

    public void Add(in ClaimRecord claim)
    {
        Claims.Add(claim);
        _numbers.Add(claim.Number.GetHashCode(StringComparison.Ordinal));
    }

    public void Add(in LineRecord line)
    {
        Lines.Add(line);
        _duplicates.Add(line is { Denied: false, IsDisability: false }
            ? DuplicateHash(line.Member, line.Incurred, line.Charge)
            : 0);
    }

    /// <summary>Takes a line, by its index, out of sight of rules 3.7, 3.26 and 3.27.</summary>
    public void Hide(int line)
    {
        _duplicates[line] = 0;
        if (Lines[line].IsDisability) Disabilities.RemoveAll(disability => disability.Line == line);
    }

    /// <summary>
    /// Same member, provider, incurred date, procedure and charge as a standing, not denied line (rule 3.7).
    /// </summary>
    public bool HasDuplicate(short member, ClaimLine line, in LineOutcome outcome)
    {
        var hash = DuplicateHash(member, line.ServiceFrom, line.Charge);
        var hashes = CollectionsMarshal.AsSpan(_duplicates);
        for (var from = 0; ;)
        {
            var next = hashes[from..].IndexOf(hash);
            if (next < 0) return false;
            from += next;
            ref readonly var record = ref Lines[from];
            if (record.Member == member
                && record.Incurred == line.ServiceFrom
                && record.Charge == line.Charge
                && record.Provider == outcome.Provider
                && record.Procedure == outcome.Procedure) return true;
            from++;
        }
    }

    /// <summary>Of what tells most lines apart; never 0, which hides a line.</summary>
    private static int DuplicateHash(short member, DateOnly incurred, Cents charge) =>
        HashCode.Combine(member, incurred.DayNumber, charge.Value) | 1;
}

/// <summary>One covered person.</summary>
internal sealed class FamilyMember(string memberId, Family family, short place)
{
    private EnrollmentRow[] _rows = [];
    private MemberYear?[] _years = [];
    private List<Visits>? _visits;

    public string MemberId { get; } = memberId;

    public Family Family { get; } = family;

    /// <summary>The member's place in the family.</summary>
    public short Place { get; } = place;

    /// <summary>By effective date.</summary>
    public ReadOnlySpan<EnrollmentRow> Rows => _rows;

    /// <summary>The member's accumulators and eligible amounts of a plan year, by its slot.</summary>
    public MemberYear Year(int slot) => Slots.At(ref _years, slot);

    public MemberYear? YearOrNull(int slot) => slot < _years.Length ? _years[slot] : null;

    public ref MemberYear?[] Years => ref _years;

    /// <summary>Puts a row in force; it replaces one of the same effective date.</summary>
    public void Enroll(EnrollmentRow row)
    {
        Forget(row.Effective);
        _rows = [.. _rows.Where(other => other.Effective < row.Effective), row,
            .. _rows.Where(other => other.Effective > row.Effective)];
    }

    public void Forget(DateOnly effective) => _rows = [.. _rows.Where(row => row.Effective != effective)];

    /// <summary>Standing claims with a not denied line of the service (rule 3.11).</summary>
    public int VisitsOf(in ServiceKey service)
    {
        if (_visits is null) return 0;
        foreach (ref readonly var visits in CollectionsMarshal.AsSpan(_visits))
            if (visits.Service == service) return visits.Count;
        return 0;
    }

    public void AddVisits(in ServiceKey service, int count)
    {
        _visits ??= [];
        foreach (ref var visits in CollectionsMarshal.AsSpan(_visits))
        {
            if (visits.Service != service) continue;
            visits.Count += count;
            return;
        }

        _visits.Add(new Visits { Service = service, Count = count });
    }

    private struct Visits
    {
        public ServiceKey Service;
        public int Count;
    }
}

/// <summary>A service of a benefit in a plan year, by their places.</summary>
internal readonly record struct ServiceKey(short Slot, Benefit Benefit, short Service);

/// <summary>Arrays by the slot of a plan year, filled on first use.</summary>
internal static class Slots
{
    public static T At<T>(ref T?[] years, int slot)
        where T : class, new()
    {
        if (slot >= years.Length) Array.Resize(ref years, slot + 1);
        return years[slot] ??= new T();
    }
}
