using System.Globalization;
using System.Numerics;
using System.Runtime.Intrinsics;
using System.Text;
using Aso.ClaimFiles.Defects;

namespace Aso.ClaimFiles.Csv;

/// <content>How a row is taken apart.</content>
internal sealed partial class CsvRecords
{
    // Of a row that our own code fails on, the cells are found in a plainer way: whose claim it is a part of must be
    // known.
    private bool TakeRowOrMark()
    {
        Broken = null;
        Thrown = _reader.Thrown;
        try
        {
            if (Thrown is null)
            {
                DefectSwitch.Pass(DefectPlace.Row);
                return TakeRow();
            }
        }
        catch (Exception thrown) when (InternalDefect.IsContained(thrown))
        {
            Thrown = thrown;
        }

        SplitPlainly();
        return true;
    }

    private void SplitPlainly()
    {
        var text = _reader.Text.TrimEnd("\r\n"u8);
        _copied = true;
        if (_unquoted.Length <= text.Length) _unquoted = new byte[text.Length + 1];
        if (_starts.Length <= _header!.Count) _starts = new int[_header.Count + 1];
        var (to, quoted, previous) = (0, false, (byte)0);
        _starts[0] = 0;
        _count = 1;
        foreach (var letter in text)
        {
            if (letter == '"')
            {
                // Two in quotes are one.
                if (previous == '"' && !quoted) _unquoted[to++] = letter;
                quoted = !quoted;
            }
            else if (letter != _place.Delimiter || quoted)
            {
                _unquoted[to++] = letter;
            }
            else if (_count < _header.Count)
            {
                _starts[_count++] = ++to;
            }
            else
            {
                break;
            }

            previous = letter;
        }

        _starts[_count] = to + 1;
    }

    // False where all of its cells are blank.
    private bool TakeRow()
    {
        var columns = _header!.Count;
        var surplus = _widths is null ? Split(columns) : SplitFixed(_widths);
        Broken = _reader.IsBroken ? "a row of at most 1 MB with every quotation mark closed" : null;
        if (surplus)
            Broken ??= string.Create(CultureInfo.InvariantCulture, $"{Columns} cells, as in the header");
        else if (_reader.Text[^1] != _place.LineEnd && (_widths?.IsCut ?? _count < columns))
            Broken ??= string.Create(
                CultureInfo.InvariantCulture, $"{Columns} cells, as in the header; the file ends inside this row");
        if (surplus || (_count > 0 && !Cell(0).IsEmpty)) return true;
        for (var place = 1; place < _count; place++)
            if (Cell(place).ContainsAnyExceptInRange((byte)0, (byte)' ')) return true;
        return false;
    }

    // Finds the cells, at most so many, and says whether something stands beyond them.
    private bool Split(int cellsMax)
    {
        if (_starts.Length <= Math.Min(cellsMax, CellsMax)) _starts = new int[Math.Min(cellsMax, CellsMax) + 1];
        _copied = _reader.IsQuoted;
        if (_copied) return Copy(_quoted.Cells(_reader.Text), cellsMax);
        var text = _reader.Text.TrimEnd("\r\n"u8);
        var delimiter = (byte)_place.Delimiter;
        _starts[0] = 0;
        _count = 1;
        for (var block = 0; block < text.Length; block += Vector512<byte>.Count)
        {
            for (var found = DelimitersIn(block, text.Length, delimiter); found != 0; found &= found - 1)
            {
                var start = block + BitOperations.TrailingZeroCount(found) + 1;
                _starts[_count] = start;
                if (_count == cellsMax) return text[start..].Trim([delimiter, (byte)' ', (byte)'\t']).Length > 0;
                _count++;
            }
        }

        _starts[_count] = text.Length + 1;
        return false;
    }

    // Where they stand among the 64 bytes of the row from there on, one bit a byte: a search for each costs more.
    private ulong DelimitersIn(int from, int length, byte delimiter)
    {
        var bytes = _reader.Ahead[from..];
        ulong found = 0;
        if (bytes.Length >= Vector512<byte>.Count)
            found = Vector512.Equals(Vector512.Create(bytes[..Vector512<byte>.Count]), Vector512.Create(delimiter))
                .ExtractMostSignificantBits();
        else
            for (var place = 0; place < bytes.Length; place++)
                if (bytes[place] == delimiter) found |= 1UL << place;
        return length - from >= Vector512<byte>.Count ? found : found & ((1UL << (length - from)) - 1);
    }

    private bool SplitFixed(FixedWidths widths)
    {
        _copied = true;
        _count = widths.Count;
        if (_starts.Length <= _count) _starts = new int[_count + 1];
        widths.Split(_reader.Text.TrimEnd("\r\n"u8), ref _unquoted, _starts);
        return false;
    }

    // One byte stands between two cells, as between those of a record without quotes.
    private bool Copy(string[] cells, int cellsMax)
    {
        _count = Math.Min(cells.Length, cellsMax);
        var bytes = 0;
        foreach (var cell in cells) bytes += Encoding.UTF8.GetByteCount(cell) + 1;
        if (_unquoted.Length < bytes) _unquoted = new byte[bytes * 2];
        var from = 0;
        for (var place = 0; place < _count; place++)
        {
            _starts[place] = from;
            from += Encoding.UTF8.GetBytes(cells[place], _unquoted.AsSpan(from)) + 1;
        }

        _starts[_count] = from;
        return cells.Skip(_count).Any(cell => !string.IsNullOrWhiteSpace(cell));
    }

    private ReadOnlySpan<byte> Cell(int place)
    {
        var (from, length) = (_starts[place], _starts[place + 1] - 1 - _starts[place]);
        return _copied ? _unquoted.AsSpan(from, length) : _reader.Text.Slice(from, length);
    }

    private string Quoted(string cell) => cell.AsSpan().ContainsAny(_place.Delimiter, '"', '\n')
        ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;

    private string[] Texts()
    {
        var texts = new string[_count];
        for (var place = 0; place < _count; place++) texts[place] = Encoding.UTF8.GetString(Cell(place));
        return texts;
    }
}
