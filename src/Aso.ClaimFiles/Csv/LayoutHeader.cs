using System.Text;
using Aso.ClaimFiles.Layouts;
using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.Csv;

/// <summary>Finds the columns of a file by its layout.</summary>
internal static class LayoutHeader
{
    public static HeaderPlace Find(ReadOnlySpan<byte> text, Layout layout, Func<string, bool> isHeader)
    {
        var lineEnd = text.Contains((byte)'\r') && !text.Contains((byte)'\n') ? (byte)'\r' : (byte)'\n';
        if (layout is { HasHeader: true, SkipLines: 0 })
        {
            // A title may stand before it, as without a layout.
            string[] theirs = [.. layout.Columns.Values.Select(column => column.Header).OfType<string>()];
            var found = CsvHeader.Find(
                text,
                theirs.Length == 0 ? isHeader : line => Array.TrueForAll(theirs, name => line.Contains(name, StringComparison.OrdinalIgnoreCase)));
            if (found.Found) return layout.Delimiter is null ? found : found with { Delimiter = layout.Delimiter[0] };
        }

        var from = 0;
        var lines = 0;
        for (; lines < layout.SkipLines && text[from..].IndexOf(lineEnd) is >= 0 and var end; lines++) from += end + 1;
        var rest = text[from..];
        var length = rest.IndexOf(lineEnd);
        var delimiter = layout.Delimiter is { } given ? given[0] : CsvHeader.DelimiterOf(length < 0 ? rest : rest[..length]);
        var columns = layout.HasHeader || layout.IsFixedWidth ? 0 : CellsOf(length < 0 ? rest : rest[..length], delimiter);
        return new HeaderPlace(true, from, lines, delimiter, lineEnd, columns);
    }

    /// <param name="cells">The header's; null where there is none.</param>
    /// <returns>Null where a column is not found, which is then in the report.</returns>
    public static CsvHeader? Read(
        string[]? cells, HeaderPlace place, string[] names, Layout layout, FileReport report, string? entry)
    {
        var places = new int[names.Length];
        Array.Fill(places, -1);
        var count = cells?.Length ?? place.Columns;
        var fields = 0;
        for (var column = 0; column < names.Length; column++)
        {
            var one = layout.Columns.GetValueOrDefault(names[column]);
            if (one?.Value is not null) continue;
            if (one?.Start is not null)
            {
                places[column] = fields++;
            }
            else if (one?.Position is { } position)
            {
                places[column] = position - 1;
                if (cells is null) count = Math.Max(count, position);
            }
            else if (cells is not null)
            {
                var name = one?.Header ?? names[column];
                int[] found = [.. cells.Index().Where(cell => Same(cell.Item, name)).Select(cell => cell.Index)];
                if (found.Length > 1 || (found.Length == 0 && one?.Header is not null))
                {
                    report.NothingReadIn(entry, found.Length > 1
                        ? $"the column {name} appears twice in the header"
                        : $"the layout reads {names[column]} under the header {name}, which the file does not have");
                    return null;
                }

                if (found.Length == 1) places[column] = found[0];
            }
        }

        return new CsvHeader(places, layout.IsFixedWidth ? fields : count, layout.IsFixedWidth ? null : cells);
    }

    private static int CellsOf(ReadOnlySpan<byte> line, char delimiter)
    {
        using var record = new QuotedRecord(delimiter);
        return record.Cells(line).Length;
    }

    private static bool Same(string cell, string name) =>
        CsvHeader.Same(CsvHeader.Bare(cell), Bare(name));

    internal static string Bare(string name)
    {
        var bare = new StringBuilder(name.Length);
        foreach (var letter in name)
            if (letter is not (' ' or '_' or '-')) bare.Append(letter);
        return bare.ToString();
    }
}
