using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.X12;

/// <summary>
/// Tells a segment whose forerunner lost its terminator from an element that merely ends in the same letters, such as
/// the name of a Mr Dahl: only text with the shape of the segment's own elements counts.
/// </summary>
internal static class GluedSegments
{
    /// <summary><c>HL*3*1*22*0</c>: a number, a number or nothing, a level of a claim's hierarchy.</summary>
    public static bool IsHierarchy(ReadOnlySpan<byte> text, byte separator)
    {
        text = text[3..];
        return Next(ref text, separator, out var id) && id.Length > 0 && AllDigits(id)
            && Next(ref text, separator, out var parent) && AllDigits(parent)
            && text.Length >= 2 && text[0] == '2' && text[1] is (byte)'0' or (byte)'2' or (byte)'3'
            && (text.Length == 2 || text[2] == separator) && text.Length <= 8;
    }

    /// <summary><c>CLM*…*100.00***11:B:1…</c>: a number, an amount, two empty elements.</summary>
    public static bool IsClaim(ReadOnlySpan<byte> text, byte separator)
    {
        text = text[4..];
        return Next(ref text, separator, out var number) && number.Length > 0
            && Next(ref text, separator, out var amount) && amount.Length > 0 && X12Value.TryCents(amount, out _)
            && Next(ref text, separator, out var third) && third.IsEmpty
            && Next(ref text, separator, out var fourth) && fourth.IsEmpty && text.Length > 0;
    }

    private static bool Next(ref ReadOnlySpan<byte> text, byte separator, out ReadOnlySpan<byte> element)
    {
        var end = text.IndexOf(separator);
        element = end < 0 ? default : text[..end];
        text = end < 0 ? default : text[(end + 1)..];
        return end >= 0;
    }

    private static bool AllDigits(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
