using System.Globalization;
using Aso.Local.Cli;
using Spectre.Console;

namespace Aso.Local.Running;

/// <summary>Closed months as a table on a terminal, as aligned lines elsewhere.</summary>
internal static class ClosedMonths
{
    private static readonly string[] Headings =
        ["month", "claims", "paid", "stop-loss reimbursement", "fund balance", "surplus"];

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
        Amount(month.Paid), Amount(month.StopLoss), Amount(month.FundBalance), Amount(month.Surplus),
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
        const int firstWidth = 8;
        foreach (var row in rows.Prepend(Headings))
        {
            var cells = row.Skip(1).Select((cell, index) => cell.PadLeft(Math.Max(14, Headings[index + 1].Length)));
            Terminal.Line(row[0].PadRight(firstWidth) + string.Join("  ", cells));
        }
    }

    private static string Amount(decimal amount) => amount.ToString("N2", CultureInfo.InvariantCulture);
}
