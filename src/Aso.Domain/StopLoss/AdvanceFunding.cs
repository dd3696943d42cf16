using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.StopLoss;

/// <summary>A claim that the carrier is asked to pay its part of in advance (rule 4.10).</summary>
/// <param name="MemberId">Null where the specific counts by subscriber.</param>
/// <param name="SubscriberId">Null where the specific counts by member.</param>
/// <param name="Amount">What the claim raises the unit's R by.</param>
/// <param name="Pended">It waits for a decision; its estimate counts, alone.</param>
public sealed record Advance(string? MemberId, string? SubscriberId, string ClaimNumber, Cents Amount, bool Pended)
{
    /// <summary>The member's id, or the subscriber's.</summary>
    public string Unit => MemberId ?? SubscriberId!;
}

/// <summary>Advance funding of the specific (rule 4.10), without the aggregating deductible.</summary>
public static class AdvanceFunding
{
    /// <summary>What each claim of a unit raises R by, one for each step of E.</summary>
    /// <param name="eligible">E before the first claim, and after each.</param>
    public static IEnumerable<Cents> Rises(SpecificStopLoss terms, Cents deductible, IEnumerable<Cents> eligible)
    {
        Cents? before = null;
        foreach (var amount in eligible)
        {
            var reimbursable = Specific.Reimbursable(terms, amount, deductible);
            if (before is { } earlier) yield return (reimbursable - earlier).NotNegative();
            before = reimbursable;
        }
    }
}
