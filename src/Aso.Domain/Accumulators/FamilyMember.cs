using System.Runtime.InteropServices;
using Aso.Domain.Enrollment;
using Aso.Domain.Plans;

namespace Aso.Domain.Accumulators;

/// <summary>One covered person.</summary>
/// <param name="figures">Another family's, where the member was in that one before.</param>
internal sealed class FamilyMember(string memberId, Family family, short place, UnitFigures? figures = null)
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

    public UnitFigures Figures { get; } = figures ?? new UnitFigures();

    /// <summary>The member's accumulators of a plan year, by its slot.</summary>
    public ref MemberYear Year(int slot) => ref Slots.At(ref _years, slot);

    /// <summary>Adds a row; it replaces one of the same effective date.</summary>
    public void Enroll(EnrollmentRow row)
    {
        RemoveRow(row.Effective);
        _rows = [.. _rows.Where(other => other.Effective < row.Effective), row,
            .. _rows.Where(other => other.Effective > row.Effective)];
    }

    public void RemoveRow(DateOnly effective) => _rows = [.. _rows.Where(row => row.Effective != effective)];

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
