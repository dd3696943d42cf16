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
        second.Year(next).OtherPaid = Money(7m);

        var sum = Totals.Sum([first, second]);

        Assert.Equal([Year, next], sum.Years.Keys);
        Assert.Equal(Money(7m), sum.Year(next).OtherPaid);
        Assert.Equal(Figures(11), FiguresOf(sum));
        Assert.Equal(Figures(1), FiguresOf(first));
        Assert.Equal(Figures(10), FiguresOf(second));
        Assert.Equal([January, January + 1, January + 10], sum.Year(Year).Contract.PostedMonths);
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
        year.PendedEstimate = Money(10 * number);
        year.CappedSpecificPaid = Money(11 * number);
        year.OtherPaid = Money(12 * number);
        year.Uncovered = Money(13 * number);
        year.Contract.SpecificReimbursable = Money(14 * number);
        year.Contract.AggregatePaid = Money(15 * number);
        year.Contract.AboveSpecific = Money(16 * number);
        (year.Contract.MembersAtNotice, year.Contract.MembersOverSpecific) = (17 * number, 18 * number);
        year.Contract.PostedMonths.UnionWith([January + 1, January + number - 1 + number / 10]);
        return totals;
    }

    private static IEnumerable<decimal> Figures(int number) =>
        Enumerable.Range(1, 3).Concat(Enumerable.Range(2, 17)).Select(multiple => (decimal)multiple * number);

    private static IEnumerable<decimal> FiguresOf(Totals totals)
    {
        var year = totals.Year(Year);
        var paid = year.Months[January + 1];
        return
        [
            year.Exposure[January].SubscribersByTier[0], paid.PaidByBenefit[(int)Benefit.Medical].Amount,
            paid.PaidByBenefit[(int)Benefit.Pharmacy].Amount, paid.PaidByIncurredMonth[January].Amount,
            paid.PaidByIncurredMonth[January + 1].Amount, year.Exposure[January].Members,
            year.Months[January].Deposits.Amount, year.Counts.Received, year.Counts.Paid, year.Counts.Denied,
            year.Counts.Pended, year.PendedEstimate.Amount, year.CappedSpecificPaid.Amount, year.OtherPaid.Amount,
            year.Uncovered.Amount, year.Contract.SpecificReimbursable.Amount, year.Contract.AggregatePaid.Amount,
            year.Contract.AboveSpecific.Amount, year.Contract.MembersAtNotice, year.Contract.MembersOverSpecific,
        ];
    }
}
