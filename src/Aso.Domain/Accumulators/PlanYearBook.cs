using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Accumulators;

/// <summary>One plan year in a shard: the plan in force, and what is posted to it.</summary>
internal sealed class PlanYearBook
{
    private readonly BenefitPlan?[] _benefits = new BenefitPlan?[Benefits.Count];
    private readonly CostShareLimits?[] _limits = new CostShareLimits?[Benefits.Count];
    private readonly List<short>[] _services = [.. Benefits.All.Select(_ => new List<short>())];
    private readonly ServiceCodes _codes;
    private (Month Month, MonthTotals Totals)? _latest;

    /// <param name="codes">The shard's.</param>
    public PlanYearBook(int slot, AdoptedPlan adopted, ServiceCodes codes)
    {
        Slot = slot;
        _codes = codes;
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

    /// <summary>One member's claims of one incurred month above it leave the triangle (rule 5.6); null: none do.</summary>
    public Cents? LargeClaimCap { get; private set; }

    /// <summary>All that is posted and enrolled now; stop-loss figures, capped and pended amounts apart.</summary>
    public PlanYearTotals Totals { get; } = new();

    public void Adopt(AdoptedPlan adopted)
    {
        Adopted = adopted;
        Window = Plan.Window;
        LastRunOutMonth = Plan.LastRunOutMonth;
        LargeClaimCap = Plan.LargeClaimCap;
        Totals.Exposure.Clear();
        if (Totals.Divisions is { } divisions)
            foreach (var division in divisions.Values) division.Exposure.Clear();
        foreach (var benefit in Benefits.All)
        {
            _benefits[(int)benefit] = Plan.Benefits.GetValueOrDefault(benefit);
            _limits[(int)benefit] =
                _benefits[(int)benefit] is HealthPlan health ? Plan.LimitsOf(benefit, health) : null;
        }

        foreach (var services in _services) services.Clear();
    }

    /// <summary>Null: not in the plan. Life never is (section 1).</summary>
    public BenefitPlan? TermsOf(Benefit benefit) => benefit == Benefit.Life ? null : _benefits[(int)benefit];

    /// <summary>Of a benefit with a cost share that is in the plan.</summary>
    public CostShareLimits LimitsOf(Benefit benefit) => _limits[(int)benefit]!;

    /// <summary>
    /// The place in <see cref="HealthPlan.Services"/> of the first that matches; −1: the nameless one.
    /// </summary>
    /// <param name="code">Its number among <see cref="ServiceCodes"/>; <see cref="Codes.None"/>: none.</param>
    public short ServiceOf(Benefit benefit, int code)
    {
        if (code < 0 || _benefits[(int)benefit] is not HealthPlan { Services: var services }) return -1;
        var known = _services[(int)benefit];
        while (known.Count <= code) known.Add(FirstThatCovers(services, _codes[known.Count]));
        return known[code];
    }

    private static short FirstThatCovers(IReadOnlyList<Service> services, ServiceCode code)
    {
        for (var place = 0; place < services.Count; place++)
            if (services[place].Covers(code.Procedure, code.Revenue)) return (short)place;
        return -1;
    }

    /// <summary>The service at a place of the list; null: the nameless one.</summary>
    public Service? ServiceAt(Benefit benefit, short place) =>
        place >= 0 && _benefits[(int)benefit] is HealthPlan health ? health.Services[place] : null;

    /// <summary>Visits of a service a member may have in the plan year (rule 3.11); null: no limit.</summary>
    public int? VisitLimitOf(Benefit benefit, short service) =>
        TermsOf(benefit) is HealthPlan health ? ServiceAt(benefit, service)?.Visits ?? health.Visits : null;

    /// <summary>What a division has posted in a month.</summary>
    /// <param name="name">The division's.</param>
    public MonthTotals PostedIn(Month month, string name) => Totals.Division(name).Month(month);

    public MonthTotals PostedIn(Month month)
    {
        if (_latest is { } latest && latest.Month == month) return latest.Totals;
        var totals = Totals.Month(month);
        _latest = (month, totals);
        return totals;
    }
}
