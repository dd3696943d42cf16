using Aso.Domain.StopLoss;
using Aso.Domain.Values;

namespace Aso.Domain.Tests.StopLoss;

/// <summary>A half's receivable by the days since it was requested.</summary>
public sealed class ReceivableAgeTests
{
    private static readonly DateOnly Today = new(2026, 6, 30);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(30, 0)]
    [InlineData(31, 1)]
    [InlineData(60, 1)]
    [InlineData(61, 2)]
    [InlineData(90, 2)]
    [InlineData(91, 3)]
    [InlineData(400, 3)]
    public void A_request_stands_in_the_age_of_its_days(int days, int place)
    {
        var age = ReceivableAge.Of(Half(100), [At(Today.AddDays(-days), 100)], Today);
        Assert.Equal(Enumerable.Range(0, 4).Select(one => one == place ? 100L : 0L), Amounts(age));
        Assert.Equal(
            [(0, 30), (31, 60), (61, 90), (91, (int?)null)], age.Ages.Select(one => (one.FromDays, one.ToDays)));
    }

    [Theory]
    // What was sent or refused settles the oldest request first, and goes on with the next.
    [InlineData(500, 60, 0, new long[] { 100, 200, 0, 40 }, 100)]
    [InlineData(500, 60, 50, new long[] { 100, 190, 0, 0 }, 100)]
    // More than was requested: the rest is taken off what was accrued since.
    [InlineData(500, 410, 0, new long[] { 0, 0, 0, 0 }, 90)]
    [InlineData(400, 450, 0, new long[] { 0, 0, 0, 0 }, -50)]
    // A void since the last close.
    [InlineData(380, 0, 0, new long[] { 100, 200, 0, 100 }, -20)]
    public void Settled_amounts_come_off_the_oldest_and_all_sums_to_the_receivable(
        long accrued, long received, long denied, long[] ages, long notRequested)
    {
        var half = Half(accrued, received, denied);
        var age = ReceivableAge.Of(
            half,
            [At(Today.AddDays(-100), 100), At(Today.AddDays(-40), 300), At(Today, 400)],
            Today);
        Assert.Equal(ages, Amounts(age));
        Assert.Equal(notRequested, age.NotRequested.Value);
        Assert.Equal(half.Receivable, age.Ages.Sum(one => one.Amount) + age.NotRequested);
    }

    [Fact]
    public void What_a_later_report_takes_back_needs_not_be_paid()
    {
        var age = ReceivableAge.Of(
            Half(150), [At(Today.AddDays(-70), 200), At(Today.AddDays(-10), 150)], Today);
        Assert.Equal([0L, 0L, 150L, 0L], Amounts(age));
        Assert.True(age.NotRequested.IsZero);
    }

    [Fact]
    public void Each_request_says_what_was_taken_off_it()
    {
        var age = ReceivableAge.Of(
            Half(500, received: 60, denied: 50),
            [At(Today.AddDays(-100), 100), At(Today.AddDays(-40), 300), At(Today, 400)], Today);
        Assert.Equal(
            [(100L, 100L, 3), (200L, 10L, 1), (100L, 0L, 0)],
            age.Requests.Select(request => (request.Amount.Value, request.Settled.Value, request.Age)));
    }

    private static HalfAmounts Half(long accrued, long received = 0, long denied = 0) =>
        new(new Cents(accrued), new Cents(received), new Cents(denied));

    private static RequestedThrough At(DateOnly on, long toDate) => new(Month.Of(on), on, new Cents(toDate));

    private static IEnumerable<long> Amounts(ReceivableAge age) => age.Ages.Select(one => one.Amount.Value);
}
