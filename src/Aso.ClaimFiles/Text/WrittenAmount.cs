namespace Aso.ClaimFiles.Text;

/// <summary>What stands in an amount besides digits and decimals.</summary>
[Flags]
internal enum AmountMarks : byte
{
    None = 0,
    Currency = 1,
    Thousands = 2,

    /// <summary>Parentheses, or a minus behind.</summary>
    Negative = 4,
}

/// <summary>How amounts are written.</summary>
/// <param name="DecimalMark">A point or a comma; the other one may separate thousands.</param>
/// <param name="ImpliedDecimals">Digits behind a mark that is not written.</param>
/// <param name="CurrencySigns">In UTF-8: may stand before or behind.</param>
internal sealed record AmountForm(byte DecimalMark, int ImpliedDecimals, IReadOnlyList<byte[]> CurrencySigns)
{
    public static AmountForm Usual { get; } = new((byte)'.', 0, ["$"u8.ToArray()]);
}

/// <summary>Amounts as spreadsheets and other systems write them: <c>$1,234.50</c>, <c>(12.00)</c>, <c>12.00-</c>.</summary>
internal static class WrittenAmount
{
    private const int LengthMax = 40;

    /// <summary>Whole cents with their sign; false where it is no amount or is not exact.</summary>
    public static bool TryRead(ReadOnlySpan<byte> cell, AmountForm form, out long cents, out AmountMarks marks)
    {
        (cents, marks) = (0, AmountMarks.None);
        if (cell.Length > LengthMax) return false;
        var text = cell;
        var negative = false;
        while (true)
        {
            text = text.Trim((byte)' ');
            if (text is [(byte)'(', .., (byte)')'] && !negative)
            {
                text = text[1..^1];
                (negative, marks) = (true, marks | AmountMarks.Negative);
            }
            else if (text is [.., (byte)'-'] && !negative)
            {
                text = text[..^1];
                (negative, marks) = (true, marks | AmountMarks.Negative);
            }
            else if (text is [(byte)'-', ..] && !negative)
            {
                text = text[1..];
                negative = true;
            }
            else if ((marks & AmountMarks.Currency) == 0 && WithoutSign(text, form) is { Length: > 0 } bare
                && bare.Length < text.Length)
            {
                text = bare;
                marks |= AmountMarks.Currency;
            }
            else
            {
                break;
            }
        }

        Span<byte> plain = stackalloc byte[LengthMax + 2];
        if (!TryPlain(text, form, plain, out var length, out var hasThousands)) return false;
        if (hasThousands) marks |= AmountMarks.Thousands;
        if (!X12Value.TryCents(plain[..length], out cents)) return false;
        if (negative) cents = -cents;
        return true;
    }

    private static ReadOnlySpan<byte> WithoutSign(ReadOnlySpan<byte> text, AmountForm form)
    {
        foreach (var sign in form.CurrencySigns)
        {
            if (text.StartsWith(sign)) return text[sign.Length..];
            if (text.EndsWith(sign)) return text[..^sign.Length];
        }

        return text;
    }

    // Digits with a point, and no separator of thousands.
    private static bool TryPlain(
        ReadOnlySpan<byte> text, AmountForm form, Span<byte> plain, out int length, out bool hasThousands)
    {
        (length, hasThousands) = (0, false);
        var mark = text.LastIndexOf(form.DecimalMark);
        var whole = mark < 0 ? text : text[..mark];
        var group = 0;
        var separator = (byte)0;
        foreach (var letter in whole)
        {
            if (char.IsAsciiDigit((char)letter))
            {
                plain[length++] = letter;
                group++;
                continue;
            }

            var isFirst = separator == 0;
            if (isFirst) separator = letter;
            if (letter == form.DecimalMark || letter is not ((byte)',' or (byte)'.' or (byte)' ' or (byte)'\'')
                || letter != separator || (isFirst ? group is 0 or > 3 : group != 3)) return false;
            group = 0;
        }

        hasThousands = separator != 0;
        if (hasThousands && group != 3) return false;
        if (mark < 0 && form.ImpliedDecimals > 0) return TryImply(form.ImpliedDecimals, plain, ref length);
        if (mark < 0) return length > 0;
        plain[length++] = (byte)'.';
        foreach (var letter in text[(mark + 1)..])
        {
            if (!char.IsAsciiDigit((char)letter)) return false;
            plain[length++] = letter;
        }

        return true;
    }

    private static bool TryImply(int decimals, Span<byte> plain, ref int length)
    {
        if (length == 0) return false;
        // 5 with two implied decimals is 0.05.
        var missing = Math.Max(0, decimals - length);
        if (length + missing + 1 > plain.Length) return false;
        plain[..length].CopyTo(plain[missing..]);
        plain[..missing].Fill((byte)'0');
        length += missing;
        plain[(length - decimals)..length].CopyTo(plain[(length - decimals + 1)..]);
        plain[length - decimals] = (byte)'.';
        length++;
        return true;
    }
}
