using Aso.Domain.Claims;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Rules;

/// <summary>
/// The outcome of one line while its claim is adjudicated. A <see cref="LineDecision"/> is made of it; the struct is
/// reused from claim to claim.
/// </summary>
internal struct LineOutcome
{
    public OpenedLine Opened;

    /// <summary>Null: the line is not denied.</summary>
    public Denial? Denial;

    public Cents Charge;
    public Cents Allowed;

    /// <summary>After step 4 of rule 3.21: what the accumulators are credited with.</summary>
    public CostShare Share;

    /// <summary>What the member owes of it (rule 3.24).</summary>
    public CostShare Owed;

    /// <summary>OA-23 (rule 3.24).</summary>
    public Cents OtherPayer;

    /// <summary>PR-119 (rules 3.23, 3.32).</summary>
    public Cents Cut;

    public Cents Ours;
    public Cents Paid;

    /// <summary>Long-term disability only: <see cref="Paid"/> by month.</summary>
    public Cents[]? PaidByMonth;

    public readonly bool NotDenied => Denial is null;

    /// <summary>The rule that explains our amount (rule 3.30).</summary>
    public readonly Rule Explains(Benefit benefit, ClaimLine line)
    {
        if (Denial is not null) return Denial.Rule;
        if (benefit == Benefit.ShortTermDisability) return Rule.Of(3, 26);
        if (benefit == Benefit.LongTermDisability) return Rule.Of(3, 27);
        if (!Cut.IsZero) return benefit == Benefit.SpendingAccount ? Rule.Of(3, 32) : Rule.Of(3, 23);
        if (line.OtherPaid > Cents.Zero) return Rule.Of(3, 24);
        return Share.Sum > Cents.Zero ? Rule.Of(3, 21) : Rule.Of(3, 20);
    }
}
