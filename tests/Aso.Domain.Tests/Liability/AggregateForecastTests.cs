using static Aso.Domain.Tests.Periods.PlanYears;

namespace Aso.Domain.Tests.Liability;

/// <summary>Where claims under the aggregate may end the plan year (rule 5.9).</summary>
public sealed class AggregateForecastTests
{
    private static readonly Plan Plan = Acme with { StopLoss = TwoHalves };

    // 9,000 paid in 90 days: average daily paid × 45 days is 4,500 unpaid.
    private static readonly PlanYearTotals ThroughMarch = new PlanYearTotals().Enroll(2).Post(0, 2, 9_000m).Aggregate(9_000m);

    [Fact]
    public void Days_to_come_go_on_at_the_pace_of_the_days_to_date()
    {
        var forecast = At(2, ThroughMarch)!;

        Assert.Equal((Money(9_000m), Money(4_500m)), (forecast.Eligible, forecast.Unpaid));
        Assert.Equal((90, 275, January + 11), (forecast.Days, forecast.DaysToCome, forecast.To));
        // 9,000 + 13,500 × 275 ÷ 90.
        Assert.Equal(Money(50_250m), forecast.Low);
        Assert.Equal(Money(54_750m), forecast.High);
    }

    [Fact]
    public void It_is_rounded_once_to_the_cent()
    {
        // 0.01 × 306 ÷ 59 is 5.19 cents; nothing is unpaid where nothing was paid.
        var forecast = At(1, new PlanYearTotals().Enroll(2).Aggregate(0.01m))!;
        Assert.Equal((Money(0.06m), Money(0.06m)), (forecast.Low, forecast.High));
    }

    [Theory]
    [InlineData(12_000, 50_250, 54_750)]
    [InlineData(60_000, 60_000, 64_500)]
    public void Now_it_is_the_last_closes_and_not_less_than_what_is_eligible(decimal eligible, decimal low, decimal high)
    {
        var now = new EmployerPosition(
            [Plan], new PlanYearTotals().Enroll(2).Aggregate(eligible).Alone(),
            new Moment(January + 3, new DateOnly(2026, 4, 20), January + 2));

        var forecast = AggregateForecast.Of(Year, Closed(2, ThroughMarch), now)!;

        Assert.Equal((Money(low), Money(high)), (forecast.Low, forecast.High));
        Assert.Equal(new DateOnly(2026, 3, 31), forecast.AsOf);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(10, true)]
    [InlineData(11, false)]
    [InlineData(13, false)]
    public void It_is_there_until_the_plan_year_is_over(int month, bool isThere) =>
        Assert.Equal(isThere, At(month, ThroughMarch) is not null);

    [Fact]
    public void Without_an_aggregate_there_is_none() => Assert.Null(AggregateForecast.Of(
        Year, new EmployerPosition([Acme], new PlanYearTotals().Alone(), Moment.Close(January))));

    private static AggregateForecast? At(int month, PlanYearTotals totals) =>
        AggregateForecast.Of(Year, Closed(month, totals));

    private static EmployerPosition Closed(int month, PlanYearTotals totals) =>
        new([Plan], totals.Alone(), Moment.Close(January + month));
}
