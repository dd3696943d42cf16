using System.Runtime.InteropServices;
using Aso.Domain.Claims;
using Aso.Domain.Enrollment;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Accumulators;

/// <summary>A subscriber with all members (section 1): enrollment, accumulators and everything ever decided.</summary>
internal sealed class Family(string subscriberId)
{
    private readonly List<int> _named = [];
    private FamilyYear[] _years = [];

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

    /// <summary>Those that stood at some time, found by their numbers.</summary>
    public MarkedList<ClaimRecord> Claims { get; } = new();

    /// <summary>
    /// Those that posted something at some time; a claim's stand together. Found by what rule 3.7 compares, as long as
    /// they stand.
    /// </summary>
    public MarkedList<LineRecord> Lines { get; } = new();

    public List<DisabilityLine> Disabilities { get; } = [];

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

    public void Add(in ClaimRecord claim) => Claims.Add(claim, HashOf(claim.Number));

    public void Add(in LineRecord line) => Lines.Add(
        line,
        line is { Denied: false, IsDisability: false } ? HashOf(line.Member, line.Incurred, line.Charge) : null);

    /// <summary>Takes a line, by its index, out of sight of rules 3.7, 3.26 and 3.27.</summary>
    public void Hide(int line)
    {
        Lines.Hide(line);
        if (Lines[line].IsDisability) Disabilities.RemoveAll(disability => disability.Line == line);
    }

    /// <summary>
    /// Same member, provider, incurred date, procedure and charge as a standing, not denied line (rule 3.7).
    /// </summary>
    /// <param name="provider">Its number; so is <paramref name="procedure"/>.</param>
    public bool HasDuplicate(short member, ClaimLine line, int provider, int procedure)
    {
        var hash = HashOf(member, line.ServiceFrom, line.Charge);
        for (var place = Lines.Find(hash, 0); place >= 0; place = Lines.Find(hash, place + 1))
        {
            ref readonly var record = ref Lines[place];
            if (record.Member == member
                && record.Incurred == line.ServiceFrom
                && record.Charge == line.Charge
                && record.Provider == provider
                && record.Procedure == procedure) return true;
        }

        return false;
    }

    private static int HashOf(string number) => number.GetHashCode(StringComparison.Ordinal);

    /// <summary>Of what tells most lines apart.</summary>
    private static int HashOf(short member, DateOnly incurred, Cents charge) =>
        HashCode.Combine(member, incurred.DayNumber, charge.Value);
}

/// <summary>One covered person.</summary>
internal sealed class FamilyMember(string memberId, Family family, short place)
{
    private EnrollmentRow[] _rows = [];
    private MemberYear[] _years = [];
    private List<Visits>? _visits;

    public string MemberId { get; } = memberId;

    public Family Family { get; } = family;

    /// <summary>The member's place in the family.</summary>
    public short Place { get; } = place;

    /// <summary>By effective date.</summary>
    public ReadOnlySpan<EnrollmentRow> Rows => _rows;

    /// <summary>The member's accumulators and eligible amounts of a plan year, by its slot.</summary>
    public ref MemberYear Year(int slot) => ref Slots.At(ref _years, slot);

    /// <summary>By slot, as far as there are any.</summary>
    public ref MemberYear[] Years => ref _years;

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

/// <summary>Arrays by the slot of a plan year, as long as they need to be.</summary>
internal static class Slots
{
    public static ref T At<T>(ref T[] years, int slot)
        where T : struct
    {
        if (slot >= years.Length) Array.Resize(ref years, slot + 1);
        return ref years[slot];
    }
}
