using Aso.Domain.Values;

namespace Aso.Domain.Unpaid;

/// <summary>The health claims of one incurred month as of T, the last closed month (rule 5.6).</summary>
public sealed record IncurredMonth
{
    public required Month Month { get; init; }

    /// <summary>The plan year that contains the month.</summary>
    public required PlanYear PlanYear { get; init; }

    /// <summary>
    /// By age from 0 through T − month: Σ over members of min(cap, the member's health paid for the month through that
    /// age).
    /// </summary>
    public required IReadOnlyList<Cents> Cumulative { get; init; }

    public long MemberMonths { get; init; }

    /// <summary>Its budget (rule 5.15); null: its plan year gives none.</summary>
    public Cents? Expected { get; init; }

    /// <summary>The months that T has gone beyond it.</summary>
    public int Age => Cumulative.Count - 1;

    /// <summary>What is paid as of T.</summary>
    public Cents Paid => Cumulative[^1];
}

/// <summary>What of an incurred month is not paid yet, unrounded (rule 5.6).</summary>
/// <param name="Factor">f, the product of the factors left.</param>
/// <param name="Unpaid">U(i), never below zero, in cents.</param>
public sealed record MonthEstimate(IncurredMonth Incurred, Fraction Factor, UnpaidMethod Method, Fraction Unpaid)
{
    /// <summary>The part of its claims that is paid: 1 ÷ f.</summary>
    public Fraction Completion { get; } = Fraction.One / Factor;

    /// <summary>In cents.</summary>
    public Fraction Ultimate => Fraction.Of(Incurred.Paid) + Unpaid;

    /// <summary>The same month by the chain ladder alone.</summary>
    public MonthEstimate ByChainLadder => this with
    {
        Method = UnpaidMethod.ChainLadder, Unpaid = UnpaidTriangle.ChainLadder(Incurred.Paid, Factor),
    };
}
