using Aso.Domain.Unpaid;
using Aso.Domain.Values;

namespace Aso.Domain.Periods;

/// <summary>A plan year's unpaid health claims, before and after stop-loss (rules 5.6, 5.10).</summary>
/// <param name="Pended">P, estimates of pended claims.</param>
/// <param name="Ibnr">Incurred and not reported.</param>
/// <param name="Recoverable">What the specific of any contract, and the plan year's aggregate, will pay.</param>
public sealed record UnpaidFigures(Cents Pended, Cents Ibnr, UnpaidMethod Method, Cents Recoverable)
{
    /// <summary>U: all that is incurred and not paid, before P is looked at (rule 5.6).</summary>
    public Cents Estimate { get; init; }

    public Cents Gross => Ibnr + Pended;

    public Cents Net => Gross - Recoverable;
}
