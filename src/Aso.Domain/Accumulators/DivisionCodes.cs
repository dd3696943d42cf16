using Aso.Domain.Enrollment;

namespace Aso.Domain.Accumulators;

/// <summary>
/// A small number for each division that rows of enrollment have named (rule 5.16), in the order in which a shard first
/// sees them.
/// </summary>
internal sealed class DivisionCodes
{
    /// <summary>Of members without a division.</summary>
    public const short Unassigned = 0;

    private readonly Codes _names = new();

    /// <summary>Whether no row has named a division.</summary>
    public bool IsEmpty => _names.Count == 0;

    /// <summary>The numbers in use.</summary>
    public IEnumerable<short> All => Enumerable.Range(1, _names.Count).Select(number => (short)number);

    /// <summary>The division's name.</summary>
    public string this[short number] => _names[number - 1];

    /// <summary>Gives the division that a row names a number.</summary>
    public void Add(EnrollmentRow row) => NumberOf(row);

    public short NumberOf(EnrollmentRow row)
    {
        if (row.Division is null || row.Division == Plans.Divisions.Unassigned) return Unassigned;
        // A file of made-up names must not make a shard's head too large to be stored.
        return _names.Count < Plans.Divisions.Most || _names.Knows(row.Division)
            ? (short)(_names.NumberOf(row.Division) + 1)
            : Unassigned;
    }

    /// <summary>That of the member's row in force on a date; null: no such member.</summary>
    public short On(FamilyMember? member, DateOnly date)
    {
        if (IsEmpty || member is null) return Unassigned;
        var place = Coverage.RowInForce(member.Rows, date);
        return place < 0 ? Unassigned : NumberOf(member.Rows[place]);
    }
}
