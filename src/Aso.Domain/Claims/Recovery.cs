using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Claims;

/// <summary>What brought the money back (rule 5.14).</summary>
public enum RecoveryKind : byte
{
    Rebate,
    Subrogation,
    Overpayment,
    Other,
}

/// <summary>Money that came back to the plan (rule 5.14).</summary>
public sealed record Recovery
{
    public const int ReferenceLengthMax = 200;

    public required RecoveryKind Kind { get; init; }

    /// <summary>Above 0.</summary>
    public required Cents Amount { get; init; }

    public required DateOnly Date { get; init; }

    /// <summary>Null: it belongs to nobody in particular.</summary>
    public string? MemberId { get; init; }

    /// <summary>Only with a member.</summary>
    public string? ClaimNumber { get; init; }

    /// <summary>Never null with a member.</summary>
    public Benefit? Benefit { get; init; }

    /// <summary>Counts once for the employer.</summary>
    public required string Reference { get; init; }
}

/// <summary>Why a recovery is refused (rule 5.14).</summary>
public enum RecoveryRefusal : byte
{
    /// <summary>The member was never enrolled.</summary>
    UnknownMember,

    /// <summary>No such claim with a posted line of the benefit stands in the member's family.</summary>
    NoStandingClaim,

    /// <summary>Its date lies in no plan year, and no claim names another.</summary>
    NoPlanYear,
}
