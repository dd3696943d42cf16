using Aso.Domain.Accumulators;
using Aso.Domain.Values;

namespace Aso.Domain.Periods;

/// <summary>
/// Cumulative paid amounts by incurred period and age, and the chain ladder over them (rule 5.6). Row 0 is the oldest
/// period; each row ends with the age it has reached.
/// </summary>
public sealed class Triangle
{
    private readonly IReadOnlyList<IReadOnlyList<Cents>> _cumulative;

    public Triangle(IReadOnlyList<IReadOnlyList<Cents>> cumulative)
    {
        _cumulative = cumulative;
        Factors = [.. Enumerable.Range(0, Math.Max(0, Ages - 1)).Select(FactorAt)];
        Multipliers = [.. _cumulative.Select(row => Factors.Skip(row.Count - 1).Aggregate(Fraction.One, Product))];
    }

    /// <summary>A plan year's triangle of months, at the end of <paramref name="through"/>.</summary>
    public static Triangle FromTotals(PlanYear year, PlanYearTotals totals, Month through)
    {
        var rows = year.AllMonths
            .Where(incurred => incurred <= through)
            .Select(incurred => new Cents[through - incurred + 1])
            .ToArray();
        foreach (var (posted, month) in totals.Months.Where(month => month.Key <= through))
            foreach (var (incurred, paid) in month.PaidByIncurredMonth)
            {
                // Amounts posted for a month that has not begun are not incurred yet.
                if (incurred - year.First is var row && row >= 0 && row < rows.Length)
                    rows[row][Math.Max(0, posted - incurred)] += paid;
            }

        foreach (var row in rows)
            for (var age = 1; age < row.Length; age++)
                row[age] += row[age - 1];
        return new Triangle(rows);
    }

    /// <summary>
    /// By age: Σ C(age + 1) ÷ Σ C(age) over the periods that have both; 1 where either sum is not positive. No tail.
    /// </summary>
    public IReadOnlyList<Fraction> Factors { get; }

    /// <summary>By period: the product of the factors left, one over the completion.</summary>
    public IReadOnlyList<Fraction> Multipliers { get; }

    /// <summary>By period: what is paid so far.</summary>
    public Cents Reported(int period) => _cumulative[period][^1];

    /// <summary>By period: the ultimate amount, unrounded.</summary>
    public Fraction Ultimate(int period) => Ultimate(Reported(period), Multipliers[period]);

    public static Fraction Ultimate(Cents reported, Fraction multiplier) => Fraction.Of(reported) * multiplier;

    /// <summary>Σ ultimate − Σ reported of all periods by the chain ladder alone, unrounded.</summary>
    public Fraction Reserve() =>
        Enumerable.Range(0, _cumulative.Count)
            .Aggregate(Fraction.Zero, (sum, period) => sum + Ultimate(period) - Fraction.Of(Reported(period)));

    private int Ages => _cumulative.Count == 0 ? 0 : _cumulative.Max(row => row.Count);

    private Fraction FactorAt(int age)
    {
        var both = _cumulative.Where(row => row.Count > age + 1).ToList();
        var younger = both.Sum(row => row[age]);
        var older = both.Sum(row => row[age + 1]);
        return younger > Cents.Zero && older > Cents.Zero ? Fraction.Of(older, younger) : Fraction.One;
    }

    private static Fraction Product(Fraction left, Fraction right) => left * right;
}
