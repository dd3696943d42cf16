using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Claims;

public enum ClaimType : byte
{
    Original,
    Replacement,
    Void,
}

/// <summary>
/// One claim as its file says it, checked for form only. Diagnoses are not kept: only their trigger categories are.
/// </summary>
public sealed record Claim
{
    /// <summary>The most lines a claim may have: its reader rejects more.</summary>
    public const int LinesMax = 9_999;

    /// <summary>
    /// Ours: one for each claim of a family that stands. Of an 837 it is the <see cref="Account"/> until it is decided
    /// (<see cref="Rules.ClaimNumbers"/>).
    /// </summary>
    public required string ClaimNumber { get; init; }

    /// <summary>
    /// The provider's account number for the patient (CLM01 of an 837), which its other claims for her may have too;
    /// null: the file numbers its claims.
    /// </summary>
    public string? Account { get; init; }

    /// <summary>
    /// CLM05-1 of an 837: the first two digits of the type of bill of an institutional claim, the place of service of
    /// another; null: none.
    /// </summary>
    public string? Facility { get; init; }

    /// <summary>Whether <see cref="Facility"/> is of a type of bill (CLM05-2 is A).</summary>
    public bool IsTypeOfBill { get; init; }

    /// <summary>CLM05-3 of an 837, as <c>1</c>; null: none.</summary>
    public char? Frequency { get; init; }

    public ClaimType Type { get; init; }

    /// <summary>For a void or a replacement: the claim number it voids or replaces.</summary>
    public string? OriginalClaimNumber { get; init; }

    /// <summary>Ignored for a void (rule 3.28).</summary>
    public Benefit Benefit { get; init; }

    public required string MemberId { get; init; }

    /// <summary>Checked against the member's where the file gives it (rule 3.4).</summary>
    public string? SubscriberId { get; init; }

    /// <summary>The day the administrator received the claim; defaults to the day of the drop.</summary>
    public DateOnly Received { get; init; }

    /// <summary>Null: the business date of the adjudication.</summary>
    public DateOnly? PaidDate { get; init; }

    /// <summary>
    /// In the file's order; empty only for a void. A void may have one, which says the provider and the days of what it
    /// voids; or those of a reversal, whose amounts are negative: it voids only what came to the same amounts.
    /// </summary>
    public IReadOnlyList<ClaimLine> Lines { get; init; } = [];

    /// <summary>
    /// Where the claim starts in its file: line number (CSV, NDJSON; 1-based) or byte offset (X12; 0-based).
    /// </summary>
    public long Position { get; init; }

    /// <summary>Σ charges of the lines; a void charges nothing.</summary>
    public Cents Charge
    {
        get
        {
            var sum = Cents.Zero;
            if (Type == ClaimType.Void) return sum;
            // Asked for each claim of a file: without an object that goes through the lines.
            for (var index = 0; index < Lines.Count; index++) sum += Lines[index].Charge;
            return sum;
        }
    }

    /// <summary>The incurred date of a line: its first day of service or, for disability, of disability.</summary>
    public DateOnly IncurredOn(ClaimLine line)
    {
        return Benefit.IsDisability() ? line.DisabilityStart ?? line.ServiceFrom : line.ServiceFrom;
    }

    /// <summary>What a line charges before it is priced: nothing for disability, which pays by the day.</summary>
    internal Cents ChargeOf(ClaimLine line) => Benefit.IsDisability() ? Cents.Zero : line.Charge;
}

/// <summary>One service line of a claim.</summary>
public sealed record ClaimLine
{
    // No amount. With it an optional one takes half the bytes: lines are most of what reading a file allocates.
    private const long None = long.MinValue;

    private readonly long _allowed = None;
    private readonly long _paid = None;

    public required int LineNumber { get; init; }

    /// <summary>First day of service or, for disability, first day claimed (not the incurred date).</summary>
    public DateOnly ServiceFrom { get; init; }

    /// <summary>The last day of service, included.</summary>
    public DateOnly ServiceTo { get; init; }

    /// <summary>NPI of the provider, ten digits, check digit verified.</summary>
    public string? Provider { get; init; }

    public bool InNetwork { get; init; } = true;

    public string? Procedure { get; init; }

    /// <summary>Of an institutional line, four digits as <see cref="Claims.RevenueCode.Of"/> writes it.</summary>
    public string? RevenueCode { get; init; }

    /// <summary>Procedure modifiers in the file's order.</summary>
    public IReadOnlyList<string> Modifiers { get; init; } = [];

    public decimal Units { get; init; } = 1m;

    /// <summary>Zero for disability, where a given charge is ignored (rule 3.26).</summary>
    public Cents Charge { get; init; }

    public Cents? Allowed { get => Amount(_allowed); init => _allowed = Kept(value); }

    public Cents OtherPaid { get; init; }

    /// <summary>Whether the line carries an authorization (rule 3.9).</summary>
    public bool Authorized { get; init; }

    /// <summary>What the administrator paid already (rule 3.30); zero counts, absent does not.</summary>
    public Cents? Paid { get => Amount(_paid); init => _paid = Kept(value); }

    /// <summary>First day of the disability: its incurred date (section 1).</summary>
    public DateOnly? DisabilityStart { get; init; }

    public DisabilityCause? Cause { get; init; }

    /// <summary>Monthly offset of long-term disability (rule 3.27).</summary>
    public Cents OtherIncome { get; init; }

    /// <summary>Trigger categories, by name (rule 4.11).</summary>
    public IReadOnlyList<string> Triggers { get; init; } = [];

    private static Cents? Amount(long kept) => kept == None ? null : new Cents(kept);

    private static long Kept(Cents? amount) => amount?.Value ?? None;
}
