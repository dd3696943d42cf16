namespace Aso.Domain.Enrollment;

public enum Sex : byte
{
    Unknown,
    Female,
    Male,
}

/// <summary>What tells the members of a family apart, as enrolled or as a claim states it.</summary>
public readonly record struct Traits
{
    public DateOnly? BirthDate { get; init; }

    /// <summary>Null: not stated. <see cref="Enrollment.Relationship.Other"/>: anyone but the subscriber.</summary>
    public Relationship? Relationship { get; init; }

    public Sex Sex { get; init; }

    /// <summary>A keyed hash of the first name; 0: unknown. The name itself is not kept.</summary>
    public ulong FirstName { get; init; }
}
