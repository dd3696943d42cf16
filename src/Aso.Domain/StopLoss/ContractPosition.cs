using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.StopLoss;

/// <summary>A part of a half: of one plan year, or the whole (rules 4.13, 4.14).</summary>
/// <param name="Accrued">What the carrier owes by rules 4.3 and 4.7.</param>
/// <param name="Received">What it sent.</param>
/// <param name="Denied">What it refused.</param>
public readonly record struct HalfAmounts(Cents Accrued, Cents Received, Cents Denied)
{
    /// <summary>Below zero the carrier is owed.</summary>
    public Cents Receivable => Accrued - Received - Denied;

    public static HalfAmounts operator +(HalfAmounts left, HalfAmounts right) =>
        new(left.Accrued + right.Accrued, left.Received + right.Received, left.Denied + right.Denied);
}

/// <summary>A half of a contract: the whole, and its parts by the plan year of the lines (rule 4.13).</summary>
public sealed record HalfPosition(HalfAmounts Whole, IReadOnlyDictionary<PlanYear, HalfAmounts> ByYear)
{
    public static HalfPosition None { get; } = new(default, new Dictionary<PlanYear, HalfAmounts>());

    /// <summary>
    /// What is accrued is shared by weights (rule 4.13); what was received and denied, by the parts accrued (rule 4.14).
    /// Where all weights are 0, all is of the contract's own plan year.
    /// </summary>
    public static HalfPosition Share(
        PlanYear contract, Cents accrued, IReadOnlyDictionary<PlanYear, Cents> weights, Cents received, Cents denied)
    {
        PlanYear[] years = [.. weights.Keys.Append(contract).Distinct().Order()];
        var own = Array.IndexOf(years, contract);
        var parts = Sharing.Share(accrued, [.. years.Select(year => weights.GetValueOrDefault(year))], own);
        var receivedParts = Sharing.Share(received, parts, own);
        var deniedParts = Sharing.Share(denied, parts, own);
        return new HalfPosition(
            new HalfAmounts(accrued, received, denied),
            Enumerable.Range(0, years.Length).ToDictionary(
                place => years[place],
                place => new HalfAmounts(parts[place], receivedParts[place], deniedParts[place])));
    }
}

/// <summary>The position of one plan year's contract with the carrier.</summary>
/// <param name="Specific"><see cref="HalfPosition.None"/> without a specific.</param>
/// <param name="Aggregate"><see cref="HalfPosition.None"/> without an aggregate.</param>
/// <param name="Attachment">The aggregate's amounts; null without one.</param>
public sealed record ContractPosition(
    PlanYear Contract, HalfPosition Specific, HalfPosition Aggregate, AggregatePosition? Attachment)
{
    /// <param name="totals">The employer's.</param>
    /// <param name="through">The closed month, or the live month.</param>
    public static ContractPosition Calculate(Plan plan, Totals totals, Month through)
    {
        var year = totals.Years.GetValueOrDefault(plan.Year) ?? new PlanYearTotals();
        var (contract, terms) = (year.Contract, plan.StopLoss);
        var payments = contract.Payments.Where(month => month.Key <= through).Select(month => month.Value).ToList();
        var attachment = terms?.Aggregate is { } aggregate
            ? StopLoss.Aggregate.Position(aggregate, plan, year, through)
            : null;
        return new ContractPosition(
            plan.Year,
            HalfPosition.Share(
                plan.Year,
                terms?.Specific is { } specific
                    ? StopLoss.Specific.CarrierPays(specific, contract.SpecificReimbursable)
                    : Cents.Zero,
                contract.SpecificByYear,
                payments.Sum(month => month.SpecificReceived),
                payments.Sum(month => month.SpecificDenied)),
            HalfPosition.Share(
                plan.Year,
                attachment?.Reimbursable ?? Cents.Zero,
                contract.AggregatePaidByYear,
                payments.Sum(month => month.AggregateReceived),
                payments.Sum(month => month.AggregateDenied)),
            attachment);
    }
}
