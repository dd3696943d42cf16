using System.Globalization;
using System.Text;

namespace Aso.ClaimFiles.Reports;

/// <summary>
/// Reads control files and trailer rows, which every administrator writes in its own way: names with values
/// (<c>claims=12</c>), a row under its header, or a row of numbers.
/// </summary>
internal static class ControlText
{
    private const int LinesMax = 40;

    private static readonly char[] Separators = [',', ';', '|', '\t'];

    /// <summary>Whether the first cell of a row says that it totals the rows before it.</summary>
    public static bool IsTrailer(ReadOnlySpan<byte> cell) =>
        Ascii.EqualsIgnoreCase(cell, "TRAILER"u8) || Ascii.EqualsIgnoreCase(cell, "TRL"u8) || IsTotal(cell);

    /// <summary>A trailer row; null where it is a row like the others after all.</summary>
    /// <param name="cells">All of them, the first included.</param>
    /// <param name="amount">Where the amounts of the other rows stand; −1: they have none.</param>
    public static ControlTotal? Trailer(IReadOnlyList<string> cells, int amount, FilePosition at)
    {
        var numbers = new List<(int Place, string Text, decimal Value)>();
        for (var place = 1; place < cells.Count; place++)
        {
            var text = Plain(cells[place]);
            if (text.Length == 0) continue;
            if (TryNumber(text, out var value)) numbers.Add((place, text, value));
            else if (!text.All(letter => char.IsAsciiLetter(letter) || letter == ' ')) return null;
        }

        if (numbers.Count is 0 or > 6) return null;
        var total = new ControlTotal(at, null);
        // Under its own column the amount of a TOTAL is known; a trailer's numbers stand one after the other.
        var own = numbers.FindIndex(number => number.Place == amount);
        if (own >= 0 && IsTotal(Encoding.UTF8.GetBytes(cells[0].Trim())))
        {
            total = total with { Amount = AmountOf(numbers[own].Value) };
            numbers.RemoveRange(own, numbers.Count - own);
        }

        foreach (var (_, text, value) in numbers)
        {
            if (total.Count is null && IsWhole(text)) total = total with { Count = (long)value };
            else if (total.Amount is null) total = total with { Amount = AmountOf(value) };
        }

        return total.IsEmpty ? null : total;
    }

    /// <summary>A control file: its first 4 KB.</summary>
    /// <param name="of">The file that it is named after.</param>
    public static ControlTotal Read(ReadOnlySpan<byte> bytes, FilePosition at, string of)
    {
        var total = new ControlTotal(at, of);
        string[]? header = null;
        var lines = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF')
            .Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var line in lines.Take(LinesMax))
        {
            var pair = line.IndexOfAny(['=', ':', '|', '\t']);
            if (pair > 0 && line.IndexOfAny(['=', ':', '|', '\t', ';'], pair + 1) < 0 && IsNumber(line[(pair + 1)..]))
            {
                total = With(total, line[..pair], Plain(line[(pair + 1)..]));
                continue;
            }

            var cells = line.Split(Separators).Select(Plain).ToArray();
            if (cells.Length == 1) cells = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Plain)];
            if (!cells.Any(IsNumber))
            {
                header = cells;
                continue;
            }

            if (cells.Length == 2 && !IsNumber(cells[0]) && Is(cells[0], "count", "claim", "amount", "charge", "line"))
                total = With(total, cells[0], cells[1]);
            else if (header is not null && header.Length == cells.Length)
                for (var place = 0; place < cells.Length; place++) total = With(total, header[place], cells[place]);
            else if (Trailer(["", .. cells.Where(IsNumber)], -1, at) is { } row && total.IsEmpty)
                total = total with { Count = row.Count, Amount = row.Amount };
        }

        return total;
    }

    private static bool IsTotal(ReadOnlySpan<byte> cell) =>
        Ascii.EqualsIgnoreCase(cell, "TOTAL"u8) || Ascii.EqualsIgnoreCase(cell, "TOTALS"u8);

    private static ControlTotal With(ControlTotal total, string name, string text)
    {
        if (!TryNumber(text, out var value)) return total;
        // The most telling word first: a claim amount is an amount, a line count counts lines.
        if (Is(name, "amount", "amt", "charge", "dollar", "billed", "sum"))
            return total with { Amount = AmountOf(value) };
        if (!IsWhole(text)) return Is(name, "total") ? total with { Amount = AmountOf(value) } : total;
        var count = (long)value;
        return Is(name, "line", "service", "detail") ? total with { Lines = count }
            : Is(name, "member", "patient", "subscriber") ? total with { Members = count }
            : Is(name, "claim") ? total with { Claims = count }
            : Is(name, "count", "record", "row", "number", "total", "cnt") ? total with { Count = count }
            : total;
    }

    private static bool Is(string name, params string[] words) =>
        words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string Plain(string cell) => cell.Trim().Trim('"').Trim();

    private static bool IsNumber(string cell) => TryNumber(Plain(cell), out _);

    private static bool IsWhole(string text) => !text.Contains('.', StringComparison.Ordinal) && text[0] != '$';

    private static bool TryNumber(string text, out decimal value) => decimal.TryParse(
        text.TrimStart('$'), NumberStyles.AllowThousands | NumberStyles.AllowDecimalPoint,
        CultureInfo.InvariantCulture, out value) && value < 1_000_000_000_000_000m;

    private static Cents? AmountOf(decimal value) =>
        decimal.Round(value, 2) == value ? Cents.FromAmount(value) : null;
}
