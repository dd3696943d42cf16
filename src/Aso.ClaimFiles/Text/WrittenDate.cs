using System.Buffers;
using System.Buffers.Text;

namespace Aso.ClaimFiles.Text;

/// <summary>Dates as other systems write them, in numbers.</summary>
internal static class WrittenDate
{
    private const int NumberMax = 4;

    private static readonly SearchValues<byte> OfTimes = SearchValues.Create("0123456789:.+-ZAPMapm "u8);

    /// <summary>The date alone, where a time of day stands behind it.</summary>
    public static ReadOnlySpan<byte> WithoutTime(ReadOnlySpan<byte> cell)
    {
        var at = cell.IndexOfAny((byte)' ', (byte)'T');
        return at >= 6 && IsTime(cell[(at + 1)..].Trim((byte)' ')) ? cell[..at] : cell;
    }

    /// <summary>Year, month and day: <c>20260305</c>, <c>2026/03/05</c>, <c>2026-3-5</c>.</summary>
    public static bool TryYearFirst(ReadOnlySpan<byte> text, out DateOnly date)
    {
        if (X12Value.TryDate(text, out date)) return true;
        return TrySplit(text, out var parts) && parts.IsYearFirst && TryMake(parts.One, parts.Two, parts.Three, out date);
    }

    /// <summary>
    /// Month, day and year, or day, month and year: <c>3/5/2026</c>, <c>03-05-2026</c>. Either or both readings are null
    /// where there is no such day.
    /// </summary>
    public static bool TryYearLast(ReadOnlySpan<byte> text, out DateOnly? monthFirst, out DateOnly? dayFirst)
    {
        (monthFirst, dayFirst) = (null, null);
        if (!TrySplit(text, out var parts) || parts.IsYearFirst) return false;
        if (TryMake(parts.Three, parts.One, parts.Two, out var date)) monthFirst = date;
        if (TryMake(parts.Three, parts.Two, parts.One, out date)) dayFirst = date;
        return monthFirst is not null || dayFirst is not null;
    }

    /// <summary>Whether a text holds something like <c>3/5/2026</c>, so that the order of its dates must be found.</summary>
    public static bool MayEndInYear(ReadOnlySpan<byte> text)
    {
        // Year and separator: of ISO dates it is the day that stands behind the last separator.
        for (var at = 3; at + 4 < text.Length; at++)
        {
            if (text[at] is not ((byte)'/' or (byte)'-' or (byte)'.') || !IsDigit(text[at - 1])) continue;
            if (text[at - 2] != text[at] && text[at - 3] != text[at]) continue;
            if (IsDigit(text[at + 1]) && IsDigit(text[at + 2]) && IsDigit(text[at + 3]) && IsDigit(text[at + 4])) return true;
        }

        return false;
    }

    public static bool TryMake(int year, int month, int day, out DateOnly date)
    {
        date = default;
        if (year is < 1800 or > 9998 || month is < 1 or > 12) return false;
        if (day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        date = new DateOnly(year, month, day);
        return true;
    }

    private static bool IsDigit(byte letter) => char.IsAsciiDigit((char)letter);

    private static bool IsTime(ReadOnlySpan<byte> text) =>
        text.Length > 0 && IsDigit(text[0]) && text.Contains((byte)':')
        && !text.ContainsAnyExcept(OfTimes);

    private readonly record struct Parts(int One, int Two, int Three, bool IsYearFirst);

    // Three numbers between two separators of one kind, of which one is a year of four digits.
    private static bool TrySplit(ReadOnlySpan<byte> text, out Parts parts)
    {
        parts = default;
        if (text.Length is < 8 or > 10) return false;
        var first = text.IndexOfAny((byte)'/', (byte)'-', (byte)'.');
        var last = text.LastIndexOfAny((byte)'/', (byte)'-', (byte)'.');
        if (first <= 0 || last <= first || text[first] != text[last]) return false;
        var yearFirst = first == NumberMax;
        if (!TryNumber(text[..first], out var one) || !TryNumber(text[(first + 1)..last], out var two)
            || !TryNumber(text[(last + 1)..], out var three)) return false;
        var (year, other) = yearFirst ? (first, text.Length - last - 1) : (text.Length - last - 1, first);
        if (year != NumberMax || other > 2 || last - first > 3) return false;
        parts = new Parts(one, two, three, yearFirst);
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<byte> text, out int number) =>
        Utf8Parser.TryParse(text, out number, out var used) && used == text.Length && IsDigit(text[0]);
}
