using System.Globalization;

namespace AsoFunctions.Statements;

/// <summary>Where the proof of a figure is, on the app that serves it.</summary>
internal static class ProofAddress
{
    public const string Now = "now";

    public static string Of(string employer, FigureName figure)
    {
        var address = $"/api/employers/{employer}/proof/{figure.PlanYear}/{figure.Month?.ToString() ?? Now}/"
            + $"{Uri.EscapeDataString(figure.Line)}?column={Name(figure.Column)}";
        if (figure.Assumed is var next && next != default)
            address += string.Create(
                CultureInfo.InvariantCulture,
                $"&trend={next.Trend}&margin={next.Margin}&fixedTrend={next.FixedTrend}");
        return figure.Division is { } division ? $"{address}&division={Uri.EscapeDataString(division)}" : address;
    }

    public static string Of(Statement statement, string line, ProofColumn column) =>
        Of(statement.Employer, new FigureName(statement.PlanYear, statement.Month, line, column, statement.Division));

    /// <summary>
    /// The same on the dashboard, which has the reader's key in its browser: an address that a person opens carries none.
    /// </summary>
    public static string OnDashboard(Statement statement, string line, ProofColumn column)
    {
        var address = $"/#proof/{statement.PlanYear}/{statement.Month}/{Uri.EscapeDataString(line)}"
            + $"?employer={Uri.EscapeDataString(statement.Employer)}&column={Name(column)}";
        return statement.Division is { } division ? $"{address}&division={Uri.EscapeDataString(division)}" : address;
    }

    public static string Name(ProofColumn column) => column == ProofColumn.Month ? "month" : "toDate";
}
