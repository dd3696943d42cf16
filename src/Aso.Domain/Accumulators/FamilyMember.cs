using Aso.Domain.Enrollment;
using Aso.Domain.Plans;

namespace Aso.Domain.Accumulators;

/// <summary>One covered person in a family.</summary>
internal sealed class FamilyMember
{
    /// <param name="place">The member's place in the family.</param>
    /// <param name="person">Known already where the member was in another family before.</param>
    public FamilyMember(string memberId, Family family, short place, Person person)
    {
        (MemberId, Family, Place, Person) = (memberId, family, place, person);
        person.Add(this);
    }

    public string MemberId { get; }

    public Family Family { get; }

    /// <summary>The member's place in the family.</summary>
    public short Place { get; }

    public Person Person { get; }

    /// <summary>By effective date, of every family that the member was in.</summary>
    public ReadOnlySpan<EnrollmentRow> Rows => Person.Rows;

    public UnitFigures Figures => Person.Figures;

    /// <summary>The place of the row in force on a date where it enrolls the member in this family; −1: none does.</summary>
    public int RowHere(DateOnly date)
    {
        var place = Coverage.RowInForce(Rows, date);
        return place >= 0 && Rows[place].SubscriberId == Family.SubscriberId ? place : -1;
    }

    /// <summary>The member's accumulators of a plan year, by its slot.</summary>
    public ref MemberYear Year(int slot) => ref Person.Year(slot);
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
