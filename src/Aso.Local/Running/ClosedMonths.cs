using System.Globalization;
using Aso.Local.Cli;
using Spectre.Console;

namespace Aso.Local.Running;

/// <summary>Closed months as a table on a terminal, as aligned lines elsewhere.</summary>
internal static class ClosedMonths
{
    private static readonly string[] Headings =
    [
        "month", "claims", "paid", "stop-loss", "fund balance", "receivable", "unpaid, net", "disability reserve", "surplus",
    ];

    public static void Print(IReadOnlyList<MonthFigures> months)
    {
        var rows = months.Select(Cells).ToList();
        if (Terminal.Interactive) PrintTable(rows);
        else PrintLines(rows);
    }

    private static string[] Cells(MonthFigures month) =>
    [
        month.Name,
        month.Claims.ToString("N0", CultureInfo.InvariantCulture),
        Amount(month.Paid), Amount(month.StopLoss), Amount(month.FundBalance), Amount(month.Receivable),
        Amount(month.Unpaid), Amount(month.DisabilityReserve), Amount(month.Surplus),
    ];

    private static void PrintTable(List<string[]> rows)
    {
        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumn(Headings[0]);
        foreach (var heading in Headings.Skip(1)) table.AddColumn(new TableColumn(heading).RightAligned());
        foreach (var row in rows) table.AddRow(row);
        AnsiConsole.Write(table);
    }

    private static void PrintLines(List<string[]> rows)
    {
        List<string[]> all = [Headings, .. rows];
        var widths = Headings.Select((_, column) => all.Max(row => row[column].Length)).ToList();
        foreach (var row in all)
        {
            var cells = row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]));
            Terminal.Line(string.Join("  ", cells));
        }
    }

    private static string Amount(decimal amount) => amount.ToString("N2", CultureInfo.InvariantCulture);
}
