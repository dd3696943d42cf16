using static Aso.Domain.Tests.Periods.PlanYears;

namespace Aso.Domain.Tests.Liability;

/// <summary>Where claims under the aggregate may end the plan year (rule 5.9).</summary>
public sealed class AggregateForecastTests
{
    private static readonly Plan Plan = Acme with { StopLoss = TwoHalves };

    [Fact]
    public void Days_to_come_go_on_at_the_pace_of_the_days_to_date()
    {
        // 9,000 paid in 90 days: average daily paid × 45 days is 4,500 unpaid. 275 days are to come.
        var forecast = At("2026-03-31", new PlanYearTotals().Enroll(2).Post(0, 2, 9_000m).Aggregate(9_000m))!;

        Assert.Equal((Money(9_000m), Money(4_500m)), (forecast.Eligible, forecast.Unpaid));
        Assert.Equal((90, 275, January + 11), (forecast.Days, forecast.DaysToCome, forecast.To));
        // 9,000 + 13,500 × 275 ÷ 90.
        Assert.Equal(Money(50_250m), forecast.Low);
        Assert.Equal(Money(54_750m), forecast.High);
    }

    [Fact]
    public void It_is_rounded_once_to_the_cent()
    {
        // 0.01 × 306 ÷ 59 is 5.19 cents; nothing is unpaid of what nothing was paid of.
        var forecast = At("2026-02-28", new PlanYearTotals().Enroll(2).Aggregate(0.01m))!;
        Assert.Equal((Money(0.06m), Money(0.06m)), (forecast.Low, forecast.High));
    }

    [Theory]
    [InlineData("2026-01-30", false)]
    [InlineData("2026-01-31", true)]
    [InlineData("2026-12-30", true)]
    [InlineData("2026-12-31", false)]
    [InlineData("2027-02-10", false)]
    public void It_is_there_after_a_month_and_until_the_plan_year_is_over(string asOf, bool isThere) =>
        Assert.Equal(isThere, At(asOf, new PlanYearTotals().Enroll(2).Aggregate(100m)) is not null);

    [Fact]
    public void Without_an_aggregate_there_is_none() => Assert.Null(AggregateForecast.Of(
        Acme, new EmployerPosition([Acme], new PlanYearTotals().Alone(), Moment.Close(January))));

    private static AggregateForecast? At(string asOf, PlanYearTotals totals)
    {
        var day = DateOnly.ParseExact(asOf, "yyyy-MM-dd");
        return AggregateForecast.Of(
            Plan, new EmployerPosition([Plan], totals.Alone(), new Moment(Month.Of(day), day, null)));
    }
}
