using System.Text;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Csv;

/// <summary>Where a CSV's header stands.</summary>
/// <param name="Bytes">Bytes before it.</param>
/// <param name="Lines">Lines before it.</param>
/// <param name="LineEnd">CR where no LF stands behind one, as an old Mac writes; else LF.</param>
/// <param name="Columns">Cells of the first row, where there is no header.</param>
internal readonly record struct HeaderPlace(
    bool Found, int Bytes, int Lines, char Delimiter, byte LineEnd, int Columns = 0);

/// <summary>The header line of a CSV: which delimiter it uses, and where the columns stand, in any order and
/// case.</summary>
internal sealed class CsvHeader
{
    private const int LinesBeforeMax = 20;

    private readonly int[] _places;

    /// <param name="count">Columns of the file.</param>
    /// <param name="cells">The header's; null: there is none.</param>
    public CsvHeader(int[] places, int count, string[]? cells = null)
    {
        (_places, Count) = (places, count);
        IsRepair = cells is [.., var problem, var expected]
            && Same(Bare(problem), Problem) && Same(Bare(expected), Expected);
        Unknown =
        [
            .. (cells ?? []).Index().Where(cell => !places.Contains(cell.Index)).Select(cell => Shown(Bare(cell.Item).ToString()))
                .Where(name => name != NotShown),
        ];
    }

    /// <summary>The columns that a repair file adds, which are not read.</summary>
    public const string Problem = "problem";

    public const string Expected = "expected";

    /// <summary>The last two columns are those of a repair file.</summary>
    public bool IsRepair { get; }

    /// <summary>Names of columns that are none of ours, as far as they may be shown.</summary>
    public IReadOnlyList<string> Unknown { get; }

    /// <summary>Columns of the file, known or not.</summary>
    public int Count { get; }

    /// <summary>The column's place in a row, or -1 where the file lacks it.</summary>
    public int this[int column] => _places[column];

    /// <summary>Whether a header line names a column.</summary>
    public static bool Has(string line, string column)
    {
        foreach (var cell in line.AsSpan().SplitAny(",;\t|"))
            if (Same(Bare(line.AsSpan(cell)), column)) return true;
        return false;
    }

    /// <summary>
    /// Where among the first lines the header stands: some write a title, blank lines or Excel's <c>sep=</c> before
    /// it.
    /// </summary>
    public static HeaderPlace Find(ReadOnlySpan<byte> text, Func<string, bool> isHeader)
    {
        var from = 0;
        for (var lines = 0; lines < LinesBeforeMax && from < text.Length; lines++)
        {
            var end = text[from..].IndexOfAny((byte)'\r', (byte)'\n');
            var line = end < 0 ? text[from..] : text.Slice(from, end);
            if (isHeader(Encoding.UTF8.GetString(line)))
            {
                var lineEnd = text.Contains((byte)'\r') && !text.Contains((byte)'\n') ? (byte)'\r' : (byte)'\n';
                return new HeaderPlace(true, from, text[..from].Count(lineEnd), DelimiterOf(line), lineEnd);
            }

            if (end < 0) break;
            from += end + 1;
        }

        return new HeaderPlace(false, 0, 0, ',', (byte)'\n');
    }

    /// <summary>
    /// Finds the known columns among the header's cells. Unknown ones are noted; a known one that stands twice cannot
    /// be read safely and gives null.
    /// </summary>
    public static CsvHeader? Read(string[] cells, string[] names, FileReport report, FilePosition at)
    {
        var places = new int[names.Length];
        Array.Fill(places, -1);
        var unknown = new List<string>();
        for (var index = 0; index < cells.Length; index++)
        {
            var name = Bare(cells[index]).ToString();
            var known = Array.FindIndex(names, candidate => Same(name, candidate));
            if (known < 0)
            {
                if (name.Length == 0 || Same(name, Problem) || Same(name, Expected)) continue;
                unknown.Add(Shown(name));
            }
            else if (places[known] >= 0)
            {
                report.NothingReadIn(at.Entry, $"the column {names[known]} appears twice in the header");
                return null;
            }
            else
            {
                places[known] = index;
            }
        }

        foreach (var name in unknown)
            report.Note(
                at, null, name, "not known, skipped"
                    + (NearestName.Of(name, names.Where((_, column) => places[column] < 0)) is { } meant
                        ? $"; did you mean {meant}?" : ""));
        return new CsvHeader(places, cells.Length, cells);
    }

    // The one of comma, semicolon, tab and bar that stands in it most often.
    public static char DelimiterOf(ReadOnlySpan<byte> line)
    {
        var best = (byte)',';
        foreach (var candidate in ",;\t|"u8)
            if (line.Count(candidate) > line.Count(best)) best = candidate;
        return (char)best;
    }

    public static ReadOnlySpan<char> Bare(ReadOnlySpan<char> cell) => cell.Trim().Trim("\"'\uFEFF").Trim();

    // claimNumber, CLAIM_NUMBER and Claim Number are one name.
    public static bool Same(ReadOnlySpan<char> name, string column)
    {
        var place = 0;
        foreach (var letter in name)
        {
            if (letter is ' ' or '_' or '-') continue;
            if (place == column.Length || char.ToUpperInvariant(letter) != char.ToUpperInvariant(column[place]))
                return false;
            place++;
        }

        return place == column.Length;
    }

    // A header may hold anything, a person's data too where the file has no header: only a name's letters are shown.
    private static string Shown(string name) =>
        name.Length <= 40 && name.All(letter => char.IsAsciiLetter(letter) || letter is '_' or '-' or ' ')
            ? name : NotShown;

    private const string NotShown = "(column without a plain name)";
}
