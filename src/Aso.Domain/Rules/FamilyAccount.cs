using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Rules;

/// <summary>A family's spending accounts over its plan years (rule 3.32).</summary>
/// <param name="earlier">The earlier lines of a claim that is being priced: they are not posted yet.</param>
internal readonly ref struct FamilyAccount(PlanYears years, Family family, ReadOnlySpan<LineOutcome> earlier)
{
    private readonly ReadOnlySpan<LineOutcome> _earlier = earlier;

    /// <param name="on">The day whose tier the credit is of.</param>
    public SpendingAccount In(PlanYearBook year, DateOnly on) => new(
        CreditOf(year, on),
        CarriedInto(year),
        UsedOf(year),
        years.After(year) is { } next ? Cents.Min(UsedOf(next), CarriedInto(next)) : Cents.Zero);

    /// <summary>The terms of the plan year that leaves it say whether it is carried forward.</summary>
    private Cents CarriedInto(PlanYearBook year) =>
        years.Before(year) is { } before && TermsOf(before) is { CarryForward: true }
            ? SpendingAccount.CarriedForward(
                CreditOf(before, before.Window.To.AddDays(-1)), CarriedInto(before), UsedOf(before))
            : Cents.Zero;

    private Cents CreditOf(PlanYearBook year, DateOnly on) =>
        TermsOf(year) is { } terms
        && Exposures.TierOn(on, family, year.Plan, Benefit.SpendingAccount) is >= 0 and var tier
            ? terms.Credit.Amounts[tier]
            : Cents.Zero;

    private Cents UsedOf(PlanYearBook year)
    {
        var used = family.Year(year.Slot).SpendingAccountUsed;
        foreach (ref readonly var outcome in _earlier)
            if (outcome.Opened.Year == year) used += outcome.Paid;
        return used;
    }

    private static SpendingAccountPlan? TermsOf(PlanYearBook year) =>
        year.TermsOf(Benefit.SpendingAccount) as SpendingAccountPlan;
}
