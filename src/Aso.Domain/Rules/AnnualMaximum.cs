using Aso.Domain.Values;

namespace Aso.Domain.Rules;

/// <summary>The most the plan pays for a member in a plan year (rule 3.23).</summary>
public static class AnnualMaximum
{
    /// <summary>What exceeds the rest of the maximum: the member's, <c>PR-119</c>.</summary>
    /// <param name="pays">What the plan would pay after rule 3.24.</param>
    /// <param name="used">Amounts posted; by rule 3.30 they may be more than the maximum.</param>
    public static Cents Cut(Cents pays, Cents maximum, Cents used) =>
        (pays - (maximum - used).NotNegative()).NotNegative();
}
