using Aso.Domain.Values;

namespace Aso.Domain.Unpaid;

/// <summary>
/// An employer's health claims by incurred month and age as of T, its last closed month, and what they say is not paid
/// yet (rule 5.6).
/// </summary>
public sealed class UnpaidTriangle
{
    /// <summary>How many months back from T it reaches, T included.</summary>
    public const int Reach = 36;

    private const int Newest = 12;
    private const int MonthsLeast = 6;

    private static readonly Fraction CompletionLeast = Fraction.Of(0.40m);

    private readonly int _immatureMonths;

    /// <param name="through">T.</param>
    /// <param name="months">Those of the <see cref="Reach"/> that lie in a plan year, the oldest first.</param>
    /// <param name="immatureMonths">Of the latest plan year begun by T.</param>
    public UnpaidTriangle(Month through, IReadOnlyList<IncurredMonth> months, int immatureMonths)
    {
        Through = through;
        _immatureMonths = immatureMonths;
        var ages = months.Count == 0 ? 0 : months.Max(month => month.Age);
        Factors = [.. Enumerable.Range(0, ages).Select(age => FactorAt(age, months))];
        var factorsLeft = new Fraction[ages + 1];
        factorsLeft[ages] = Fraction.One;
        for (var age = ages - 1; age >= 0; age--) factorsLeft[age] = Factors[age] * factorsLeft[age + 1];
        Months = Estimate([.. months.Select(month => ByChainLadder(month, factorsLeft[month.Age]))]);
        var days = NewestMonths.Sum(month => month.Incurred.Month.Days);
        if (days > 0) UltimatePerDay = Sum(NewestMonths, month => month.Ultimate) / Fraction.Of(days);
    }

    /// <summary>T.</summary>
    public Month Through { get; }

    /// <summary>The first month that can be in it.</summary>
    public Month First => FirstAt(Through);

    /// <summary>
    /// By age: Σ C(age + 1) ÷ Σ C(age) over the months that have both; 1 where either sum is not positive. No tail.
    /// </summary>
    public IReadOnlyList<Fraction> Factors { get; }

    /// <summary>The oldest first.</summary>
    public IReadOnlyList<MonthEstimate> Months { get; }

    /// <summary>Whether it has months enough to develop any of them.</summary>
    public bool IsLongEnough => Months.Count >= MonthsLeast;

    /// <summary>Whether it gives the estimate: it is long enough, and a mature month is among the newest 12.</summary>
    public bool IsUsable => IsLongEnough && NewestMonths.Any(IsMature);

    /// <summary>
    /// What a day is expected to cost, in cents: Σ ultimates of the newest 12 months ÷ Σ their days; zero without any.
    /// </summary>
    public Fraction UltimatePerDay { get; }

    /// <summary>The first month of a triangle as of a month.</summary>
    public static Month FirstAt(Month through) => through - (Reach - 1);

    /// <summary>max(0, C × (f − 1)): what the chain ladder says is not paid of what it says will be.</summary>
    public static Fraction ChainLadder(Cents paid, Fraction factor) =>
        NotNegative(Fraction.Of(paid) * (factor - Fraction.One));

    /// <summary>U of a plan year as of T: Σ U(i) of its months, unrounded.</summary>
    /// <param name="last">The last month that counts; null: all count.</param>
    public Fraction Unpaid(PlanYear year, Month? last = null) =>
        Sum(MonthsOf(year).Where(month => !(month.Incurred.Month > last)), month => month.Unpaid);

    /// <summary>What the chain ladder alone would make of it.</summary>
    public Fraction UnpaidByChainLadder(PlanYear year) =>
        Sum(MonthsOf(year), month => ChainLadder(month.Incurred.Paid, month.Factor));

    /// <summary>The last method that a month of the plan year used; of any month, where it has none.</summary>
    public UnpaidMethod Method(PlanYear year)
    {
        var own = MonthsOf(year).ToList();
        return (own.Count > 0 ? own : Months).Max(month => month.Method);
    }

    /// <summary>What gave the estimate: the last method that any month used, or the average day.</summary>
    public UnpaidMethod MethodUsed =>
        IsUsable ? Months.Max(month => month.Method) : UnpaidMethod.AverageDailyPaid;

    private IEnumerable<MonthEstimate> NewestMonths => Months.TakeLast(Newest);

    private IEnumerable<MonthEstimate> MonthsOf(PlanYear year) =>
        Months.Where(month => month.Incurred.PlanYear == year);

    /// <param name="all">By chain ladder, mature or not.</param>
    private List<MonthEstimate> Estimate(List<MonthEstimate> all)
    {
        var mature = all.TakeLast(Newest).Where(IsMature).ToList();
        var memberMonths = mature.Sum(month => month.Incurred.MemberMonths);
        var perMember = memberMonths > 0
            ? Sum(mature, month => month.Ultimate) / Fraction.Of(memberMonths)
            : Fraction.Zero;
        return [.. all.Select(month => IsMature(month) ? month : FromExpected(month, perMember))];
    }

    private static MonthEstimate ByChainLadder(IncurredMonth month, Fraction factor) =>
        new(month, factor, UnpaidMethod.ChainLadder, ChainLadder(month.Paid, factor));

    /// <param name="perMember">What a month of a member costs in the mature months.</param>
    private static MonthEstimate FromExpected(MonthEstimate month, Fraction perMember)
    {
        var (method, expected) = month.Incurred.Expected is { } budget
            ? (UnpaidMethod.BornhuetterFerguson, Fraction.Of(budget))
            : (UnpaidMethod.ExpectedCost, perMember * Fraction.Of(month.Incurred.MemberMonths));
        return month with
        {
            Method = method,
            Unpaid = NotNegative(expected * (Fraction.One - month.Completion)),
        };
    }

    private bool IsMature(MonthEstimate month) =>
        month.Incurred.Age >= _immatureMonths && month.Completion >= CompletionLeast;

    private static Fraction FactorAt(int age, IEnumerable<IncurredMonth> months)
    {
        var both = months.Where(month => month.Age > age).ToList();
        var younger = both.Sum(month => month.Cumulative[age]);
        var older = both.Sum(month => month.Cumulative[age + 1]);
        return younger > Cents.Zero && older > Cents.Zero ? Fraction.Of(older, younger) : Fraction.One;
    }

    private static Fraction NotNegative(Fraction value) => value < Fraction.Zero ? Fraction.Zero : value;

    private static Fraction Sum(IEnumerable<MonthEstimate> months, Func<MonthEstimate, Fraction> value) =>
        months.Aggregate(Fraction.Zero, (sum, month) => sum + value(month));
}
