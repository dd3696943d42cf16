using System.Text;
using Aso.ClaimFiles.Csv;
using Aso.ClaimFiles.Layouts;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles;

/// <summary>A layout for a TPA's file, by a sample of it, with what a person should look at.</summary>
/// <param name="Layout">As far as the sample tells.</param>
/// <param name="Notes">What was assumed, and what is to be filled in.</param>
public sealed record LayoutProposal(Layout Layout, IReadOnlyList<string> Notes)
{
    /// <summary>Stands for a header's name that was not found.</summary>
    public const string ToFillIn = "FILL IN";

    private const int LinesMax = 200;
    private const int ValuesMax = 12;

    private static readonly Dictionary<string, string[]> Required = new(StringComparer.Ordinal)
    {
        ["claims"] = ["claimNumber", "lineNumber", "benefit", "memberId", "serviceFrom", "charge"],
        ["enrollment"] = ["subscriberId", "memberId", "relationship", "effective"],
        ["recoveries"] = ["kind", "amount", "date", "reference"],
    };

    private static readonly Dictionary<string, Dictionary<string, string>> Words = new(StringComparer.Ordinal)
    {
        ["network"] = Pairs("Y in INN in PAR in I in N out OON out NONPAR out O out"),
        ["type"] = Pairs("O original 1 original R replacement 7 replacement V void 8 void A replacement"),
        ["relationship"] = Pairs("EE self E self S spouse SP spouse C child CH child D child 18 self 01 spouse 19 child O other"),
    };

    private static readonly Dictionary<string, string[]> Ours = new(StringComparer.Ordinal)
    {
        ["network"] = ["in", "out", ""],
        ["type"] = ["original", "replacement", "void", ""],
        ["relationship"] = ["self", "spouse", "child", "other"],
    };

    /// <param name="sample">The beginning of the file, as text.</param>
    /// <param name="container">Where the file is dropped.</param>
    /// <param name="fileName">Of the sample: digits of such names vary.</param>
    public static LayoutProposal Of(string sample, string container, string fileName)
    {
        var notes = new List<string>();
        var lines = sample.TrimStart('\uFEFF').Split('\n').Select(line => line.TrimEnd('\r')).Take(LinesMax).ToArray();
        var at = HeaderOf(lines, out var delimiter);
        var layout = new Layout { Container = container, Files = [Pattern(fileName)] };
        if (at < 0)
        {
            notes.Add("The lines have no delimiter: fill in start and length of each column. Each column of ours is there once.");
            return new LayoutProposal(
                layout with
                {
                    HasHeader = false,
                    Columns = Required[container].ToDictionary(
                        name => name, _ => new LayoutColumn { Start = 1, Length = 1 }, StringComparer.Ordinal),
                },
                notes);
        }

        using var record = new QuotedRecord(delimiter);
        string[] header = [.. record.Cells(Encoding.UTF8.GetBytes(lines[at]))];
        var rows = lines.Skip(at + 1).Where(line => line.Trim().Length > 0)
            .Select(line => record.Cells(Encoding.UTF8.GetBytes(line)).ToArray()).ToList();
        layout = layout with { Delimiter = delimiter == ',' ? null : delimiter.ToString(), SkipLines = at };
        var columns = new Dictionary<string, LayoutColumn>(StringComparer.Ordinal);
        foreach (var name in LayoutDocument.Columns(container)) Add(name, header, rows, columns, notes);
        foreach (var name in Required[container].Where(name => !columns.ContainsKey(name)))
        {
            columns[name] = name == "benefit" ? new LayoutColumn { Value = "medical" } : new LayoutColumn { Header = ToFillIn };
            notes.Add(name == "benefit" ? "benefit: no column was found; medical is assumed."
                : $"{name}: no column was found; fill in the header's name, or a value.");
        }

        layout = WithDates(layout, header, rows, columns, notes);
        return new LayoutProposal(WithDecimals(layout with { Columns = columns }, header, rows, columns, notes), notes);
    }

