using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AsoFunctions.Http.Api;

/// <summary>Deadlines as an iCalendar stream (RFC 5545): an event of a whole day each.</summary>
internal static class CalendarFeed
{
    /// <summary>A line may have 75 bytes, its break not counted; what follows is continued after a blank.</summary>
    private const int LineBytesMax = 75;

    /// <param name="today">When the deadlines were found: it dates the calendar, so that its bytes last a day.</param>
    public static byte[] Write(string employer, string currency, IEnumerable<Deadline> deadlines, DateOnly today)
    {
        var text = new StringBuilder();
        Line("BEGIN:VCALENDAR");
        Line("VERSION:2.0");
        Line("PRODID:-//AsoFunctions//Deadlines//EN");
        Line("CALSCALE:GREGORIAN");
        Line("METHOD:PUBLISH");
        Line($"X-WR-CALNAME:{Escaped($"{employer}: deadlines")}");
        Line("REFRESH-INTERVAL;VALUE=DURATION:PT12H");
        foreach (var deadline in deadlines)
        {
            Line("BEGIN:VEVENT");
            Line($"UID:{UidOf(employer, deadline)}");
            Line($"DTSTAMP:{Day(today)}T000000Z");
            Line($"DTSTART;VALUE=DATE:{Day(deadline.Date)}");
            Line($"SUMMARY:{Escaped(Title(deadline))}");
            Line($"DESCRIPTION:{Escaped(Description(deadline, currency))}");
            Line($"CATEGORIES:{Escaped(deadline.Kind.ToString())}");
            Line("TRANSP:TRANSPARENT");
            Line("END:VEVENT");
        }

        Line("END:VCALENDAR");
        return Encoding.UTF8.GetBytes(text.ToString());

        void Line(string line)
        {
            var bytes = 0;
            foreach (var rune in line.EnumerateRunes())
            {
                if (bytes + rune.Utf8SequenceLength > LineBytesMax)
                {
                    text.Append("\r\n ");
                    bytes = 1;
                }

                text.Append(rune);
                bytes += rune.Utf8SequenceLength;
            }

            text.Append("\r\n");
        }
    }

    /// <summary>The same as long as it is the same deadline, so that a calendar moves its entry with the day.</summary>
    private static string UidOf(string employer, Deadline deadline) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{employer}/{deadline.Id}")).AsSpan(0, 16))
        + $"@{employer}.deadlines";

    private static string Title(Deadline deadline) => deadline.Kind switch
    {
        DeadlineKind.StopLossFiling => $"Stop-loss filing: {deadline.MemberId ?? deadline.SubscriberId ?? "contract"}",
        DeadlineKind.StopLossNotice => $"Stop-loss notice: {deadline.MemberId ?? deadline.SubscriberId}",
        DeadlineKind.RunOutEnd => $"Run-out ends: plan year {deadline.PlanYear}",
        DeadlineKind.Close => $"Close {deadline.Month}",
        DeadlineKind.PendedClaim => $"Pended claim {deadline.ClaimNumber}",
        _ => throw new ArgumentOutOfRangeException(nameof(deadline)),
    };

    private static string Description(Deadline deadline, string currency)
    {
        var lines = new List<string> { deadline.ToDo };
        if (deadline.PlanYear is { } year) lines.Add($"Plan year {year}");
        if (deadline.Amount is { IsZero: false } amount) lines.Add($"At stake: {amount} {currency}");
        lines.Add($"Rule {deadline.Rule}");
        return string.Join('\n', lines);
    }

    private static string Day(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>TEXT of RFC 5545, section 3.3.11; other control characters are not allowed in it.</summary>
    private static string Escaped(string text) => string.Concat(text.Select(letter => letter switch
    {
        '\\' or ';' or ',' => $"\\{letter}",
        '\n' => "\\n",
        _ when char.IsControl(letter) => "",
        _ => letter.ToString(),
    }));
}
