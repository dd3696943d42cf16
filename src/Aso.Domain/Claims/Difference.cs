using Aso.Domain.Values;

namespace Aso.Domain.Claims;

/// <summary>A line that the administrator paid differently from the plan terms (rule 3.30).</summary>
/// <param name="Line">The line's number in its claim.</param>
/// <param name="Year">The plan year of its incurred date; null: the line was refused because there is none.</param>
/// <param name="Theirs">
/// What the administrator paid: posted, unless the line was refused; of a void, the negatives.
/// </param>
/// <param name="Ours">What our rules pay.</param>
/// <param name="Rule">The rule that explains ours.</param>
public sealed record Difference(
    string ClaimNumber, string SubscriberId, int Line, PlanYear? Year, Month PostingMonth, Cents Theirs, Cents Ours,
    Rule Rule)
{
    /// <summary>How much more they paid than our amount; negative: less.</summary>
    public Cents Excess => Theirs - Ours;
}
