using System.Text;
using Aso.ClaimFiles.Layouts;

namespace Aso.ClaimFiles.Csv;

/// <summary>What a CSV's rows are, where claims come in two files: one row a claim in one, one row a line in the
/// other.</summary>
internal enum ClaimHalf : byte
{
    /// <summary>All of a claim, or what is known to be neither.</summary>
    None,

    /// <summary>One row a claim, without what only lines have.</summary>
    Headers,

    /// <summary>One row a line, which does not say whose claim it is.</summary>
    Lines,

    /// <summary>One row a line, which says it.</summary>
    Whole,
}

internal static class ClaimHalves
{
    private static readonly string[] OfLines = ["lineNumber", "procedure", "revenueCode", "modifiers", "units"];

    /// <summary>By the names in the header.</summary>
    /// <param name="head">The first bytes of a CSV of claims.</param>
    public static ClaimHalf Of(ReadOnlySpan<byte> head, Layout? layout)
    {
        if (layout is { HasHeader: false } or { IsFixedWidth: true }) return ClaimHalf.None;
        var line = HeaderLine(head, layout);
        bool Has(string column) => IsIn(line, column, layout);
        if (!Has("claimNumber")) return ClaimHalf.None;
        if (Has("lineNumber"))
            return Has("memberId") ? ClaimHalf.Whole : ClaimHalf.Lines;
        return Has("memberId") && !Array.Exists(OfLines, Has) ? ClaimHalf.Headers : ClaimHalf.None;
    }

    /// <summary>A layout without the columns that stand in the other file.</summary>
    public static Layout? Within(ReadOnlySpan<byte> head, Layout? layout)
    {
        if (layout is null) return null;
        var line = HeaderLine(head, layout);
        return layout with
        {
            Columns = layout.Columns.Where(column => column.Value.Header is null || IsIn(line, column.Key, layout))
                .ToDictionary(column => column.Key, column => column.Value, StringComparer.Ordinal),
        };
    }

    private static bool IsIn(string line, string column, Layout? layout)
    {
        var one = layout?.Columns.GetValueOrDefault(column);
        return one is { Header: null } || CsvHeader.Has(line, LayoutHeader.Bare(one?.Header ?? column));
    }

    private static string HeaderLine(ReadOnlySpan<byte> head, Layout? layout)
    {
        if (head.StartsWith("\uFEFF"u8)) head = head[3..];
        var place = layout is null
            ? CsvHeader.Find(head, ClaimColumns.AreIn) : LayoutHeader.Find(head, layout, ClaimColumns.AreIn);
        var line = head[place.Bytes..];
        var end = line.IndexOfAny((byte)'\r', (byte)'\n');
        return Encoding.UTF8.GetString(end < 0 ? line : line[..end]);
    }
}
