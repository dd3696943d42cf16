using Aso.Domain.Liability;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Proofs;

/// <summary>What an item of a proof is.</summary>
public enum ProofItemKind : byte
{
    /// <summary>A decided claim, what a void took back, or a pended claim's estimate.</summary>
    Claim,
    Deposit,
    Reimbursement,
    Recovery,

    /// <summary>A month in which a member is enrolled.</summary>
    Enrollment,

    /// <summary>A unit of a specific: a member or a family.</summary>
    Member,
    Disability,

    /// <summary>An incurred month of the triangle.</summary>
    TriangleMonth,

    /// <summary>Another figure, or a step of the rule's formula.</summary>
    Term,

    /// <summary>The same line by an earlier statement.</summary>
    Earlier,

    /// <summary>From the exact number to the cent.</summary>
    Rounding,
}

/// <summary>Which of a line's two figures.</summary>
public enum ProofColumn : byte
{
    Month,
    ToDate,
}

/// <summary>A figure that has a proof of its own.</summary>
/// <param name="Month">Of a closed statement; null: now.</param>
/// <param name="Division">Null: the whole.</param>
public sealed record FigureName(PlanYear PlanYear, Month? Month, string Line, ProofColumn Column, string? Division)
{
    /// <summary>What the figures of <see cref="OutlookLines"/> take next year to be.</summary>
    public NextYear Assumed { get; init; }
}

/// <summary>
/// One of the amounts that sum to a figure, and what says where it comes from: which fields are there depends on the kind.
/// </summary>
/// <param name="Amount">
/// In currency units, with its sign in the sum; to six decimals where it is no whole cent; of a count, a number.
/// </param>
public sealed record ProofItem(ProofItemKind Kind, decimal Amount)
{
    /// <summary>Of a term, in words.</summary>
    public string? Text { get; init; }

    /// <summary>Of a term that is a figure itself.</summary>
    public FigureName? Figure { get; init; }

    /// <summary>The close as of which it counted; since then it counts no more, or otherwise. Null: it counts.</summary>
    public Month? Before { get; init; }

    public string? ClaimNumber { get; init; }

    public string? SubscriberId { get; init; }

    /// <summary>Of a specific that counts by family, the subscriber's.</summary>
    public string? MemberId { get; init; }

    public Benefit? Benefit { get; init; }

    public DateOnly? Incurred { get; init; }

    public Month? PostingMonth { get; init; }

    /// <summary>paid, denied, pended or voided.</summary>
    public string? Status { get; init; }

    /// <summary>The rules that decided the claim's lines, in their order.</summary>
    public string? Rule { get; init; }

    /// <summary>The journal entry that brought it.</summary>
    public long? Sequence { get; init; }

    public long? Position { get; init; }

    public int? PlanVersion { get; init; }

    public string? Reference { get; init; }

    public DateOnly? Date { get; init; }

    /// <summary>Enrolled or incurred.</summary>
    public Month? Month { get; init; }

    public string? Tier { get; init; }

    /// <summary>Of an enrollment month, what it costs; of a tax, its rate.</summary>
    public decimal? Rate { get; init; }

    public Cents? Eligible { get; init; }

    public Cents? Deductible { get; init; }

    public Cents? Reimbursable { get; init; }

    /// <summary>Paid of the incurred month so far.</summary>
    public Cents? Cumulative { get; init; }

    /// <summary>The part of the incurred month that is paid, to six decimals.</summary>
    public decimal? Completion { get; init; }

    /// <summary>What the incurred month is expected to cost, to six decimals.</summary>
    public decimal? Ultimate { get; init; }
}
