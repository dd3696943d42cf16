using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Spreadsheet;

namespace AsoFunctions.Statements;

/// <summary>Cell styles, by their index in the style sheet.</summary>
internal enum CellLook : uint
{
    Plain,
    Title,
    Heading,
    HeadLeft,
    HeadRight,
    Money,
    Count,
    TotalLabel,
    TotalMoney,
    TotalCount,
    Remark,
    Percent,
}

/// <summary>
/// Cells with real numbers; text is inline, so that it stays text whatever it begins with and can hide no formula.
/// </summary>
internal static class WorkbookCells
{
    private const uint PercentFormat = 164;

    public static Cell Text(string text, CellLook look = CellLook.Plain) =>
        new(new InlineString(new Text(text) { Space = SpaceProcessingModeValues.Preserve }))
        {
            DataType = CellValues.InlineString,
            StyleIndex = (uint)look,
        };

    public static Cell Empty(CellLook look = CellLook.Plain) => new() { StyleIndex = (uint)look };

    public static Cell Amount(Cents amount, bool total = false) =>
        Number(amount.ToString(), total ? CellLook.TotalMoney : CellLook.Money);

    public static Cell Number(long value, bool total = false) =>
        Number(value.ToString(CultureInfo.InvariantCulture), total ? CellLook.TotalCount : CellLook.Count);

    public static Cell Percent(decimal part) =>
        Number(part.ToString("0.####", CultureInfo.InvariantCulture), CellLook.Percent);

    /// <summary>A cell that the spreadsheet program can add up again, showing the figure that was decided.</summary>
    public static Cell WithFormula(this Cell cell, string formula)
    {
        cell.InsertAt(new CellFormula(formula), 0);
        return cell;
    }

    public static Stylesheet Styles() => new(
        new NumberingFormats(new NumberingFormat { NumberFormatId = PercentFormat, FormatCode = "0.0%" }),
        new Fonts(
            Face(11), Face(11, bold: true), Face(16, bold: true), Face(12, bold: true), Face(10, italic: true)),
        new Fills(
            new Fill(new PatternFill { PatternType = PatternValues.None }),
            new Fill(new PatternFill { PatternType = PatternValues.Gray125 })),
        new Borders(
            new Border(),
            new Border(new BottomBorder { Style = BorderStyleValues.Thin }),
            new Border(
                new TopBorder { Style = BorderStyleValues.Thin }, new BottomBorder { Style = BorderStyleValues.Double })),
        new CellStyleFormats(new CellFormat()),
        // 39 is money and 37 a count, negatives in parentheses, in every spreadsheet program.
        new CellFormats(
            Look(),
            Look(font: 2),
            Look(font: 3),
            Look(font: 1, border: 1),
            Look(font: 1, border: 1, right: true),
            Look(format: 39),
            Look(format: 37),
            Look(font: 1, border: 2),
            Look(font: 1, border: 2, format: 39),
            Look(font: 1, border: 2, format: 37),
            Look(font: 4),
            Look(format: PercentFormat)));

    private static Cell Number(string value, CellLook look) =>
        new(new CellValue(value)) { DataType = CellValues.Number, StyleIndex = (uint)look };

    private static Font Face(double points, bool bold = false, bool italic = false)
    {
        var font = new Font();
        if (bold) font.Append(new Bold());
        if (italic) font.Append(new Italic());
        font.Append(new FontSize { Val = points }, new FontName { Val = "Calibri" });
        return font;
    }

    private static CellFormat Look(uint font = 0, uint border = 0, uint format = 0, bool right = false)
    {
        var look = new CellFormat
        {
            FontId = font, ApplyFont = font != 0,
            BorderId = border, ApplyBorder = border != 0,
            NumberFormatId = format, ApplyNumberFormat = format != 0,
        };
        if (right)
        {
            look.Alignment = new Alignment { Horizontal = HorizontalAlignmentValues.Right };
            look.ApplyAlignment = true;
        }

        return look;
    }
}
