using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.StopLoss;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

public sealed partial class ShardBook
{
    /// <summary>
    /// The shard's totals of now, as if a plan year's stop-loss contract had been another from the start, or none: what
    /// adopting the plan so would come to (rule 4.1). Changes nothing.
    /// </summary>
    public Totals TotalsUnder(PlanYear planYear, StopLossTerms? stopLoss)
    {
        List<PlanYearBook> years =
        [
            .. _state.Years.BySlot.Select(year => year.Year != planYear
                ? year
                : new PlanYearBook(
                    year.Slot, year.Adopted with { Plan = year.Plan with { StopLoss = stopLoss } }, _state.Years.Procedures)),
        ];
        var contracts = new Contracts(years.Select(year => year.Plan));
        var tally = new StopLossTally(years);
        foreach (var family in _state.Families) CountUnder(family, contracts, tally);
        return TotalsOf.State(_state, null, tally);
    }

    private void CountUnder(Family family, Contracts contracts, StopLossTally tally)
    {
        var members = new MemberYear[family.Members.Count][];
        Array.Fill(members, []);
        for (var index = 0; index < family.Claims.Count; index++)
        {
            ref readonly var claim = ref family.Claims[index];
            for (var place = claim.FirstLine; place < claim.EndLine; place++)
            {
                var line = family.Lines[place];
                line.Contract = contracts.Taking(line.Benefit, line.Incurred, claim.PaidDate) is { } taking
                    ? (short)_state.Years.YearOf(taking)!.Slot
                    : (short)-1;
                tally.Remember(claim, line, through: null);
                if (claim.Stands)
                    tally.Count(line, line.Paid, family.Members[line.Member].MemberId, ref members[line.Member]);
            }
        }
    }
}
