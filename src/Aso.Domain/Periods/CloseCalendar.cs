using Aso.Domain.Values;

namespace Aso.Domain.Periods;

/// <summary>When a month is closed without anybody asking (rule 5.1).</summary>
public static class CloseCalendar
{
    /// <summary>Of a plan that does not say.</summary>
    public const int DefaultBusinessDay = 5;

    /// <summary>The day, in the plan's zone, from whose first instant a month is due.</summary>
    /// <param name="businessDay">
    /// Which Monday-to-Friday day of the next month, 1 to 20; null: the month is closed by hand only.
    /// </param>
    /// <returns>Null: it is never due.</returns>
    public static DateOnly? DueOn(Month month, int? businessDay)
    {
        if (businessDay is not { } left) return null;
        var day = month.Next.FirstDay;
        while (IsWeekend(day) || --left > 0) day = day.AddDays(1);
        return day;
    }

    private static bool IsWeekend(DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
}
