using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Accumulators;

/// <summary>The plan years of a shard, and the numbers it has given to the codes on claim lines.</summary>
internal sealed class PlanYears
{
    /// <summary>In the order of adoption.</summary>
    public List<PlanYearBook> BySlot { get; } = [];

    public IEnumerable<PlanYearBook> InOrder => BySlot.OrderBy(year => year.Year);

    public Providers Providers { get; } = new();

    public ServiceCodes ServiceCodes { get; } = new();

    public DivisionCodes Divisions { get; } = new();

    /// <summary>The plan year that contains a date; null: none.</summary>
    public PlanYearBook? YearOf(DateOnly date)
    {
        foreach (var year in BySlot)
            if (year.Window.Contains(date)) return year;
        return null;
    }

    public PlanYearBook? YearOf(PlanYear planYear)
    {
        foreach (var year in BySlot)
            if (year.Year == planYear) return year;
        return null;
    }

    /// <summary>The latest that starts earlier, be there a gap or none (rule 3.32); null: none.</summary>
    public PlanYearBook? Before(PlanYearBook year)
    {
        PlanYearBook? before = null;
        foreach (var other in BySlot)
            if (other.Year < year.Year && !(other.Year < before?.Year)) before = other;
        return before;
    }

    /// <summary>The earliest that starts later; null: none.</summary>
    public PlanYearBook? After(PlanYearBook year)
    {
        PlanYearBook? after = null;
        foreach (var other in BySlot)
            if (other.Year > year.Year && !(other.Year > after?.Year)) after = other;
        return after;
    }

    /// <summary>Puts a plan in force for its plan year, in place of an earlier one of the same year.</summary>
    public PlanYearBook Adopt(AdoptedPlan adopted)
    {
        if (YearOf(adopted.Plan.Year) is { } year) year.Adopt(adopted);
        // Lines keep the slot in a signed byte.
        else BySlot.Add(year = new PlanYearBook((sbyte)BySlot.Count, adopted, ServiceCodes));
        return year;
    }
}
