using Aso.Domain.Accumulators;
using Aso.Domain.Claims;
using Aso.Domain.Plans;
using Aso.Domain.StopLoss;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

public sealed partial class ShardBook
{
    /// <summary>
    /// Applies an event of a ledger as if a plan year had had other terms from the start: its claims are decided anew, in
    /// their order, paid on the days and posted to the months of before. What a reviewer decided of a pended claim is
    /// decided so wherever the claim pends under the other terms too.
    /// </summary>
    /// <param name="other">In place of every document of its plan year.</param>
    public void ApplyUnder(Plan other, LedgerEvent happened)
    {
        switch (happened)
        {
            case PlanAdopted { Plan.Year: var year } adopted when year == other.Year:
                Apply(adopted with { Plan = other });
                break;
            case ClaimDecided { Decision: var decision }:
                DecideAnew(decision);
                break;
            default:
                Apply(happened);
                break;
        }
    }

    private void DecideAnew(Decision before)
    {
        var claim = before.Claim;
        // A replacement takes back its original by itself: its own decision follows.
        if (before.Status == DecisionStatus.Voided && claim.Type != ClaimType.Void) return;
        var context = new BookContext(before.Sequence, before.PaidDate);
        if (IsReview(before)) Decide(before.SubscriberId, claim.ClaimNumber, before.DecidedCode, context, []);
        else Decide(_state.MemberOf(claim.MemberId, claim.SubscriberId), claim, CircumstancesOf(claim, context), []);
    }

    /// <summary>Whether it decided a claim that was there already: a pended one, or one that no longer pends.</summary>
    private bool IsReview(Decision before)
    {
        if (before.Status is not (DecisionStatus.Paid or DecisionStatus.Denied)
            || _state.FamilyOf(before.SubscriberId) is not { } family) return false;
        var place = family.Standing(before.Claim.ClaimNumber);
        return place >= 0 && family.Decisions[family.Claims[place].Decision].Claim is var standing
            && standing.Type == before.Claim.Type && standing.Position == before.Claim.Position
            && standing.Received == before.Claim.Received;
    }

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
