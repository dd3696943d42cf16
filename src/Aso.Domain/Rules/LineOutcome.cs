using Aso.Domain.Accumulators;
using Aso.Domain.Claims;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Rules;

/// <summary>
/// What is decided of one line while its claim is being judged and posted: the working form of
/// <see cref="LineDecision"/>, reused from claim to claim.
/// </summary>
internal struct LineOutcome
{
    /// <summary>The plan year of the incurred date; null: none (rule 2.4).</summary>
    public PlanYearBook? Year;

    /// <summary>Among <see cref="PlanYears.Providers"/>.</summary>
    public int Provider;

    /// <summary>Among <see cref="PlanYears.Procedures"/>.</summary>
    public int Procedure;

    /// <summary>Place of the service in the benefit's list; −1: the nameless service.</summary>
    public short Service;

    public bool Denied;

    /// <summary>Why; null where the line was not judged but read.</summary>
    public Denial? Denial;

    public Cents Charge;
    public Cents Allowed;

    /// <summary>After step 4 of rule 3.21: what the accumulators are credited with.</summary>
    public CostShare Share;

    /// <summary>What the member owes of it (rule 3.24).</summary>
    public CostShare Owed;

    /// <summary>OA-23 (rule 3.24).</summary>
    public Cents OtherPayer;

    /// <summary>PR-119 (rule 3.23).</summary>
    public Cents Cut;

    public bool OutsideMaximum;
    public Cents Ours;
    public Cents Paid;

    /// <summary>Long-term disability only: <see cref="Paid"/> by month.</summary>
    public Cents[]? PaidByMonth;

    public readonly bool NotDenied => !Denied;

    public void Deny(Denial denial) => (Denied, Denial) = (true, denial);

    /// <summary>The rule that explains our amount (rule 3.30).</summary>
    public readonly Rule Explains(Benefit benefit, ClaimLine line)
    {
        if (Denied) return Denial!.Rule;
        if (benefit == Benefit.ShortTermDisability) return Rule.Of(3, 26);
        if (benefit == Benefit.LongTermDisability) return Rule.Of(3, 27);
        if (!Cut.IsZero) return Rule.Of(3, 23);
        if (line.OtherPaid > Cents.Zero) return Rule.Of(3, 24);
        return Share.Sum > Cents.Zero ? Rule.Of(3, 21) : Rule.Of(3, 20);
    }
}
