using System.Globalization;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace AsoFunctions.Statements;

/// <summary>Sheets that print on letter paper, one page wide, with their page numbers.</summary>
internal static class WorkbookSheets
{
    /// <param name="widths">Of the columns, in characters.</param>
    /// <param name="footer">Shown at the left of each page's footer.</param>
    /// <param name="frozen">How many rows stay visible and repeat on each printed page.</param>
    public static void Add(
        WorkbookPart workbook, string name, double[] widths, string footer, uint frozen, IReadOnlyList<Row> rows)
    {
        var part = workbook.AddNewPart<WorksheetPart>();
        part.Worksheet = new Worksheet(
            new SheetProperties(new PageSetupProperties { FitToPage = true }),
            new SheetViews(View(frozen)),
            new SheetFormatProperties { DefaultRowHeight = 16, CustomHeight = true },
            new Columns(widths.Select((width, index) => new Column
            {
                Min = (uint)index + 1, Max = (uint)index + 1, Width = width, CustomWidth = true,
            })),
            new SheetData(rows),
            new PageMargins { Left = 0.6, Right = 0.6, Top = 0.7, Bottom = 0.8, Header = 0.3, Footer = 0.4 },
            new PageSetup { PaperSize = 1, Orientation = OrientationValues.Portrait, FitToWidth = 1, FitToHeight = 0 },
            new HeaderFooter(new OddFooter($"&L{footer.Replace("&", "&&", StringComparison.Ordinal)}&RPage &P of &N")));
        var sheets = workbook.Workbook.GetFirstChild<Sheets>()!;
        var place = (uint)sheets.ChildElements.Count;
        sheets.Append(new Sheet { Id = workbook.GetIdOfPart(part), SheetId = place + 1, Name = name });
        if (frozen == 0) return;
        var names = workbook.Workbook.GetFirstChild<DefinedNames>()
            ?? workbook.Workbook.InsertAfter(new DefinedNames(), sheets);
        names!.Append(new DefinedName(string.Create(CultureInfo.InvariantCulture, $"'{name}'!$1:${frozen}"))
        {
            Name = "_xlnm.Print_Titles", LocalSheetId = place,
        });
    }

    private static SheetView View(uint frozen)
    {
        var view = new SheetView { WorkbookViewId = 0, ShowGridLines = false };
        if (frozen > 0)
            view.Append(new Pane
            {
                VerticalSplit = frozen,
                TopLeftCell = string.Create(CultureInfo.InvariantCulture, $"A{frozen + 1}"),
                ActivePane = PaneValues.BottomLeft,
                State = PaneStateValues.Frozen,
            });
        return view;
    }
}
