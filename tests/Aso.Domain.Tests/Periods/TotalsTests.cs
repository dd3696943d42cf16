using static Aso.Domain.Tests.Periods.PlanYears;

namespace Aso.Domain.Tests.Periods;

/// <summary>What shards add up to: every figure of each.</summary>
public sealed class TotalsTests
{
    [Fact]
    public void The_employers_figures_are_the_sums_of_its_shards()
    {
        var next = new PlanYear(January + 12);
        var first = Shard(1);
        var second = Shard(10);
        second.Year(next).Uncovered = Money(7m);

        var sum = Totals.Sum([first, second]);

        Assert.Equal([Year, next], sum.Years.Keys);
        Assert.Equal(Money(7m), sum.Year(next).Uncovered);
        Assert.Equal(Figures(11), FiguresOf(sum));
        Assert.Equal(Figures(1), FiguresOf(first));
        Assert.Equal(Figures(10), FiguresOf(second));
        Assert.Empty(Totals.Sum([]).Years);
    }

    /// <summary>Every figure another multiple of the shard's number.</summary>
    private static Totals Shard(int number)
    {
        var totals = new Totals();
        var year = totals.Year(Year);
        year.Enroll(number).Post(0, 1, 2 * number).Post(1, 1, 3 * number, Benefit.Pharmacy);
        year.Exposure[January].Members = 4 * number;
        year.Month(January).Deposits = Money(5 * number);
        (year.Counts.Received, year.Counts.Paid) = (6 * number, 7 * number);
        (year.Counts.Denied, year.Counts.Pended) = (8 * number, 9 * number);
        year.PendedIn(January).Estimate = Money(10 * number);
        year.PendedIn(January).WithinCap = Money(11 * number);
        year.Disability.Pended = Money(12 * number);
        year.Uncovered = Money(13 * number);
        year.Specific(14 * number, above: 16 * number).Aggregate(15 * number);
        (year.Contract.UnitsAtNotice, year.Contract.UnitsOverSpecific) = (17 * number, 18 * number);
        year.Contract.LasersUsed = Money(19 * number);
        var payments = year.Contract.PaymentsIn(January);
        (payments.SpecificReceived, payments.SpecificDenied) = (Money(20 * number), Money(21 * number));
        (payments.AggregateReceived, payments.AggregateDenied) = (Money(22 * number), Money(23 * number));
        year.Disability.AbovePended[January.LastDay] = Money(24 * number);
        year.Contract.PendedRises[January] = new PendedRise
        {
            Amount = Money(25 * number), ByYear = { [Year] = Fraction.Of(Money(26 * number)) },
        };
        return totals;
    }

    private static IEnumerable<decimal> Figures(int number) =>
        Enumerable.Range(1, 3).Concat(Enumerable.Range(2, 2)).Concat(Enumerable.Range(2, 25))
            .Select(multiple => (decimal)multiple * number);

    private static IEnumerable<decimal> FiguresOf(Totals totals)
    {
        var year = totals.Year(Year);
        var (paid, contract) = (year.Months[January + 1], year.Contract);
        var (payments, rise) = (contract.Payments[January], contract.PendedRises[January]);
        return
        [
            year.Exposure[January].SubscribersByTier[0], paid.PaidByBenefit[(int)Benefit.Medical].Amount,
            paid.PaidByBenefit[(int)Benefit.Pharmacy].Amount, paid.PaidByIncurredMonth[January].Amount,
            paid.PaidByIncurredMonth[January + 1].Amount, paid.CappedByIncurredMonth[January].Amount,
            paid.CappedByIncurredMonth[January + 1].Amount, year.Exposure[January].Members,
            year.Months[January].Deposits.Amount, year.Counts.Received, year.Counts.Paid, year.Counts.Denied,
            year.Counts.Pended, year.Pended[January].Estimate.Amount, year.Pended[January].WithinCap.Amount,
            year.Disability.Pended.Amount, year.Uncovered.Amount, contract.SpecificReimbursable.Amount,
            contract.AggregatePaid.Amount, contract.AboveSpecific.Amount, contract.UnitsAtNotice,
            contract.UnitsOverSpecific, contract.LasersUsed.Amount, payments.SpecificReceived.Amount,
            payments.SpecificDenied.Amount, payments.AggregateReceived.Amount, payments.AggregateDenied.Amount,
            year.Disability.AbovePended[January.LastDay].Amount, rise.Amount.Amount,
            rise.ByYear[Year].Round().Amount,
        ];
    }

    [Fact]
    public void A_cut_leaves_out_what_is_posted_later()
    {
        var year = Shard(1).Year(Year).Post(0, 3, 100m);
        year.Contract.PaymentsIn(January + 3).SpecificReceived = Money(50m);
        var cut = new PlanYearTotals();

        cut.Add(year, January + 2);

        Assert.Equal([January, January + 1], cut.Months.Keys);
        Assert.Equal([January], cut.Contract.Payments.Keys);
        Assert.Equal(year.Exposure.Keys, cut.Exposure.Keys);
    }

    [Fact]
    public void What_pended_claims_would_add_holds_until_the_next_value_of_the_same_shard()
    {
        var (first, second) = (new ContractTotals(), new ContractTotals());
        first.PendedRises[January] = Rise(1m);
        first.PendedRises[January + 4] = Rise(2m);
        second.PendedRises[January + 2] = Rise(10m);
        second.PendedRises[January + 6] = Rise(0m);

        first.Add(second);

        Assert.Null(first.PendedRiseIn(January - 1));
        Assert.Equal(
            [1m, 1m, 11m, 11m, 12m, 12m, 2m, 2m],
            Enumerable.Range(0, 8).Select(month => first.PendedRiseIn(January + month)!.Amount.Amount));

        static PendedRise Rise(decimal amount) => new() { Amount = Money(amount) };
    }

    [Fact]
    public void Divisions_parts_of_the_specific_are_the_sums_of_the_shards()
    {
        var next = new PlanYear(January + 12);

        var sum = Totals.Sum([Of(1m, 2m, 3m), Of(10m, 20m, 30m)]).Year(Year).Contract.SpecificByDivision!;

        Assert.Equal([("East", 11m), ("North", 22m)], Amounts(sum[Year]));
        Assert.Equal([("East", 33m)], Amounts(sum[next]));

        Totals Of(decimal east, decimal north, decimal eastNext)
        {
            var totals = new Totals();
            totals.Year(Year).Contract.SpecificByDivision = new()
            {
                [Year] = new() { ["East"] = Fraction.Of(Money(east)), ["North"] = Fraction.Of(Money(north)) },
                [next] = new() { ["East"] = Fraction.Of(Money(eastNext)) },
            };
            return totals;
        }

        static IEnumerable<(string, decimal)> Amounts(SortedDictionary<string, Fraction> parts) =>
            parts.Select(part => (part.Key, part.Value.Round().Amount));
    }
}
