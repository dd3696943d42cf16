using Aso.Domain.Values;

namespace Aso.Domain.Plans;

/// <summary>The out-of-pocket maximum of a plan is above the federal limit: a warning, never a refusal.</summary>
/// <param name="Year">The calendar year whose limit it is.</param>
/// <param name="Federal">The limit.</param>
/// <param name="Individual">The plan's, over medical and pharmacy; null: unlimited.</param>
/// <param name="Family">The plan's, over medical and pharmacy; null: unlimited.</param>
/// <param name="IsShared">Whether one that benefits share is in it.</param>
public sealed record FederalLimitWarning(int Year, Limit Federal, Cents? Individual, Cents? Family, bool IsShared);

/// <summary>The federal limit of out-of-pocket maximums in the United States (rule 3.33).</summary>
public static class FederalLimit
{
    private static readonly BenefitSet Both = BenefitSet.Of([Benefit.Medical, Benefit.Pharmacy]);

    /// <summary>By the calendar year in which a plan year starts.</summary>
    public static IReadOnlyDictionary<int, Limit> Known { get; } = new Dictionary<int, Limit>
    {
        [2025] = new(Cents.FromAmount(9_200m), Cents.FromAmount(18_400m)),
        [2026] = new(Cents.FromAmount(10_600m), Cents.FromAmount(21_200m)),
    };

    /// <summary>
    /// Null: nothing to warn of, or the rule does not apply: another currency, no medical benefit, or a year that
    /// <paramref name="limits"/> does not have.
    /// </summary>
    /// <param name="limits">With family amounts; <see cref="Known"/>, or more.</param>
    public static FederalLimitWarning? Check(Plan plan, IReadOnlyDictionary<int, Limit> limits)
    {
        var year = plan.Year.First.Year;
        if (plan.Currency != "USD" || !plan.Benefits.ContainsKey(Benefit.Medical)
            || !limits.TryGetValue(year, out var federal)) return null;
        var shared = plan.SharedLimits
            .Where(one => one.OutOfPocketMaximum is not null && !one.Benefits.Intersect(Both).IsEmpty).ToList();
        var own = Both.Members.Where(benefit => shared.TrueForAll(one => !one.Benefits.Contains(benefit)))
            .Select(benefit => plan.Benefits.GetValueOrDefault(benefit)).OfType<HealthPlan>();
        // Null among them: unlimited.
        List<Limit?> maximums =
            [.. shared.Select(one => one.OutOfPocketMaximum), .. own.Select(terms => terms.OutOfPocketMaximum)];
        var individual = Sum(maximums, limit => limit.Individual);
        var family = Sum(maximums, limit => limit.Family);
        return individual <= federal.Individual && family <= federal.Family
            ? null : new FederalLimitWarning(year, federal, individual, family, shared.Count > 0);
    }

    private static Cents? Sum(List<Limit?> maximums, Func<Limit, Cents?> amount) =>
        maximums.Aggregate((Cents?)Cents.Zero, (sum, limit) => sum + (limit is null ? null : amount(limit)));
}
