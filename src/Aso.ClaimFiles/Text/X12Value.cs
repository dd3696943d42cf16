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
        if (text.Length != 8) return false;
        // Eight digits at once: each byte minus '0', and none of them above 9.
        var digits = BinaryPrimitives.ReadUInt64LittleEndian(text) ^ 0x3030303030303030;
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
        date = new DateOnly(year, month, day);
        return true;
    }

    /// <summary>Reads a date (<c>D8</c>, <c>DT</c>) or a range of dates (<c>RD8</c>), the last day included.</summary>
    public static bool TryDates(ReadOnlySpan<byte> qualifier, ReadOnlySpan<byte> text, out DateOnly from,
        out DateOnly to)
    {
        to = default;
        if (qualifier.SequenceEqual("RD8"u8))
        {
            from = default;
            return text.Length == 17 && text[8] == '-' && TryDate(text[..8], out from) && TryDate(text[9..], out to)
                && from <= to;
        }

        if (qualifier.SequenceEqual("DT"u8) && text.Length > 8) text = text[..8];
        var read = TryDate(text, out from);
        to = from;
        return read;
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
            value = value * 10 + (int)digit;
        }

        return true;
    }
}
