using System.Runtime.InteropServices;
using Aso.Domain.Enrollment;
using Aso.Domain.Plans;

namespace Aso.Domain.Accumulators;

/// <summary>
/// What is one person's in whatever family: rows of enrollment, of which a later one replaces those before it wholly
/// (section 3), her own accumulators and visits (rules 3.11, 3.21, 3.23), and what stop-loss counts (rule 4.2). A member who
/// changes families keeps these.
/// </summary>
internal sealed class Person
{
    private EnrollmentRow[] _rows = [];
    private MemberYear[] _years = [];
    private List<Visits>? _visits;

    /// <summary>By effective date.</summary>
    public ReadOnlySpan<EnrollmentRow> Rows => _rows;

    public UnitFigures Figures { get; } = new();

    /// <summary>Her place in each family that she has been enrolled in: nearly always one.</summary>
    public FamilyMember[] Places { get; private set; } = [];

    /// <summary>The accumulators of a plan year, by its slot.</summary>
    public ref MemberYear Year(int slot) => ref Slots.At(ref _years, slot);

    public void Add(FamilyMember place) => Places = [.. Places, place];

    /// <summary>Adds a row; it replaces one of the same effective date.</summary>
    public void Enroll(EnrollmentRow row) => _rows =
    [
        .. _rows.Where(other => other.Effective < row.Effective), row,
        .. _rows.Where(other => other.Effective > row.Effective),
    ];

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
