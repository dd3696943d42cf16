using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Unpaid;

/// <summary>What stop-loss will pay of the unpaid claims of a plan year (rule 5.10).</summary>
public static class Recoverable
{
    /// <summary>
    /// What a contract's specific will pay of pended lines, by plan year: rule 4.3 on E + P of every unit, less rule
    /// 4.3 on E.
    /// </summary>
    /// <param name="reimbursable">Σ over units of R(E).</param>
    /// <param name="rise">Σ over units of R(E + P) − R(E).</param>
    /// <param name="byYear">
    /// The rise by plan year of the pended lines, the earliest first, in cents: Σ over units of R(E + P) − R(E) × the
    /// year's part of the unit's P.
    /// </param>
    public static Cents[] Specific(
        Cents reimbursable, Cents rise, Cents aggregatingDeductible, IReadOnlyList<Fraction> byYear)
    {
        var recoverable = (reimbursable + rise - aggregatingDeductible).NotNegative()
            - (reimbursable - aggregatingDeductible).NotNegative();
        // Without any weight there is nothing to share either.
        return Sharing.Share(recoverable, byYear, whenAllZero: 0);
    }

    /// <summary>
    /// What the plan year's aggregate will pay, where it would take a line paid the day after: max(0, A(eligible + N) −
    /// max(A(eligible), what is reimbursable already)).
    /// </summary>
    public static Cents Aggregate(AggregateStopLoss terms, UnpaidUnderAggregate unpaid)
    {
        var already = Cents.Max(Reimbursable(unpaid.Eligible), unpaid.ReimbursableToDate);
        return (Reimbursable(unpaid.Eligible + Covered(unpaid)) - already).NotNegative();

        Cents Reimbursable(Cents eligible) =>
            StopLoss.Aggregate.Reimbursable(terms, eligible, unpaid.AnnualAttachment);
    }

    /// <summary>
    /// N: (unpaid gross − specific recoverable) × paid in the aggregate's health benefits ÷ health paid, all of it when
    /// nothing is paid.
    /// </summary>
    internal static Cents Covered(UnpaidUnderAggregate unpaid)
    {
        var net = unpaid.Gross - unpaid.SpecificRecoverable;
        return unpaid.HealthPaid > Cents.Zero
            ? (Fraction.Of(net) * Fraction.Of(unpaid.CoveredPaid) / Fraction.Of(unpaid.HealthPaid)).Round()
            : net;
    }
}

/// <summary>A plan year's unpaid claims beside the position of its aggregate (rule 5.10).</summary>
public sealed record UnpaidUnderAggregate
{
    /// <summary>Unpaid gross (rule 5.6).</summary>
    public required Cents Gross { get; init; }

    /// <summary>The plan year's part of <see cref="Recoverable.Specific"/>, of all contracts.</summary>
    public required Cents SpecificRecoverable { get; init; }

    public required Cents HealthPaid { get; init; }

    /// <summary>Of <see cref="HealthPaid"/>, what is paid in the aggregate's benefits.</summary>
    public required Cents CoveredPaid { get; init; }

    /// <summary>Rule 4.5.</summary>
    public required Cents Eligible { get; init; }

    /// <summary>Rule 4.6.</summary>
    public required Cents AnnualAttachment { get; init; }

    /// <summary>Rule 4.7, to date.</summary>
    public required Cents ReimbursableToDate { get; init; }
}
