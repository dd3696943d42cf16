using System.Globalization;
using System.Text.RegularExpressions;

namespace Aso.ClaimFiles.Workbooks;

/// <summary>What a number is shown as.</summary>
/// <param name="IsDate">A day counted from 1900 or 1904.</param>
/// <param name="Zeros">Digits that are filled up with leading zeros; 0: none.</param>
internal readonly record struct CellStyle(bool IsDate, int Zeros);

/// <summary>The number formats of a workbook's cells, by style number.</summary>
internal sealed partial class CellStyles
{
    private const int StylesMax = 65_536;

    private readonly List<CellStyle> _styles = [];

    public CellStyle this[int style] => style >= 0 && style < _styles.Count ? _styles[style] : default;

    public static CellStyles Read(Stream part)
    {
        var styles = new CellStyles();
        var codes = new Dictionary<int, string>();
        using var xml = SheetXml.Open(part);
        var isOfCells = false;
        while (xml.Read())
        {
            if (SheetXml.IsStart(xml, "cellXfs")) isOfCells = !xml.IsEmptyElement;
            else if (SheetXml.IsEnd(xml, "cellXfs")) isOfCells = false;
            else if (SheetXml.IsStart(xml, "numFmt") && Number(xml.GetAttribute("numFmtId")) is { } id
                && codes.Count < StylesMax)
                codes[id] = xml.GetAttribute("formatCode") ?? "";
            else if (isOfCells && SheetXml.IsStart(xml, "xf") && styles._styles.Count < StylesMax)
                styles._styles.Add(StyleOf(Number(xml.GetAttribute("numFmtId")) ?? 0, codes));
        }

        return styles;
    }

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static CellStyle StyleOf(int format, Dictionary<int, string> codes)
    {
        if (!codes.TryGetValue(format, out var code))
            return new CellStyle(format is (>= 14 and <= 17) or 22 or (>= 27 and <= 36) or (>= 50 and <= 58), 0);
        if (code.Length > 200) return default;
        if (Zeros().IsMatch(code)) return new CellStyle(false, code.Length);
        var bare = Literals().Replace(code, "");
        return new CellStyle(bare.AsSpan().ContainsAny("yYdD"), 0);
    }

    // Text in quotes or brackets, and characters that stand for themselves.
    [GeneratedRegex(@"""[^""]*""|\[[^\]]*\]|[\\_*].", RegexOptions.NonBacktracking)]
    private static partial Regex Literals();

    [GeneratedRegex(@"^0{2,20}\z")]
    private static partial Regex Zeros();
}
