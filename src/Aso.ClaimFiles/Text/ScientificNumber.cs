namespace Aso.ClaimFiles.Text;

/// <summary>An identifier that a spreadsheet took for a number and wrote as <c>1.23457E+11</c>.</summary>
internal static class ScientificNumber
{
    public static string Words { get; } = "every digit: a spreadsheet wrote it in scientific notation, and digits are gone; "
        + "format the column as text where the number is still whole, and export it again";

    public static bool Is(ReadOnlySpan<byte> text)
    {
        if (text.Length < 5 || text[^3] != '+' || (text[^4] | 0x20) != 'e') return false;
        if (!char.IsAsciiDigit((char)text[0]) || !char.IsAsciiDigit((char)text[^1]) || !char.IsAsciiDigit((char)text[^2]))
            return false;
        return text.Length == 5 || (text[1] is (byte)'.' or (byte)',' && text[2..^4].ContainsAnyExceptInRange((byte)'0', (byte)'9') is false);
    }

    /// <summary>The number in full, where as many digits stand there as it has; null where some are gone.</summary>
    public static byte[]? WrittenOut(ReadOnlySpan<byte> text)
    {
        var exponent = (text[^2] - '0') * 10 + text[^1] - '0';
        var decimals = Math.Max(0, text.Length - 6);
        if (decimals == 0 || decimals != exponent) return null;
        return [text[0], .. text[2..^4]];
    }
}
