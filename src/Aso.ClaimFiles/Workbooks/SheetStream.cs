using System.Globalization;
using System.Text;
using System.Xml;
using Aso.ClaimFiles.Streams;

namespace Aso.ClaimFiles.Workbooks;

/// <summary>
/// A sheet as CSV, made while it is read: row n is line n. It ends where the sheet is damaged, and says so in <see
/// cref="Failure"/>.
/// </summary>
internal sealed class SheetStream : ForwardOnlyStream
{
    private const int RowsMax = 1 << 20;
    private const int ColumnsMax = 1 << 14;

    private readonly XmlReader _xml;
    private readonly SharedTexts _texts;
    private readonly CellStyles _styles;
    private readonly bool _from1904;
    private readonly StringBuilder _text = new();
    private byte[] _line = new byte[4096];
    private int _next;
    private int _end;
    private int _row;

    // Rows that stand empty before the one that was read.
    private int _emptyRows;

    public SheetStream(Stream part, SharedTexts texts, CellStyles styles, bool from1904)
    {
        (_texts, _styles, _from1904) = (texts, styles, from1904);
        _xml = SheetXml.Open(part);
    }

    /// <summary>Why the rest of the sheet could not be read.</summary>
    public string? Failure { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_emptyRows > 0)
            {
                var empty = Math.Min(_emptyRows, buffer.Length);
                buffer[..empty].Fill((byte)'\n');
                _emptyRows -= empty;
                return empty;
            }

            if (_next < _end)
            {
                var read = Math.Min(buffer.Length, _end - _next);
                _line.AsSpan(_next, read).CopyTo(buffer);
                _next += read;
                return read;
            }

            if (!TryReadRow()) return 0;
        }

        return 0;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(buffer.Span));

    protected override void Dispose(bool disposing)
    {
        if (disposing) _xml.Dispose();
        base.Dispose(disposing);
    }

    private bool TryReadRow()
    {
        if (Failure is not null) return false;
        try
        {
            while (_xml.Read())
            {
                if (SheetXml.IsEnd(_xml, "sheetData")) return false;
                if (!SheetXml.IsStart(_xml, "row")) continue;
                ReadRow();
                return true;
            }

            return false;
        }
        catch (Exception failure) when (failure is XmlException or InvalidDataException)
        {
            Failure = failure is InvalidDataException ? failure.Message : "it is corrupt or cut short";
            return false;
        }
    }

    private void ReadRow()
    {
        var row = Number(_xml.GetAttribute("r")) ?? _row + 1;
        if (row <= _row || row > RowsMax) throw new InvalidDataException("its rows are not in order");
        (_emptyRows, _row) = (row - _row - 1, row);
        (_next, _end) = (0, 0);
        var (column, next) = (0, 0);
        if (!_xml.IsEmptyElement)
        {
            while (_xml.Read() && !SheetXml.IsEnd(_xml, "row"))
            {
                if (!SheetXml.IsStart(_xml, "c")) continue;
                // A cell that does not say where it stands is the next.
                var place = ColumnOf(_xml.GetAttribute("r")) ?? next;
                if (place < next || place >= ColumnsMax) throw new InvalidDataException("its cells are not in order");
                for (; column < place; column++) Add((byte)',');
                ReadCell();
                next = place + 1;
            }
        }

        Add((byte)'\n');
    }

    private void ReadCell()
    {
        var type = _xml.GetAttribute("t");
        var style = Number(_xml.GetAttribute("s")) ?? 0;
        _text.Clear();
        if (!_xml.IsEmptyElement)
        {
            while (_xml.Read() && !SheetXml.IsEnd(_xml, "c"))
            {
                while (SheetXml.IsStart(_xml, "rPh")) _xml.Skip();
                if (SheetXml.IsStart(_xml, "v") || SheetXml.IsStart(_xml, "t")) SheetXml.AddText(_xml, _text);
            }
        }

        if (_text.Length == 0) return;
        var text = _text.ToString();
        if (type == "s") AddCell(_texts[Number(text.Trim()) ?? -1]);
        else if (type is null or "n") AddCell(Encoding.UTF8.GetBytes(SheetNumber.Text(text, _styles[style], _from1904)));
        else if (type == "b") AddCell(text.Trim() == "1" ? "true"u8 : "false"u8);
        else AddCell(Encoding.UTF8.GetBytes(text));
    }

    private void AddCell(ReadOnlySpan<byte> cell)
    {
        var quoted = cell.ContainsAny(",\"\r\n"u8);
        if (quoted) Add((byte)'"');
        foreach (var letter in cell)
        {
            if (letter == '"') Add(letter);
            // A row is one line.
            Add(letter is (byte)'\r' or (byte)'\n' ? (byte)' ' : letter);
        }

        if (quoted) Add((byte)'"');
    }

    private void Add(byte letter)
    {
        if (_end == _line.Length) Array.Resize(ref _line, _line.Length * 2);
        _line[_end++] = letter;
    }

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    // AB12: the 28th column.
    private static int? ColumnOf(string? reference)
    {
        if (reference is null) return null;
        var column = 0;
        foreach (var letter in reference)
        {
            if (!char.IsAsciiLetter(letter) || column > ColumnsMax) break;
            column = column * 26 + (letter & 0x1F);
        }

        return column == 0 ? null : column - 1;
    }
}
