namespace Aso.Domain.Enrollment;

/// <summary>Why a member cannot be told from the others of the family.</summary>
public enum Untold : byte
{
    /// <summary>She can: <see cref="FoundMember.Index"/> says who it is.</summary>
    No,

    /// <summary>No birth date is stated.</summary>
    NoBirthDate,

    /// <summary>Nobody of the family was born that day, as far as is known.</summary>
    OtherBirthDate,

    /// <summary>Who was born that day is enrolled under another relationship.</summary>
    OtherRelationship,

    /// <summary>Who was born that day is enrolled with the other sex.</summary>
    OtherSex,

    /// <summary>Several are left, and the sex, which is not stated, would tell.</summary>
    NoSex,

    /// <summary>Several are left, such as twins, and the first name does not tell.</summary>
    NoFirstName,
}

/// <param name="Index">Of the member in the family; −1: nobody can be told.</param>
public readonly record struct FoundMember(int Index, Untold Untold);

/// <summary>
/// Who of a family is meant where no number of one's own says it: by birth date, relationship and sex, and where that
/// leaves several, by first name. What cannot be told is given to nobody (docs/files.md, *Whose claim it is*).
/// </summary>
public static class FamilySearch
{
    /// <summary>The member a claim's patient is.</summary>
    public static FoundMember Find(IReadOnlyList<Traits> family, Traits stated)
    {
        if (stated.BirthDate is null) return Lacks(Untold.NoBirthDate);
        var left = Enumerable.Range(0, family.Count).Where(one => family[one].BirthDate == stated.BirthDate).ToList();
        if (left.Count == 0) return Lacks(Untold.OtherBirthDate);
        left = left.FindAll(one => Agree(family[one].Relationship, stated.Relationship));
        if (left.Count == 0) return Lacks(Untold.OtherRelationship);
        left = left.FindAll(one => Agree(family[one].Sex, stated.Sex));
        if (left.Count == 0) return Lacks(Untold.OtherSex);
        if (left.Count == 1) return new FoundMember(left[0], Untold.No);
        var named = left.FindAll(one => IsNamed(family[one], stated));
        if (named.Count == 1) return new FoundMember(named[0], Untold.No);
        return Lacks(
            stated.Sex == Sex.Unknown && left.Exists(one => family[one].Sex != family[left[0]].Sex)
                ? Untold.NoSex
                : Untold.NoFirstName);
    }

    /// <summary>
    /// The member a row of enrollment is about. Stricter than <see cref="Find"/>: of twins the second may be new, so a
    /// known first name must not differ. <see cref="Untold.OtherBirthDate"/>: nobody who is known yet.
    /// </summary>
    public static FoundMember FindEnrolled(IReadOnlyList<Traits> family, Traits stated)
    {
        if (stated.BirthDate is null) return Lacks(Untold.NoBirthDate);
        var left = Enumerable.Range(0, family.Count).Where(one => CouldBe(family[one], stated)).ToList();
        if (left.Count == 0) return Lacks(Untold.OtherBirthDate);
        if (left.Count == 1) return new FoundMember(left[0], Untold.No);
        var named = left.FindAll(one => IsNamed(family[one], stated));
        return named.Count == 1 ? new FoundMember(named[0], Untold.No) : Lacks(Untold.NoFirstName);
    }

    /// <summary>Whether both are of one person: born the same day, and nothing else that both say differs.</summary>
    public static bool CouldBe(Traits known, Traits stated) =>
        known.BirthDate is not null && known.BirthDate == stated.BirthDate
        && Agree(known.Relationship, stated.Relationship) && Agree(known.Sex, stated.Sex)
        && (known.FirstName == 0 || stated.FirstName == 0 || IsNamed(known, stated));

    /// <summary>Whether both have the same first name, and it is known of both.</summary>
    public static bool IsNamed(Traits known, Traits stated) =>
        stated.FirstName != 0 && known.FirstName == stated.FirstName;

    /// <summary>Whether two people share the number: neither birth date nor first name is the same.</summary>
    public static bool AreDifferent(Traits known, Traits stated) =>
        known.BirthDate is { } birth && stated.BirthDate is { } given && birth != given
        && known.FirstName != 0 && stated.FirstName != 0 && known.FirstName != stated.FirstName;

    // A child of the one is often an other dependent of the other: only the subscriber is nobody else.
    private static bool Agree(Relationship? known, Relationship? stated)
    {
        if (known is null || stated is null || known == stated) return true;
        return known != Relationship.Self && stated != Relationship.Self
            && (known == Relationship.Other || stated == Relationship.Other);
    }

    private static bool Agree(Sex known, Sex stated) =>
        known == Sex.Unknown || stated == Sex.Unknown || known == stated;

    private static FoundMember Lacks(Untold untold) => new(-1, untold);
}
