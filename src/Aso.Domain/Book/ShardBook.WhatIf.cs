using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.StopLoss;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

public sealed partial class ShardBook
{
    /// <summary>
    /// The shard's current totals, as if a plan year had had another stop-loss contract or large claim cap from the start
    /// (rules 4.1, 5.6). Changes nothing.
    /// </summary>
    public Totals TotalsUnder(Plan other)
    {
        List<PlanYearBook> years =
        [
            .. _state.Years.BySlot.Select(year => year.Year != other.Year
                ? year
                : new PlanYearBook(
                    year.Slot,
                    year.Adopted with { Plan = year.Plan with { StopLoss = other.StopLoss, Funding = other.Funding } },
                    _state.Years.ServiceCodes)),
        ];
        var contracts = new Contracts(years.Select(year => year.Plan));
        var tally = new StopLossTally(years, _state.Years.Divisions, isAnew: true);
        foreach (var family in _state.Families)
        {
            foreach (var posted in family.PostedLines)
            {
                var line = posted.Line;
                _state.Assign(ref line, contracts, posted.Claim.PaidDate);
                tally.Count(family, posted.Claim, line, through: null);
            }

            foreach (var recovery in family.Recoveries)
                tally.Count(family, recovery, _state.TakersOf(recovery, contracts), through: null);
        }

        return _state.CopyTotals(null, tally, contracts, years);
    }
}
