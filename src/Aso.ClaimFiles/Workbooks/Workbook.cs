using System.IO.Compression;
using System.Xml;

namespace Aso.ClaimFiles.Workbooks;

/// <summary>Opens the first sheet that is shown of a workbook of Office Open XML.</summary>
/// <param name="open">Opens a part within the limits of unpacking.</param>
internal sealed class Workbook(ZipArchive archive, Func<ZipArchiveEntry, Stream> open)
{
    private const string Main = "xl/workbook.xml";

    private readonly Dictionary<string, (string Type, string Target)> _relations = new(StringComparer.Ordinal);
    private string? _sheet;
    private bool _from1904;

    public static bool Is(ZipArchive archive) => archive.GetEntry(Main) is not null;

    /// <summary>Sheets besides the one that is read.</summary>
    public int OtherSheets { get; private set; }

    /// <summary>Null, with a reason, where there is no sheet that can be read.</summary>
    public SheetStream? TryOpen(out string? reason)
    {
        reason = null;
        try
        {
            ReadMain();
            ReadRelations();
            if (_sheet is null || !_relations.TryGetValue(_sheet, out var sheet) || Part(sheet.Target) is not { } part)
            {
                reason = "it has no sheet";
                return null;
            }

            var texts = PartOf("/sharedStrings") is { } strings ? SharedTexts.Read(open(strings)) : new SharedTexts();
            var styles = PartOf("/styles") is { } formats ? CellStyles.Read(open(formats)) : new CellStyles();
            return new SheetStream(open(part), texts, styles, _from1904);
        }
        catch (InvalidDataException failure)
        {
            reason = failure.Message;
        }
        catch (Exception failure) when (failure is XmlException or NotSupportedException)
        {
            reason = "it is corrupt or cut short";
        }

        return null;
    }

    private void ReadMain()
    {
        using var xml = SheetXml.Open(open(archive.GetEntry(Main)!));
        var sheets = 0;
        while (xml.Read())
        {
            if (SheetXml.IsStart(xml, "workbookPr")) _from1904 = xml.GetAttribute("date1904") is "1" or "true";
            if (!SheetXml.IsStart(xml, "sheet")) continue;
            sheets++;
            if (_sheet is null && xml.GetAttribute("state") is not ("hidden" or "veryHidden")) _sheet = Relation(xml);
        }

        OtherSheets = Math.Max(0, sheets - 1);
    }

    // r:id, in whichever edition's namespace.
    private static string? Relation(XmlReader xml)
    {
        string? id = null;
        while (xml.MoveToNextAttribute())
            if (xml.LocalName == "id" && xml.Prefix.Length > 0) id = xml.Value;
        xml.MoveToElement();
        return id;
    }

    private void ReadRelations()
    {
        if (archive.GetEntry("xl/_rels/workbook.xml.rels") is not { } part) return;
        using var xml = SheetXml.Open(open(part));
        while (xml.Read())
            if (SheetXml.IsStart(xml, "Relationship") && xml.GetAttribute("Id") is { } id && _relations.Count < 1000)
                _relations[id] = (xml.GetAttribute("Type") ?? "", xml.GetAttribute("Target") ?? "");
    }

    private ZipArchiveEntry? PartOf(string type)
    {
        foreach (var (_, relation) in _relations)
            if (relation.Type.EndsWith(type, StringComparison.Ordinal)) return Part(relation.Target);
        return null;
    }

    private ZipArchiveEntry? Part(string target) =>
        archive.GetEntry(target.StartsWith('/') ? target[1..] : "xl/" + target);
}
