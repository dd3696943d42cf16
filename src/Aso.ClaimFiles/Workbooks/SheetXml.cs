using System.Text;
using System.Xml;
using Aso.ClaimFiles.Streams;

namespace Aso.ClaimFiles.Workbooks;

/// <summary>Reads a workbook's parts as XML, forward only, with no more in memory than one element.</summary>
internal static class SheetXml
{
    /// <summary>A spreadsheet's cell holds 32,767.</summary>
    private const int TextMax = 1 << 16;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = true,
    };

    public static XmlReader Open(Stream part) => XmlReader.Create(new ShortRuns(part), Settings);

    public static bool IsStart(XmlReader xml, string name) =>
        xml.NodeType == XmlNodeType.Element && xml.LocalName == name;

    public static bool IsEnd(XmlReader xml, string name) =>
        xml.NodeType == XmlNodeType.EndElement && xml.LocalName == name;

    /// <summary>Adds the text of the element that was just entered, and stands on its end behind it.</summary>
    /// <exception cref="InvalidDataException">It is too long.</exception>
    public static void AddText(XmlReader xml, StringBuilder text)
    {
        if (xml.IsEmptyElement) return;
        var depth = xml.Depth;
        var chunk = new char[512];
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType is not (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace
                or XmlNodeType.Whitespace)) continue;
            for (int read; (read = xml.ReadValueChunk(chunk, 0, chunk.Length)) > 0;)
            {
                if (text.Length + read > TextMax) throw new InvalidDataException("a text is too long for a cell");
                text.Append(chunk, 0, read);
            }
        }
    }

    /// <summary>XML without a tag or a text of over 1 MB: the parser would hold such a one in memory.</summary>
    private sealed class ShortRuns(Stream inner) : ForwardOnlyStream
    {
        private const int RunMax = 1 << 20;

        private int _run;

        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            Check(buffer[..read]);
            return read;
        }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            Check(buffer.Span[..read]);
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }

        private void Check(ReadOnlySpan<byte> bytes)
        {
            var last = bytes.LastIndexOf((byte)'<');
            _run = last < 0 ? _run + bytes.Length : bytes.Length - last;
            if (_run > RunMax) throw new InvalidDataException("an element of the workbook is too long");
        }
    }
}
