using System.Globalization;
using NCrontab;

namespace Aso.Local.Hosting;

/// <summary>When a timer runs, in UTC: NCRONTAB of five or six fields (seconds first), or a time span.</summary>
internal sealed class TimerSchedule
{
    private readonly Func<DateTime, DateTime> _next;

    private TimerSchedule(Func<DateTime, DateTime> next) => _next = next;

    /// <exception cref="FormatException">The text is neither.</exception>
    public static TimerSchedule Parse(string text)
    {
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var interval) && interval > TimeSpan.Zero)
        {
            return new TimerSchedule(after => after + interval);
        }
        var withSeconds = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6;
        var cron = CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = withSeconds })
            ?? throw new FormatException($"'{text}' is neither an NCRONTAB expression nor a time span.");
        return new TimerSchedule(cron.GetNextOccurrence);
    }

    /// <summary>The first time after this one; both UTC.</summary>
    public DateTime Next(DateTime after) => DateTime.SpecifyKind(_next(after), DateTimeKind.Utc);

    /// <summary>Whether two runs are a minute apart or more: the platform makes up for missed runs only then.</summary>
    public bool IsMonitorable(DateTime now)
    {
        var next = Next(now);
        return Next(next) - next >= TimeSpan.FromMinutes(1);
    }
}
