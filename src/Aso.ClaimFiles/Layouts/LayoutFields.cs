using System.Text;
using Aso.ClaimFiles.PlanDocuments;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Layouts;

/// <summary>The fields of a layout's document; a test holds <c>layout.schema.json</c> to them.</summary>
internal static class LayoutFields
{
    private const int FilesMax = 20;
    private const int WordsMax = 50;

    private static readonly string[] Delimiters = [",", ";", "\t", "|"];

    private static readonly Kind<string> Container =
        Kind.Plain("claims, enrollment or recoveries", text => text is "claims" or "enrollment" or "recoveries");

    private static readonly Kind<string> Delimiter =
        Kind.Plain("a comma, a semicolon, a tab or a bar", text => Delimiters.Contains(text));

    private static readonly Kind<string> Dates =
        Kind.Plain(DateForm.Expected, text => text.Length <= 40 && DateForm.Parse(text) is not null);

    private static readonly Kind<string> DecimalMark =
        Kind.Plain("a point or a comma", text => text is "." or ",");

    private static readonly Kind<string> CellText = Kind.Plain(
        "text of at most 80 characters, without control characters",
        text => text.Length <= 80 && !text.Any(char.IsControl));

    private static readonly Kind<string> Glob = Kind.Plain(
        "a file's name under the employer's folder, of at most 200 characters, with * and ? for what varies",
        text => text.Length is > 0 and <= 200 && !text.StartsWith('/') && !text.Any(char.IsControl)
            && text.Count(letter => letter == '*') <= 6);

    private static readonly Kind<IReadOnlyList<string>> FileNames =
        Kind.List(Glob, "an array of file names", $"1 to {FilesMax} names", FilesMax, "each name once");

    public static Layout Defaults { get; } = new() { Container = "", Files = [] };

    /// <param name="names">Our columns of a container.</param>
    public static Layout Document(Block block, Layout layout, Func<string, IReadOnlyList<string>> names)
    {
        var container = block.Field("container", Container, layout.Container, required: true);
        layout = layout with
        {
            Container = container,
            Files = block.Field("files", FileNames, layout.Files, required: true),
            Delimiter = block.Optional("delimiter", Delimiter, layout.Delimiter),
            HasHeader = block.Field("header", Kind.Flag, layout.HasHeader),
            SkipLines = block.Field("skipLines", Kind.Whole(0, 20), layout.SkipLines),
            Dates = block.Optional("dates", Dates, layout.Dates),
            DecimalMark = block.Field("decimalMark", DecimalMark, layout.DecimalMark),
            ImpliedDecimals = block.Field("impliedDecimals", Kind.Whole(0, 2), layout.ImpliedDecimals),
            CurrencySigns = block.Field("currencySigns", Words("currency signs"), layout.CurrencySigns),
            Empty = block.Field("empty", Words("words"), layout.Empty),
        };
        layout = layout with
        {
            Columns = block.Group("columns", layout.Columns, (columns, value) => Columns(columns, value, layout, names)),
        };
        Check(block, layout);
        return layout;
    }

    /// <summary>What says for which files it is, whatever else is wrong.</summary>
    public static Layout Files(Block block, Layout layout)
    {
        block.Names([]);
        return layout with
        {
            Container = block.Field("container", Container, layout.Container, required: true),
            Files = block.Field("files", FileNames, layout.Files, required: true),
        };
    }

    private static Kind<IReadOnlyList<string>> Words(string what) => Kind.List(
        CellText, $"an array of {what}", $"at most {WordsMax} {what}", WordsMax, "each once", least: 0);

    private static Dictionary<string, LayoutColumn> Columns(
        Block block, IReadOnlyDictionary<string, LayoutColumn> columns, Layout layout,
        Func<string, IReadOnlyList<string>> names)
    {
        var read = new Dictionary<string, LayoutColumn>(StringComparer.Ordinal);
        var known = layout.Container.Length == 0 ? null : names(layout.Container);
        foreach (var name in block.Names(columns.Keys))
        {
            if (known?.Contains(name) == false)
                block.Refuse(name, $"one of these columns: {string.Join(", ", known)}");
            else if (block.Inner(
                name, columns.GetValueOrDefault(name), new LayoutColumn(),
                (inner, value) => Column(inner, value, layout)) is { } column)
                read[name] = column;
        }

        return read;
    }

    private static LayoutColumn Column(Block block, LayoutColumn column, Layout layout)
    {
        column = new LayoutColumn
        {
            Header = block.Optional("header", CellText, column.Header),
            Position = block.Optional("position", Kind.Whole(1, 1000), column.Position),
            Start = block.Optional("start", Kind.Whole(1, 10_000), column.Start),
            Length = block.Optional("length", Kind.Whole(1, 1000), column.Length),
            Value = block.Optional("value", CellText, column.Value),
            Dates = block.Optional("dates", Dates, column.Dates),
            Values = block.Group("values", column.Values, Values),
        };
        var places = (column.Header is null ? 0 : 1) + (column.Position is null ? 0 : 1)
            + (column.Start is null ? 0 : 1) + (column.Value is null ? 0 : 1);
        if (places > 1) block.Refuse("", "one of header, position, start with length, and value");
        if (column.Start is null != column.Length is null)
            block.Refuse(column.Start is null ? "start" : "length", "start and length together");
        if (places == 0 && !layout.HasHeader)
            block.Refuse("", "position, start with length, or value, where no header names the columns");
        if (column.Header is not null && !layout.HasHeader) block.Refuse("header", "no header's name, where `header` is false");
        return column;
    }

    private static Dictionary<string, string> Values(Block block, IReadOnlyDictionary<string, string> values)
    {
        var read = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var theirs in block.Names(values.Keys))
            if (!read.TryAdd(theirs, block.Field(theirs, CellText, values.GetValueOrDefault(theirs, ""))))
                block.Refuse(theirs, "each value once, in capitals or not");
        return read;
    }

    private static void Check(Block block, Layout layout)
    {
        if (!layout.IsFixedWidth)
        {
            if (!layout.HasHeader && layout.Columns.Count == 0)
                block.Refuse("columns", "the columns' positions, where no header names them");
            return;
        }

        if (layout.Delimiter is not null) block.Refuse("delimiter", "no delimiter, where columns have a start and a length");
        if (layout.HasHeader) block.Refuse("header", "false, where columns have a start and a length; skipLines passes a header");
        foreach (var (name, column) in layout.Columns)
            if (column.Position is not null)
                block.Refuse("columns", "start and length, as other columns have", $".{name}.position");
    }
}
