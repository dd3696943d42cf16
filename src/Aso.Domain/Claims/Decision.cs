using Aso.Domain.Values;

namespace Aso.Domain.Claims;

public enum DecisionStatus : byte
{
    /// <summary>At least one line was not denied; stands.</summary>
    Paid,

    /// <summary>Every line was denied by a rule other than 3.2, 3.3 or 3.4; stands.</summary>
    Denied,

    /// <summary>Waits for a decision (rule 3.12); stands, posts nothing.</summary>
    Pended,

    /// <summary>Refused under 3.2, 3.3 or 3.4; does not stand, posts nothing.</summary>
    Refused,

    /// <summary>
    /// A void, or the void half of a replacement: posts the exact negative of what stood (rule 3.28).
    /// </summary>
    Voided,
}

/// <summary>CARC group codes.</summary>
public enum AdjustmentGroup : byte
{
    /// <summary>Contractual obligation.</summary>
    CO,

    /// <summary>Patient responsibility.</summary>
    PR,

    /// <summary>Other adjustment.</summary>
    OA,

    /// <summary>Payer initiated; only by a decision on a pended claim (rule 3.29).</summary>
    PI,
}

/// <summary>What was decided of one line. For every line: charge = paid + Σ adjustments (rule 3.25).</summary>
public sealed record LineDecision
{
    public required int LineNumber { get; init; }

    /// <summary>The rule that decided: the denying one, <c>3.12</c> for a pended line, else the pricing one.</summary>
    public required Rule Rule { get; init; }

    public bool Denied { get; init; }

    public Cents Charge { get; init; }

    public Cents Allowed { get; init; }

    /// <summary>Member's shares credited to the accumulators (rule 3.21, after step 4).</summary>
    public Cents Copay { get; init; }

    public Cents Deductible { get; init; }

    public Cents Coinsurance { get; init; }

    /// <summary>What is posted: the administrator's amount under rule 3.30, else ours.</summary>
    public Cents Paid { get; init; }

    /// <summary>What our rules would pay; differs from <see cref="Paid"/> only under rule 3.30.</summary>
    public Cents OurPaid { get; init; }

    /// <summary>
    /// Under rule 3.30, where the administrator's amount differs from ours: the rule that explains ours.
    /// </summary>
    public Rule? DifferenceRule { get; init; }

    public IReadOnlyList<Adjustment> Adjustments { get; init; } = [];

    /// <summary>
    /// Long-term disability: <see cref="Paid"/> by calendar month, from that of the line's first day on (rules 3.27,
    /// 3.30); empty for other benefits.
    /// </summary>
    public IReadOnlyList<Cents> PaidByMonth { get; init; } = [];
}

/// <summary>A rule of domain.md by number, as 3.21: <c>Rule.Of(3, 21)</c>.</summary>
public readonly record struct Rule(short Chapter, short Number)
{
    private const int KnownChapters = 8;
    private const int KnownNumbers = 64;

    /// <summary>So that a million lines' rules are not a million strings.</summary>
    private static readonly string?[] Known = new string?[KnownChapters * KnownNumbers];

    public static Rule Of(int chapter, int number) => new((short)chapter, (short)number);

    public override string ToString() =>
        Chapter is >= 0 and < KnownChapters && Number is >= 0 and < KnownNumbers
            ? Known[Chapter * KnownNumbers + Number] ??= $"{Chapter}.{Number}"
            : $"{Chapter}.{Number}";
}

/// <summary>
/// One entry in a claim's history, never changed again. Amounts of a <see cref="DecisionStatus.Voided"/> decision are
/// the exact negatives of those it voids.
/// </summary>
public sealed record Decision
{
    /// <summary>The claim as received; for a void half of a replacement, the claim that is voided.</summary>
    public required Claim Claim { get; init; }

    /// <summary>The member's family; for an unknown member, what the claim gave or its member id.</summary>
    public required string SubscriberId { get; init; }

    public required DecisionStatus Status { get; init; }

    /// <summary>The month the decision counts in (section 1).</summary>
    public required Month PostingMonth { get; init; }

    public required DateOnly PaidDate { get; init; }

    /// <summary>The version of the plan document used (1 is the first of its plan year); 0: no plan.</summary>
    public int PlanVersion { get; init; }

    public IReadOnlyList<LineDecision> Lines { get; init; } = [];

    /// <summary>For a pended decision: what the plan would pay, taken when it pends (rule 3.29).</summary>
    public Cents Estimate { get; init; }

    /// <summary>For a void: the claim number it voids. For the claim of a replacement: the one it replaced.</summary>
    public string? Voids { get; init; }

    /// <summary>Received date of the first original of the chain of replacements (rule 3.6).</summary>
    public DateOnly FirstReceived { get; init; }

    /// <summary>For a decision on a pended claim: the code it was denied with, as given; null where approved.</summary>
    public string? DecidedCode { get; init; }

    /// <summary>The journal entry that brought the claim, or the HTTP decision about it.</summary>
    public long Sequence { get; init; }

    /// <summary>Σ posted amounts of the lines.</summary>
    public Cents Paid => Lines.Sum(line => line.Paid);
}
