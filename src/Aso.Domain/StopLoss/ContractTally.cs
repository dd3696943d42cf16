using Aso.Domain.Accumulators;
using Aso.Domain.Values;

namespace Aso.Domain.StopLoss;

/// <summary>The running sums of one contract, and of its plan year's uncovered amounts; plan years by their slots.</summary>
internal sealed class ContractTally
{
    private Cents[] _specific = [];
    private Cents[] _aggregatePaid = [];
    private Dictionary<(int Year, short Division), Fraction>? _byDivision;

    public Cents AboveSpecific { get; set; }

    public Cents LasersUsed { get; set; }

    public Cents Uncovered { get; set; }

    public long UnitsAtNotice { get; set; }

    public long UnitsOverSpecific { get; set; }

    public void AddSpecific(int year, Cents amount) => Slots.At(ref _specific, year) += amount;

    /// <summary>The exact part of a division, of what is added beside it.</summary>
    public void AddSpecific(int year, short division, Fraction part)
    {
        if (division == DivisionCodes.Unassigned) return;
        _byDivision ??= [];
        _byDivision[(year, division)] = _byDivision.GetValueOrDefault((year, division)) + part;
    }

    public void AddAggregatePaid(int year, Cents amount) => Slots.At(ref _aggregatePaid, year) += amount;

    /// <param name="years">By slot.</param>
    public void AddTo(PlanYearTotals totals, List<PlanYearBook> years, DivisionCodes divisions)
    {
        var contract = totals.Contract;
        for (var slot = 0; slot < _specific.Length; slot++) contract.AddSpecific(years[slot].Year, _specific[slot]);
        foreach (var ((slot, division), part) in _byDivision ?? [])
            if (!part.IsZero) contract.AddSpecific(years[slot].Year, divisions[division], part);
        for (var slot = 0; slot < _aggregatePaid.Length; slot++)
            contract.AddAggregatePaid(years[slot].Year, _aggregatePaid[slot]);
        contract.AboveSpecific += AboveSpecific;
        contract.LasersUsed += LasersUsed;
        contract.UnitsAtNotice += UnitsAtNotice;
        contract.UnitsOverSpecific += UnitsOverSpecific;
        totals.Uncovered += Uncovered;
    }
}
