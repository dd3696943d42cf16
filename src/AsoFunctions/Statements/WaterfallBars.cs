using System.Globalization;

namespace AsoFunctions.Statements;

/// <summary>
/// A floating bar for each step of a waterfall, starting where the previous step ended: filled where it adds, hollow
/// where it subtracts, so that it reads without color. The figures are in the same row; a screen reader skips the bars.
/// </summary>
internal static class WaterfallBars
{
    private const long Width = 1000;
    private const long Height = 100;

    public static IReadOnlyList<string> Draw(IReadOnlyList<SheetRow> rows)
    {
        var spans = new List<(long From, long To)>(rows.Count);
        long at = 0;
        foreach (var row in rows)
        {
            spans.Add(row.IsTotal ? (0, row.ToDate) : (at, at += row.ToDate));
        }

        var low = Math.Min(0, spans.Min(span => Math.Min(span.From, span.To)));
        var high = Math.Max(0, spans.Max(span => Math.Max(span.From, span.To)));
        var range = Math.Max(1, high - low);
        return [.. spans.Select(span => Svg(Place(span.From), Place(span.To), Place(0)))];

        long Place(long cents) => (long)(10 + (Int128)(cents - low) * (Width - 20) / range);
    }

    private static string Svg(long from, long to, long zero)
    {
        var (left, width) = (Math.Min(from, to), Math.Max(6, Math.Abs(to - from)));
        var fill = to >= from ? "#333" : "#fff";
        return string.Create(CultureInfo.InvariantCulture, $"""
            <svg viewBox="0 0 {Width} {Height}" preserveAspectRatio="none" aria-hidden="true">
            <path d="M{zero} 0V{Height}" stroke="#999" vector-effect="non-scaling-stroke"/>
            <rect x="{left}" y="22" width="{width}" height="56" fill="{fill}" stroke="#333"
            vector-effect="non-scaling-stroke"/></svg>
            """);
    }
}
