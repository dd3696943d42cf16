using System.Text;

namespace Aso.ClaimFiles.Csv;

/// <summary>The header line of a CSV: which delimiter it uses, and where the columns stand, in any order and
/// case.</summary>
internal sealed class CsvHeader
{
    private readonly int[] _places;

    private CsvHeader(int[] places, int count) => (_places, Count) = (places, count);

    /// <summary>Columns of the file, known or not.</summary>
    public int Count { get; }

    /// <summary>The column's place in a row, or -1 where the file lacks it.</summary>
    public int this[int column] => _places[column];

    /// <summary>Whether a header line names a column.</summary>
    public static bool Has(ReadOnlySpan<byte> line, string column)
    {
        if (line.Length > 16 * 1024) return false;
        foreach (var cell in line.ToArray().AsSpan().SplitAny(",;\t|"u8))
        {
            var name = line[cell].Trim(" \"'"u8);
            if (name.Length == column.Length && Ascii.EqualsIgnoreCase(name, column)) return true;
        }

        return false;
    }

    /// <summary>The delimiter of a header line: the one of comma, semicolon, tab and bar that stands in it most
    /// often.</summary>
    public static char DelimiterOf(ReadOnlySpan<byte> line)
    {
        var best = (byte)',';
        foreach (var candidate in ",;\t|"u8)
            if (line.Count(candidate) > line.Count(best)) best = candidate;
        return (char)best;
    }

    /// <summary>
    /// Finds the known columns among the header's cells. Unknown ones are noted; a known one that stands twice cannot
    /// be read safely and gives null.
    /// </summary>
    public static CsvHeader? Read(string[] cells, string[] names, FileReport report, string? entry)
    {
        var places = new int[names.Length];
        Array.Fill(places, -1);
        for (var index = 0; index < cells.Length; index++)
        {
            var name = cells[index].Trim().Trim('"', '\'', '\uFEFF');
            var known = Array.FindIndex(names, candidate => candidate.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (known < 0)
            {
                if (name.Length == 0) continue;
                report.Note(FilePosition.AtLine(1, entry), null, Shown(name), "an unknown column was skipped");
            }
            else if (places[known] >= 0)
            {
                report.NothingReadIn(entry, $"the column {names[known]} stands twice in the header");
                return null;
            }
            else
            {
                places[known] = index;
            }
        }

        return new CsvHeader(places, cells.Length);
    }

    // A header may hold anything, a person's data too where the file has no header: only a name's letters are shown.
    private static string Shown(string name) =>
        name.Length <= 40 && name.All(letter => char.IsAsciiLetter(letter) || letter is '_' or '-' or ' ')
            ? name : "(column without a plain name)";
}
