using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Enrollment;

public enum Relationship : byte
{
    Self,
    Spouse,
    Child,
    Other,
}

/// <summary>Why a member is covered (rule 5.16).</summary>
public enum EnrollmentStatus : byte
{
    Active,
    Cobra,
    Retired,
    Leave,
}

/// <summary>
/// One row of enrollment. It replaces what the same member and <see cref="Effective"/> said before; the row in force
/// on a date is the member's with the latest <see cref="Effective"/> on or before it, until its
/// <see cref="Termination"/> (section 3).
/// </summary>
public sealed record EnrollmentRow
{
    /// <summary>Characters of a division's name (files.md section 3).</summary>
    public const int DivisionMax = 40;

    public required string SubscriberId { get; init; }

    public required string MemberId { get; init; }

    public Relationship Relationship { get; init; }

    public DateOnly? BirthDate { get; init; }

    /// <summary>
    /// On the <see cref="Relationship.Self"/> row; one of the plan's tiers: the widest, where benefits have others.
    /// </summary>
    public string? Tier { get; init; }

    /// <summary>Of single benefits whose tier is another than <see cref="Tier"/>; null: none's is.</summary>
    public BenefitTiers? BenefitTiers { get; init; }

    public BenefitSet Benefits { get; init; }

    public DateOnly Effective { get; init; }

    /// <summary>The first day no longer covered; null: open.</summary>
    public DateOnly? Termination { get; init; }

    /// <summary>On the <see cref="Relationship.Self"/> row.</summary>
    public Cents? AnnualSalary { get; init; }

    /// <summary>The employer's own word, trimmed (rule 5.16); null: unassigned.</summary>
    public string? Division { get; init; }

    public EnrollmentStatus Status { get; init; }

    public string? TierOf(Benefit benefit) => BenefitTiers?[benefit] ?? Tier;
}
