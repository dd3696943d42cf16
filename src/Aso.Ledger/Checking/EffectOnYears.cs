using Aso.Ledger.Reading;

namespace Aso.Ledger.Checking;

/// <summary>The figures of plan years, before and after.</summary>
internal static class EffectOnYears
{
    /// <summary>Of the plan years whose figures differ.</summary>
    /// <param name="before">Null: no plan was in force.</param>
    /// <param name="after">Null: none is.</param>
    public static IReadOnlyList<YearEffect> Between(EmployerView? before, EmployerView? after) =>
    [
        .. (after?.Plans ?? []).Select(adopted => adopted.Plan.Year)
            .Select(year => Between(year, LiabilityOf(before, year), LiabilityOf(after, year)!))
            .Where(IsChanged),
    ];

    private static CurrentLiability? LiabilityOf(EmployerView? view, PlanYear year) =>
        view?.Plans.FirstOrDefault(adopted => adopted.Plan.Year == year) is { } adopted
            ? (view with { Chosen = adopted }).Liability()
            : null;

    private static YearEffect Between(PlanYear year, CurrentLiability? before, CurrentLiability after)
    {
        var (was, now) = (before?.ToDate, after.ToDate);
        return new YearEffect(
            year,
            Benefits.All
                .Select(benefit => (
                    Name: benefit.Name(),
                    Paid: Of(was?.PaidByBenefit[(int)benefit], now.PaidByBenefit[(int)benefit])))
                .Where(benefit => benefit.Paid.IsChanged)
                .ToDictionary(benefit => benefit.Name, benefit => benefit.Paid),
            Of(was?.FundBalance, now.FundBalance),
            Of(was?.Surplus, now.Surplus),
            Of(was?.Specific, now.Specific),
            Of(was?.Aggregate, now.Aggregate),
            new BeforeAfter<long>(before?.UnitsAtNotice ?? 0, after.UnitsAtNotice),
            new BeforeAfter<long>(before?.UnitsOverSpecific ?? 0, after.UnitsOverSpecific));
    }

    private static BeforeAfter<Cents> Of(Cents? before, Cents after) => new(before ?? Cents.Zero, after);

    private static bool IsChanged(YearEffect year) =>
        year.Paid.Count > 0 || year.FundBalance.IsChanged || year.Surplus.IsChanged || year.Specific.IsChanged
        || year.Aggregate.IsChanged || year.UnitsAtNotice.IsChanged || year.UnitsOverSpecific.IsChanged;
}
