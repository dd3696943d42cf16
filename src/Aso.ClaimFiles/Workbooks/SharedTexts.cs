using System.Text;
using System.Xml;

namespace Aso.ClaimFiles.Workbooks;

/// <summary>The texts that a workbook keeps apart from its cells, by number; up to 64 MB of them.</summary>
internal sealed class SharedTexts
{
    private const int BytesMax = 64 << 20;

    private readonly List<int> _ends = [];
    private byte[] _bytes = [];

    /// <exception cref="InvalidDataException">They are too many, or damaged.</exception>
    public static SharedTexts Read(Stream part)
    {
        var texts = new SharedTexts();
        var text = new StringBuilder();
        using var xml = SheetXml.Open(part);
        while (xml.Read())
        {
            if (SheetXml.IsStart(xml, "si")) text.Clear();
            // How a text is pronounced is no part of it.
            while (SheetXml.IsStart(xml, "rPh")) xml.Skip();
            if (SheetXml.IsStart(xml, "t")) SheetXml.AddText(xml, text);
            if (SheetXml.IsEnd(xml, "si") || (SheetXml.IsStart(xml, "si") && xml.IsEmptyElement)) texts.Add(text.ToString());
        }

        return texts;
    }

    /// <exception cref="InvalidDataException">There is no such text.</exception>
    public ReadOnlySpan<byte> this[int number]
    {
        get
        {
            if (number < 0 || number >= _ends.Count) throw new InvalidDataException("a cell's text is missing");
            var start = number == 0 ? 0 : _ends[number - 1];
            return _bytes.AsSpan(start, _ends[number] - start);
        }
    }

    private void Add(string text)
    {
        var start = _ends.Count == 0 ? 0 : _ends[^1];
        var length = Encoding.UTF8.GetByteCount(text);
        // Each costs its number too.
        if (start + length > BytesMax || _ends.Count > BytesMax / 16)
            throw new InvalidDataException("the workbook holds more text than is read here; save it as CSV");
        if (start + length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(1024, (start + length) * 2));
        Encoding.UTF8.GetBytes(text, _bytes.AsSpan(start));
        _ends.Add(start + length);
    }
}
