using Aso.Domain.Rules;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Values;

/// <summary>Rules 2.3 and 2.4: calendar months, half-open windows, the plan year of a date.</summary>
public sealed class DateTests
{
    [Theory]
    [InlineData("2026-01", "2026-01-31", 31, "2026-02")]
    [InlineData("2026-02", "2026-02-28", 28, "2026-03")]
    [InlineData("2028-02", "2028-02-29", 29, "2028-03")]
    [InlineData("2026-12", "2026-12-31", 31, "2027-01")]
    public void A_month_ends_on_its_last_day(string text, string last, int days, string next)
    {
        var month = MonthOf(text);

        Assert.Equal((Day(last), days, MonthOf(next)), (month.LastDay, month.Days, month.Next));
        Assert.Equal(new DateWindow(Day(text + "-01"), Day(next + "-01")), month.Window);
        Assert.Equal((text, 1), (month.ToString(), month.Next - month));
        Assert.Equal(month, Month.Of(Day(last)));
        Assert.Equal(month, month.Next - 1);
    }

    [Theory]
    [InlineData("2026-1")]
    [InlineData("2026-13")]
    [InlineData("2026/01")]
    [InlineData("2026-01-01")]
    [InlineData("")]
    [InlineData(null)]
    public void A_month_is_written_in_one_way(string? text) => Assert.False(Month.TryParse(text, out _));

    [Fact]
    public void A_window_has_its_first_day_and_not_the_day_after_its_last()
    {
        var window = new DateWindow(Day("2026-01-31"), Day("2026-02-02"));

        Assert.Equal(
            [false, true, true, false],
            ((string[])["2026-01-30", "2026-01-31", "2026-02-01", "2026-02-02"]).Select(day => window.Contains(Day(day))));
        Assert.Equal(2, window.Days);
        Assert.Equal(0, new DateWindow(Day("2026-02-02"), Day("2026-02-02")).Days);
        Assert.Equal(0, new DateWindow(Day("2026-02-02"), Day("2026-01-31")).Days);
    }

    [Fact]
    public void A_window_through_a_day_has_that_day_and_the_last_of_all_days_is_no_mistake()
    {
        Assert.Equal(
            new DateWindow(Day("2026-02-01"), Day("2026-02-03")),
            DateWindow.Through(Day("2026-02-01"), Day("2026-02-02")));
        var ever = new DateWindow(DateOnly.MinValue, DateOnly.MaxValue);
        Assert.Equal((ever, ever), (DateWindow.Through(null, null), DateWindow.Through(null, DateOnly.MaxValue)));
    }

    [Theory]
    // another window; the days that both have
    [InlineData("2026-01-01", "2026-03-01", 10)]
    [InlineData("2026-02-05", "2026-02-07", 2)]
    [InlineData("2026-01-01", "2026-02-02", 1)]
    [InlineData("2026-02-10", "2026-03-01", 1)]
    [InlineData("2026-02-11", "2026-03-01", 0)]
    [InlineData("2026-01-01", "2026-02-01", 0)]
    [InlineData("2026-05-01", "2026-06-01", 0)]
    public void Windows_intersect_in_the_days_that_both_have(string from, string to, int days)
    {
        var window = new DateWindow(Day("2026-02-01"), Day("2026-02-11"));
        var other = new DateWindow(Day(from), Day(to));

        Assert.Equal(days, window.Intersect(other).Days);
        Assert.Equal(days, other.Intersect(window).Days);
    }

    [Theory]
    [InlineData("2026-06-30", false)]
    [InlineData("2026-07-01", true)]
    [InlineData("2027-06-30", true)]
    [InlineData("2027-07-01", false)]
    public void A_plan_year_is_twelve_months_from_the_first_of_one(string day, bool contains)
    {
        Assert.True(PlanYear.TryParse("2026-07-01", out var year));

        Assert.Equal(contains, year.Contains(Day(day)));
        Assert.Equal(contains, year.Contains(Month.Of(Day(day))));
        Assert.Equal((12, MonthOf("2027-06")), (year.AllMonths.Count(), year.Last));
        Assert.Equal("2026-07-01", year.ToString());
    }

    [Theory]
    [InlineData("2026-07-02")]
    [InlineData("2026-07")]
    [InlineData("")]
    public void A_plan_year_starts_on_the_first_of_a_month(string text) =>
        Assert.False(PlanYear.TryParse(text, out _));

    [Theory]
    // first day payable, months; the first day no longer payable (rule 3.27)
    [InlineData("2026-03-15", 6, "2026-09-15")]
    [InlineData("2026-08-31", 6, "2027-02-28")]
    [InlineData("2027-08-31", 6, "2028-02-29")]
    [InlineData("2027-02-28", 6, "2027-08-28")]
    public void A_month_later_is_the_same_day_or_the_last_of_a_shorter_month(string first, int months, string end)
    {
        var plan = new LongTermDisabilityPlan
        {
            EliminationDays = new EliminationDays(0, 0), MaximumMonths = months,
        };

        var window = LongTermDisability.PayableWindow(plan, Day(first), DisabilityCause.Injury);

        Assert.Equal(new DateWindow(Day(first), Day(end)), window);
    }
}
