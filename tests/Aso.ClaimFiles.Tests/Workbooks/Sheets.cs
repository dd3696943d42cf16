using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;

namespace Aso.ClaimFiles.Tests.Workbooks;

/// <summary>Workbooks as spreadsheets write them.</summary>
internal static class Sheets
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    // 0 general, 1 a date, 2 a date with a code of its own, 3 six digits, 4 an amount.
    private const string Styles = $"""
        <styleSheet xmlns="{Main}"><numFmts count="3"><numFmt numFmtId="164" formatCode="[$-409]m/d/yy\ h:mm;@"/>
        <numFmt numFmtId="165" formatCode="000000"/><numFmt numFmtId="166" formatCode="&quot;dy&quot;#,##0.00_)"/></numFmts>
        <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="14"/>
        <xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs></styleSheet>
        """;

    /// <summary>A workbook with a table of texts.</summary>
    public static byte[] OfCsv(string csv)
    {
        var rows = new StringBuilder();
        var texts = new List<string>();
        foreach (var (row, line) in csv.TrimEnd('\n').Split('\n').Index())
        {
            rows.Append(CultureInfo.InvariantCulture, $"<row r=\"{row + 1}\">");
            foreach (var (column, cell) in line.Split(',').Index())
            {
                if (cell.Length == 0) continue;
                rows.Append(CultureInfo.InvariantCulture, $"<c r=\"{(char)('A' + column)}{row + 1}\" t=\"s\"><v>{texts.Count}</v></c>");
                texts.Add($"<si><t>{SecurityElement.Escape(cell)}</t></si>");
            }

            rows.Append("</row>");
        }

        return Make(rows.ToString(), string.Concat(texts));
    }

    public static byte[] Make(string rows, string texts = "", string properties = "", string sheets = "") => Zip(
        ("[Content_Types].xml", "<Types/>"),
        ("xl/workbook.xml", $"""
            <workbook xmlns="{Main}" xmlns:r="{Office}">{properties}<sheets>
            {(sheets.Length > 0 ? sheets : "<sheet name=\"Claims\" sheetId=\"1\" r:id=\"rId1\"/>")}</sheets></workbook>
            """),
        ("xl/_rels/workbook.xml.rels", $"""
            <Relationships><Relationship Id="rId1" Type="{Office}/worksheet" Target="worksheets/sheet1.xml"/>
            <Relationship Id="rId2" Type="{Office}/styles" Target="styles.xml"/>
            <Relationship Id="rId3" Type="{Office}/sharedStrings" Target="/xl/sharedStrings.xml"/>
            <Relationship Id="rId4" Type="{Office}/worksheet" Target="worksheets/sheet2.xml"/></Relationships>
            """),
        ("xl/styles.xml", Styles),
        ("xl/sharedStrings.xml", $"<sst xmlns=\"{Main}\">{texts}</sst>"),
        ("xl/worksheets/sheet1.xml",
            $"<?xml version=\"1.0\"?><worksheet xmlns=\"{Main}\"><dimension ref=\"A1\"/><sheetData>{rows}</sheetData></worksheet>"),
        ("xl/worksheets/sheet2.xml", $"<worksheet xmlns=\"{Main}\"><sheetData/></worksheet>"));

    public static byte[] Zip(params (string Name, string Content)[] parts)
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in parts)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return packed.ToArray();
    }
}
