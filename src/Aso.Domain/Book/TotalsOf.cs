using Aso.Domain.Accumulators;
using Aso.Domain.StopLoss;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>Adds a shard's state up to <see cref="Totals"/>.</summary>
internal static class TotalsOf
{
    public static Totals State(BookState state, Month? through) => State(
        state,
        through,
        through is { } month && !state.IsLastPosted(month) ? new PastStopLoss(state).Tally(month) : state.StopLoss);

    public static Totals State(BookState state, Month? through, StopLossTally stopLoss)
    {
        var totals = new Totals();
        foreach (var year in state.Years.BySlot)
        {
            var target = totals.Year(year.Year);
            foreach (var (posted, sums) in year.Months)
                if (through is null || posted <= through) Add(year, sums, target.Month(posted));
            AddExposure(year, target);
            foreach (var (incurred, counts) in state.Counts)
                if (year.Year.Contains(incurred)) target.Counts.Add(counts);
            target.PendedEstimate = year.PendedEstimate;
            var contract = stopLoss.Of(year.Slot);
            target.Contract.Add(contract.Totals);
            target.CappedSpecificPaid = contract.CappedSpecificPaid;
            target.OtherPaid = contract.OtherPaid;
            target.Uncovered = contract.Uncovered;
        }

        return totals;
    }

    private static void Add(PlanYearBook year, MonthSums sums, MonthTotals target)
    {
        sums.PaidByBenefit.CopyTo(target.PaidByBenefit, 0);
        sums.ClaimsByBenefit.CopyTo(target.ClaimsByBenefit, 0);
        target.Deposits = sums.Deposits;
        for (var index = 0; index < PlanYear.Months; index++)
            if (!sums.PaidByIncurredMonth[index].IsZero)
                target.PaidByIncurredMonth.Add(year.Year.First + index, sums.PaidByIncurredMonth[index]);
    }

    private static void AddExposure(PlanYearBook year, PlanYearTotals target)
    {
        for (var index = 0; index < PlanYear.Months; index++)
        {
            var members = year.Exposure.Members[index];
            var subscribers = Enumerable.Range(0, year.Exposure.Tiers)
                .Select(tier => year.Exposure.Subscribers[index, tier]).ToArray();
            if (members == 0 && Array.TrueForAll(subscribers, count => count == 0)) continue;
            target.Exposure.Add(
                year.Year.First + index, new Exposure { SubscribersByTier = subscribers, Members = members });
        }
    }
}
