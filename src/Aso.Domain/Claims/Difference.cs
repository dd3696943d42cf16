using Aso.Domain.Values;

namespace Aso.Domain.Claims;

/// <summary>A line that the administrator paid otherwise than the plan says (rule 3.30).</summary>
/// <param name="Line">The line's number in its claim.</param>
/// <param name="Year">The plan year of its incurred date.</param>
/// <param name="Theirs">What the administrator paid: what is posted; of a void, the negatives.</param>
/// <param name="Ours">What our rules say.</param>
/// <param name="Rule">The rule that explains ours.</param>
public sealed record Difference(
    string ClaimNumber, string SubscriberId, int Line, PlanYear Year, Month PostingMonth, Cents Theirs, Cents Ours,
    Rule Rule)
{
    /// <summary>What they paid more than ours, or less where negative.</summary>
    public Cents Excess => Theirs - Ours;
}
