using System.Text.Json;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Periods;

public sealed class CloseCalendarTests
{
    [Theory]
    [InlineData("2026-01", 5, "2026-02-06")]
    [InlineData("2026-04", 5, "2026-05-07")]
    [InlineData("2026-12", 5, "2027-01-07")]
    [InlineData("2026-01", 1, "2026-02-02")] // 1 February is a Sunday
    [InlineData("2026-02", 1, "2026-03-02")]
    [InlineData("2026-07", 1, "2026-08-03")] // 1 August is a Saturday
    [InlineData("2026-08", 1, "2026-09-01")]
    [InlineData("2027-01", 20, "2027-02-26")] // the last of a February that has no more
    public void Rule_5_1_closes_a_month_on_a_business_day_of_the_next(string month, int businessDay, string due) =>
        Assert.Equal(Day(due), CloseCalendar.DueOn(MonthOf(month), businessDay));

    [Fact]
    public void The_close_calendar_of_the_worked_case()
    {
        var (given, expect) = WorkedExamples.Find("close calendar");
        Assert.Equal(Days(expect, "default"), Due(given, "default", CloseCalendar.DefaultBusinessDay));
        Assert.Equal(Days(expect, "businessDay1"), Due(given, "businessDay1", 1));

        static IEnumerable<DateOnly?> Days(JsonElement expect, string field) =>
            expect.GetProperty(field).EnumerateArray().Select(day => (DateOnly?)Day(day.GetString()!)).ToList();

        static IEnumerable<DateOnly?> Due(JsonElement given, string field, int businessDay) =>
            given.GetProperty(field).EnumerateArray()
                .Select(month => CloseCalendar.DueOn(MonthOf(month.GetString()!), businessDay)).ToList();
    }

    [Fact]
    public void Rule_5_1_by_default_takes_the_fifth() =>
        Assert.Equal(Day("2026-02-06"), CloseCalendar.DueOn(MonthOf("2026-01"), CloseCalendar.DefaultBusinessDay));

    [Fact]
    public void Rule_5_1_has_no_day_for_a_month_that_is_closed_by_hand() =>
        Assert.Null(CloseCalendar.DueOn(MonthOf("2026-01"), businessDay: null));
}
