using Aso.Domain.Accumulators;
using Aso.Domain.Values;

namespace Aso.Domain.StopLoss;

/// <summary>The running sums of one contract, and of its plan year's uncovered amounts; plan years by their slots.</summary>
internal sealed class ContractTally
{
    private Cents[] _specific = [];
    private Cents[] _aggregatePaid = [];

    public Cents AboveSpecific { get; set; }

    public Cents LasersUsed { get; set; }

    public Cents Uncovered { get; set; }

    public long UnitsAtNotice { get; set; }

    public long UnitsOverSpecific { get; set; }

    public void AddSpecific(int year, Cents amount) => Slots.At(ref _specific, year) += amount;

    public void AddAggregatePaid(int year, Cents amount) => Slots.At(ref _aggregatePaid, year) += amount;

    /// <param name="years">By slot.</param>
    public void AddTo(PlanYearTotals totals, List<PlanYearBook> years)
    {
        var contract = totals.Contract;
        for (var slot = 0; slot < _specific.Length; slot++) contract.AddSpecific(years[slot].Year, _specific[slot]);
        for (var slot = 0; slot < _aggregatePaid.Length; slot++)
            contract.AddAggregatePaid(years[slot].Year, _aggregatePaid[slot]);
        contract.AboveSpecific += AboveSpecific;
        contract.LasersUsed += LasersUsed;
        contract.UnitsAtNotice += UnitsAtNotice;
        contract.UnitsOverSpecific += UnitsOverSpecific;
        totals.Uncovered += Uncovered;
    }
}
