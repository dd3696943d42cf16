using System.Text;

namespace Aso.ClaimFiles.Text;

/// <summary>
/// How a column writes its dates: <c>yyyy</c>, <c>MM</c> or <c>MMM</c>, and <c>dd</c>, with separators or without. Between
/// separators one digit does for two; a time of day behind the date is left out.
/// </summary>
internal sealed class DateForm
{
    public const string Expected = "a date form of yyyy, MM or MMM, and dd, each once, as MM/dd/yyyy or yyyyMMdd; a time of "
        + "day may follow, as yyyy-MM-dd HH:mm:ss";

    private static readonly string[] Months =
        ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

    private readonly string _written;
    private readonly List<(char Part, int Digits)> _parts;

    private DateForm(string written, List<(char Part, int Digits)> parts) => (_written, _parts) = (written, parts);

    public override string ToString() => _written;

    /// <summary>Null: it is no form of a date.</summary>
    public static DateForm? Parse(string text)
    {
        var date = text.Split(' ', 'T')[0];
        var parts = new List<(char Part, int Digits)>();
        for (var at = 0; at < date.Length;)
        {
            var letter = date[at];
            var length = 1;
            while (at + length < date.Length && date[at + length] == letter) length++;
            at += length;
            if (letter is 'y' or 'M' or 'd')
            {
                if (parts.Exists(part => part.Part == letter)) return null;
                if (letter == 'y' ? length != 4 : length > (letter == 'M' ? 3 : 2)) return null;
            }
            else if (letter is not ('/' or '-' or '.') || length != 1 || parts is [] or [.., ('\0', _)])
            {
                return null;
            }

            parts.Add((letter is 'y' or 'M' or 'd' ? letter : '\0', length));
        }

        var numbers = parts.Count(part => part.Part != '\0');
        if (numbers != 3 || (parts.Count != 3 && parts.Count != 5) || parts is [.., ('\0', _)]) return null;
        // Without separators every number has its place.
        if (parts.Count == 3 && parts.Exists(part => part.Digits < 2)) return null;
        return new DateForm(text, parts);
    }

    public bool TryRead(ReadOnlySpan<byte> cell, out DateOnly date)
    {
        date = default;
        var text = WrittenDate.WithoutTime(cell);
        var (year, month, day) = (0, 0, 0);
        foreach (var (part, digits) in _parts)
        {
            if (part == '\0')
            {
                if (text.IsEmpty || text[0] is not ((byte)'/' or (byte)'-' or (byte)'.' or (byte)' ')) return false;
                text = text[1..];
                continue;
            }

            var length = LengthOf(text, part, digits);
            if (length == 0) return false;
            var number = part == 'M' && digits == 3 ? MonthOf(text[..length]) : NumberOf(text[..length]);
            text = text[length..];
            if (part == 'y') year = number;
            else if (part == 'M') month = number;
            else day = number;
        }

        return text.IsEmpty && WrittenDate.TryMake(year, month, day, out date);
    }

    private int LengthOf(ReadOnlySpan<byte> text, char part, int digits)
    {
        var most = part == 'y' ? 4 : part == 'M' && digits == 3 ? 3 : 2;
        var length = 0;
        while (length < Math.Min(most, text.Length) && char.IsAsciiLetterOrDigit((char)text[length])) length++;
        var needed = _parts.Count == 3 || part == 'y' || most == 3 ? most : 1;
        return length < needed ? 0 : length;
    }

    private static int NumberOf(ReadOnlySpan<byte> text) => X12Value.TryCount(text, out var number) ? number : 0;

    private static int MonthOf(ReadOnlySpan<byte> text)
    {
        var name = Encoding.UTF8.GetString(text).ToUpperInvariant();
        return Array.IndexOf(Months, name) + 1;
    }
}
