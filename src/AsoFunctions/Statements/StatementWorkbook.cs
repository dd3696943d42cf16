using System.Globalization;
using Aso.Domain;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace AsoFunctions.Statements;

/// <summary>A statement as a workbook: real numbers with real formats, so that people go on calculating.</summary>
public static class StatementWorkbook
{
    private const uint Plain = 0;
    private const uint Bold = 1;
    private const uint Money = 2;
    private const uint Count = 3;
    private const uint BoldMoney = 4;

    public static byte[] Of(Plan plan, Statement statement)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(statement);
        using var bytes = new MemoryStream();
        using (var file = SpreadsheetDocument.Create(bytes, SpreadsheetDocumentType.Workbook))
        {
            var workbook = file.AddWorkbookPart();
            workbook.Workbook = new Workbook(new Sheets());
            workbook.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
            AddSheet(workbook, "Statement", StatementRows(plan, statement));
            AddSheet(workbook, "Surplus", SurplusRows(statement));
            workbook.Workbook.Save();
        }

        return bytes.ToArray();
    }

    private static IEnumerable<Row> StatementRows(Plan plan, Statement statement)
    {
        yield return new Row(Text(plan.Name, Bold));
        yield return new Row(Text($"Statement of {statement.Month}, plan year from {statement.PlanYear}, in {plan.Currency}"));
        yield return new Row();
        yield return Heads();
        foreach (var line in statement.Lines)
            yield return line.Unit == LineUnit.Count
                ? new Row(Text(StatementText.Label(line.Name)), Number(line.Month), Number(line.ToDate))
                : AmountRow(StatementText.Label(line.Name), new Cents(line.Month), new Cents(line.ToDate));
        yield return AmountRow("Fund, opening balance", statement.Fund.Opening, statement.Fund.YearOpening);
        yield return AmountRow("Fund, closing balance", statement.Fund.Closing, statement.Fund.Closing, total: true);
        if (statement.Settlement is not { } settlement) yield break;
        yield return AmountRow("Settlement, distributable", settlement.Distributable, settlement.Distributable);
        yield return AmountRow(
            $"Settlement, employer's part: {StatementText.Disposition(settlement.Disposition)}",
            settlement.EmployerPart, settlement.EmployerPart, total: true);
    }

    private static IEnumerable<Row> SurplusRows(Statement statement)
    {
        yield return Heads();
        foreach (var step in Waterfall.Of(statement)) yield return AmountRow(step.Label, step.Month, step.ToDate);
        var surplus = statement.Line(LineNames.Surplus);
        yield return AmountRow("Surplus", new Cents(surplus.Month), new Cents(surplus.ToDate), total: true);
    }

    private static Row Heads() => new(Text("Line", Bold), Text("Month", Bold), Text("To date", Bold));

    private static Row AmountRow(string label, Cents month, Cents toDate, bool total = false) =>
        new(Text(label, total ? Bold : Plain), Amount(month, total), Amount(toDate, total));

    // Inline text is text to a spreadsheet, whatever it begins with: no formula can hide in it.
    private static Cell Text(string text, uint style = Plain) =>
        new(new InlineString(new Text(text))) { DataType = CellValues.InlineString, StyleIndex = style };

    private static Cell Number(long value) =>
        new(new CellValue(value.ToString(CultureInfo.InvariantCulture)))
        {
            DataType = CellValues.Number,
            StyleIndex = Count,
        };

    private static Cell Amount(Cents amount, bool total) =>
        new(new CellValue(amount.ToString())) { DataType = CellValues.Number, StyleIndex = total ? BoldMoney : Money };

    private static void AddSheet(WorkbookPart workbook, string name, IEnumerable<Row> rows)
    {
        var part = workbook.AddNewPart<WorksheetPart>();
        part.Worksheet = new Worksheet(
            new Columns(
                new Column { Min = 1, Max = 1, Width = 52, CustomWidth = true },
                new Column { Min = 2, Max = 3, Width = 18, CustomWidth = true }),
            new SheetData(rows));
        var sheets = workbook.Workbook.GetFirstChild<Sheets>()!;
        sheets.Append(new Sheet
        {
            Id = workbook.GetIdOfPart(part),
            SheetId = (uint)sheets.Count() + 1,
            Name = name,
        });
    }

    private static Stylesheet Styles() => new(
        new Fonts(new Font(), new Font(new Bold())),
        new Fills(
            new Fill(new PatternFill { PatternType = PatternValues.None }),
            new Fill(new PatternFill { PatternType = PatternValues.Gray125 })),
        new Borders(new Border()),
        new CellStyleFormats(new CellFormat()),
        // 4 is #,##0.00 and 3 is #,##0 in every spreadsheet program.
        new CellFormats(
            new CellFormat(),
            new CellFormat { FontId = 1, ApplyFont = true },
            new CellFormat { NumberFormatId = 4, ApplyNumberFormat = true },
            new CellFormat { NumberFormatId = 3, ApplyNumberFormat = true },
            new CellFormat { FontId = 1, ApplyFont = true, NumberFormatId = 4, ApplyNumberFormat = true }));
}