    private static void Add(
        string name, string[] header, List<string[]> rows, Dictionary<string, LayoutColumn> columns, List<string> notes)
    {
        var best = header.Index().Where(cell => columns.Values.All(column => column.Header != cell.Item))
            .Select(cell => (cell.Index, cell.Item, Score: NearestName.Score(cell.Item, name)))
            .Append((Index: -1, Item: "", Score: 2)).MinBy(cell => cell.Score);
        if (best.Score > 1) return;
        if (best.Score == 1) notes.Add($"{name}: {best.Item} is the nearest header; look whether it is meant.");
        var column = new LayoutColumn { Header = best.Item };
        if (Ours.TryGetValue(name, out var ours))
        {
            var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            var theirs = rows.Select(row => Cell(row, best.Index)).Distinct(StringComparer.OrdinalIgnoreCase).Take(ValuesMax)
                .Where(value => !ours.Contains(value, StringComparer.OrdinalIgnoreCase));
            foreach (var value in theirs)
            {
                if (Words[name].TryGetValue(value, out var word)) notes.Add($"{name}: {value} is taken for {word}.");
                else notes.Add($"{name}: fill in which of {string.Join(", ", ours.Where(one => one.Length > 0))} {value} is.");
                values[value] = word ?? ToFillIn;
            }

            column = column with { Values = values };
        }

        columns[name] = column;
    }

    private static Layout WithDates(
        Layout layout, string[] header, List<string[]> rows, Dictionary<string, LayoutColumn> columns, List<string> notes)
    {
        var (written, monthFirst, dayFirst) = (false, false, false);
        foreach (var (_, column) in columns.Where(column => CsvRecords.IsDate(column.Key)))
        {
            var place = Array.IndexOf(header, column.Header);
            foreach (var row in rows)
            {
                if (!WrittenDate.TryYearLast(
                    WrittenDate.WithoutTime(Encoding.UTF8.GetBytes(Cell(row, place))), out var month, out var day)) continue;
                written = true;
                monthFirst |= day is null;
                dayFirst |= month is null;
            }
        }

        if (!written) return layout;
        if (monthFirst == dayFirst)
            notes.Add("dates: the sample does not tell month from day; MM/dd/yyyy is assumed.");
        return layout with { Dates = dayFirst && !monthFirst ? "dd/MM/yyyy" : "MM/dd/yyyy" };
    }

    private static Layout WithDecimals(
        Layout layout, string[] header, List<string[]> rows, Dictionary<string, LayoutColumn> columns, List<string> notes)
    {
        string[] amounts = ["charge", "allowed", "paid", "otherPaid", "amount", "annualSalary"];
        var cells = columns.Where(column => amounts.Contains(column.Key))
            .SelectMany(column => rows.Select(row => Cell(row, Array.IndexOf(header, column.Value.Header)))).ToList();
        if (!cells.Exists(cell => cell is [.., ',', >= '0' and <= '9', >= '0' and <= '9'])) return layout;
        notes.Add("decimalMark: amounts end in a comma and two digits; a comma is assumed.");
        return layout with { DecimalMark = "," };
    }

    // The first line that has the most cells, and by which delimiter.
    private static int HeaderOf(string[] lines, out char delimiter)
    {
        var best = (Line: -1, Cells: 1, Delimiter: ',');
        foreach (var (line, text) in lines.Take(20).Index())
            foreach (var candidate in ",;\t|")
                if (text.Count(letter => letter == candidate) + 1 is var cells && cells > best.Cells)
                    best = (line, cells, candidate);
        delimiter = best.Delimiter;
        return best.Cells > 2 ? best.Line : -1;
    }

    private static string Pattern(string fileName)
    {
        var pattern = new StringBuilder();
        foreach (var letter in fileName)
            if (!char.IsAsciiDigit(letter)) pattern.Append(letter);
            else if (pattern.Length == 0 || pattern[^1] != '*') pattern.Append('*');
        return pattern.ToString().Count(letter => letter == '*') > 6 ? "*" + Path.GetExtension(fileName) : pattern.ToString();
    }

    private static string Cell(string[] row, int place) => place >= 0 && place < row.Length ? row[place].Trim() : "";

    private static Dictionary<string, string> Pairs(string words) =>
        words.Split(' ').Chunk(2).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
}
