using System.Buffers.Binary;
using System.Buffers.Text;

namespace Aso.ClaimFiles.Text;

/// <summary>Values of X12 elements: amounts, dates, quantities.</summary>
internal static class X12Value
{
    private const int DigitsMax = 15;

    /// <summary>
    /// Reads an amount of currency units as whole cents. Zeros beyond the second decimal are allowed; more precision,
    /// an exponent or more than 15 digits are not.
    /// </summary>
    public static bool TryCents(ReadOnlySpan<byte> text, out long cents)
    {
        cents = 0;
        var index = 0;
        var negative = false;
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+')
        {
            negative = text[0] == '-';
            index = 1;
        }

        long whole = 0;
        var first = index;
        for (; index < text.Length; index++)
        {
            var digit = unchecked((uint)(text[index] - '0'));
            if (digit > 9) break;
            whole = unchecked(whole * 10 + digit);
        }

        var digits = index - first;
        if (digits > DigitsMax) return false;
        var fraction = 0;
        if (index < text.Length)
        {
            if (text[index++] != '.') return false;
            var decimals = text.Length - index;
            if (digits + decimals == 0) return false;
            for (var place = 0; place < decimals; place++)
            {
                var digit = unchecked((uint)(text[index + place] - '0'));
                if (digit > 9 || (place >= 2 && digit != 0)) return false;
                if (place < 2) fraction += (int)digit * (place == 0 ? 10 : 1);
            }
        }
        else if (digits == 0)
        {
            return false;
        }

        cents = whole * 100 + fraction;
        if (negative) cents = -cents;
        return true;
    }

    /// <summary>Reads <c>CCYYMMDD</c>.</summary>
    public static bool TryDate(ReadOnlySpan<byte> text, out DateOnly date)
    {
        date = default;
        return text.Length == 8 && TryDate(BinaryPrimitives.ReadUInt64LittleEndian(text), out date);
    }

    /// <param name="letters">The eight of <c>CCYYMMDD</c>, first letter lowest.</param>
    public static bool TryDate(ulong letters, out DateOnly date)
    {
        date = default;
        // Eight digits at once: each byte minus '0', and none of them above 9.
        var digits = letters ^ 0x3030303030303030;
        ulong pairs;
        unchecked
        {
            if (((digits + 0x0606060606060606 | digits) & 0xF0F0F0F0F0F0F0F0) != 0) return false;
            pairs = (digits * 10 + (digits >> 8)) & 0x00FF00FF00FF00FF;
        }

        var year = (int)(pairs & 0xFF) * 100 + (int)(pairs >> 16 & 0xFF);
        var (month, day) = ((int)(pairs >> 32 & 0xFF), (int)(pairs >> 48));
        if (year is < 1800 or > 9998 || month is < 1 or > 12) return false;
        if (day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        date = DateOnly.FromDayNumber(DayNumber(year, month, day));
        return true;
    }

    // DateOnly's own constructor checks the day again and goes by way of ticks: it takes twice as long.
    private static int DayNumber(int year, int month, int day)
    {
        unchecked
        {
            var years = year - 1;
            var leapDay = month > 2 && DateTime.IsLeapYear(year) ? 1 : 0;
            return years * 365 + years / 4 - years / 100 + years / 400 + DaysBefore[month - 1] + leapDay + day - 1;
        }
    }

    private static ReadOnlySpan<short> DaysBefore => [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

    /// <summary>
    /// Reads a date, with a time or without, or a range of dates, the last day included, by what stands there.
    /// </summary>
    /// <param name="agrees">Whether the qualifier (D8, DT, RD8) says the same.</param>
    public static bool TryDates(
        ReadOnlySpan<byte> qualifier, ReadOnlySpan<byte> text, out DateOnly from, out DateOnly to, out bool agrees)
    {
        to = default;
        agrees = true;
        var dash = text.Length == 8 ? -1 : text.IndexOf((byte)'-');
        if (dash >= 0)
        {
            agrees = qualifier.SequenceEqual("RD8"u8) || qualifier.SequenceEqual("RDT"u8);
            return TryDay(text[..dash], out from) && TryDay(text[(dash + 1)..], out to) && from <= to;
        }

        agrees = qualifier.SequenceEqual("DT"u8) || (text.Length == 8 && qualifier.SequenceEqual("D8"u8));
        var read = TryDay(text, out from);
        to = from;
        return read;
    }

    /// <summary>What a date's qualifier should have been, where it disagrees with the value.</summary>
    public static string QualifierWords(ReadOnlySpan<byte> text) =>
        text.Contains((byte)'-')
            ? "expected RD8, because the value is a range of dates; it was read as that range"
            : text.Length > 8
                ? "expected DT, because the value is a date with a time; it was read as that date"
                : "expected D8, because the value is one date; it was read as that date";

    public const string DateWords =
        "a date CCYYMMDD that exists, or a range CCYYMMDD-CCYYMMDD of two such dates in order";

    // A time, HHMM or HHMMSS, may stand behind it.
    private static bool TryDay(ReadOnlySpan<byte> text, out DateOnly date)
    {
        if (text.Length is 12 or 14 && !text[8..].ContainsAnyExceptInRange((byte)'0', (byte)'9')) text = text[..8];
        return TryDate(text, out date);
    }

    /// <summary>Reads a decimal without exponent; at most 15 digits.</summary>
    public static bool TryDecimal(ReadOnlySpan<byte> text, out decimal value)
    {
        if (text.Length == 1 && char.IsAsciiDigit((char)text[0]))
        {
            value = text[0] - '0';
            return true;
        }

        value = 0;
        return text.Length is > 0 and <= DigitsMax + 2 && Utf8Parser.TryParse(text, out value, out var used)
            && used == text.Length;
    }

    /// <summary>Reads a whole number from zero on; at most 9 digits.</summary>
    public static bool TryCount(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        if (text.Length is 0 or > 9) return false;
        foreach (var letter in text)
        {
            var digit = unchecked((uint)(letter - '0'));
            if (digit > 9) return false;
            value = unchecked(value * 10 + (int)digit);
        }

        return true;
    }
}
