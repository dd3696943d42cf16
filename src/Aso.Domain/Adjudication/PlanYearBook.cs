namespace Aso.Domain;

/// <summary>One plan year in a shard: the plan in force, and what is posted to it.</summary>
internal sealed class PlanYearBook
{
    /// <summary>A plan's procedures are few; a file's nonsense must not fill the memory.</summary>
    private const int RememberedProcedures = 10_000;

    private readonly BenefitPlan?[] _benefits = new BenefitPlan?[Benefits.Count];
    private readonly Dictionary<string, short>[] _services = [[], [], []];
    private readonly SortedDictionary<Month, MonthSums> _months = [];
    private MonthSums? _latest;

    public PlanYearBook(int slot, AdoptedPlan adopted)
    {
        Slot = slot;
        Adopted = adopted;
        Adopt(adopted);
    }

    /// <summary>The place of the plan year's figures in members and families: in the order of adoption.</summary>
    public int Slot { get; }

    public AdoptedPlan Adopted { get; private set; }

    public Plan Plan => Adopted.Plan;

    public PlanYear Year => Plan.Year;

    public DateWindow Window { get; private set; }

    public Month LastRunOutMonth { get; private set; }

    public IReadOnlyDictionary<Month, MonthSums> Months => _months;

    public YearExposure Exposure { get; private set; } = new(0);

    public Cents PendedEstimate { get; set; }

    public void Adopt(AdoptedPlan adopted)
    {
        Adopted = adopted;
        Window = Year.Window;
        LastRunOutMonth = Plan.LastRunOutMonth;
        Exposure = new YearExposure(Plan.Tiers.Count);
        foreach (var benefit in Benefits.All) _benefits[(int)benefit] = Plan.Benefits.GetValueOrDefault(benefit);
        foreach (var services in _services) services.Clear();
    }

    /// <summary>Null: not in the plan. Life never is (section 1).</summary>
    public BenefitPlan? TermsOf(Benefit benefit) => benefit == Benefit.Life ? null : _benefits[(int)benefit];

    /// <summary>
    /// The place in <see cref="HealthPlan.Services"/> of the first that matches; −1: the nameless one.
    /// </summary>
    public short ServiceOf(Benefit benefit, string? procedure)
    {
        if (procedure is null || _benefits[(int)benefit] is not HealthPlan { Services.Count: > 0 } health) return -1;
        var known = _services[(int)benefit];
        if (known.TryGetValue(procedure, out var place)) return place;
        place = -1;
        for (var index = 0; index < health.Services.Count && place < 0; index++)
            if (health.Services[index].Covers(procedure)) place = (short)index;
        if (known.Count < RememberedProcedures) known.Add(procedure, place);
        return place;
    }

    /// <summary>The service at a place of the list; null: the nameless one.</summary>
    public Service? ServiceAt(Benefit benefit, short place) =>
        place >= 0 && _benefits[(int)benefit] is HealthPlan health ? health.Services[place] : null;

    public MonthSums Month(Month month)
    {
        if (_latest is { } latest && latest.Month == month) return latest;
        if (!_months.TryGetValue(month, out var sums)) _months.Add(month, sums = new MonthSums(month));
        return _latest = sums;
    }
}

/// <summary>What was posted to one month of a plan year; becomes <see cref="MonthTotals"/>.</summary>
internal sealed class MonthSums(Month month)
{
    public Month Month { get; } = month;

    public Cents[] PaidByBenefit { get; } = new Cents[Benefits.Count];

    public long[] ClaimsByBenefit { get; } = new long[Benefits.Count];

    /// <summary>By month of the plan year, of the non-disability benefits.</summary>
    public Cents[] PaidByIncurredMonth { get; } = new Cents[PlanYear.Months];

    public Cents Deposits { get; set; }
}

/// <summary>Who is enrolled on the first day of each of a plan year's months; becomes <see cref="Exposure"/>.</summary>
internal sealed class YearExposure(int tiers)
{
    public int Tiers { get; } = tiers;

    /// <summary>By month of the plan year, then tier.</summary>
    public long[,] Subscribers { get; } = new long[PlanYear.Months, tiers];

    public long[] Members { get; } = new long[PlanYear.Months];
}
