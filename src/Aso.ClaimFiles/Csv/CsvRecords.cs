using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Aso.ClaimFiles.Csv;

/// <summary>The rows of a CSV, by CsvHelper: cells by known column, line numbers, rows that are broken as
/// such.</summary>
internal sealed class CsvRecords : IDisposable
{
    private readonly WholeRecords _whole;
    private readonly StreamReader _text;
    private readonly CsvParser _parser;
    private readonly char _delimiter;
    private readonly HeaderPlace _place;
    private CsvHeader? _header;
    private int[] _starts = new int[64];
    private string _raw = "";
    private bool _plain;
    private int _row;
    private long _line;
    private long _blankLines;
    private long _firstBlank;

    private CsvRecords(WholeRecords whole, char delimiter, HeaderPlace place)
    {
        (_whole, _delimiter, _place) = (whole, delimiter, place);
        _text = new StreamReader(whole, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 64 * 1024);
        _parser = new CsvParser(_text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter.ToString(),
            // The data of a person must not reach a message.
            ExceptionMessagesContainRawData = false,
            BadDataFound = null,
            BufferSize = 64 * 1024,
            ProcessFieldBufferSize = 4096,
        });
    }

    /// <summary>The line, 1-based, on which the current row starts.</summary>
    public long Line => _line + _place.Lines;

    public long BytesRead => _whole.BytesRead + _place.Bytes;

    /// <summary>What is wrong with the row as a row; null where nothing is.</summary>
    public string? Broken { get; private set; }

    /// <summary>A cell by its column's number in the names the records were opened with, trimmed; empty where
    /// none. Valid until the next row is read.</summary>
    public ReadOnlySpan<char> this[int column]
    {
        get
        {
            var place = _header![column];
            return place < 0 || place >= _parser.Count ? default : Cell(place).Trim();
        }
    }

    /// <summary>Opens the records and reads the header; null where it cannot be used, which is then in the
    /// report.</summary>
    public static async ValueTask<CsvRecords?> OpenAsync(
        Containers.PeekedStream content, string[] names, Func<string, bool> isHeader, FileReport report, string? entry)
    {
        if (content.Head.Span.StartsWith("\uFEFF"u8))
            report.Repair(new Remark(FilePosition.AtByte(0, entry), null, "layout", "a byte order mark was skipped"));
        var place = CsvHeader.Find(content.Head.Span, isHeader);
        content.Skip(place.Bytes);
        if (place.Bytes > 0)
            report.Repair(new Remark(
                FilePosition.AtLine(1, entry), null, "layout", "lines before the header were skipped"));
        if (place.Delimiter != ',')
            report.Repair(new Remark(
                FilePosition.AtLine(1, entry), null, "layout",
                "cells are separated by another sign than a comma; read by it"));
        var records = new CsvRecords(
            new WholeRecords(content, (byte)place.Delimiter), place.Delimiter, place);
        if (await records._parser.ReadAsync())
        {
            records._row = records._parser.RawRow;
            records._header = CsvHeader.Read(
                records._parser.Record!, names, report, FilePosition.AtLine(place.Lines + 1, entry));
        }

        if (records._header is not null) return records;
        records.Dispose();
        report.NothingReadIn(entry, "the CSV has no header that can be used");
        return null;
    }

    /// <summary>Moves to the next row that is not blank.</summary>
    public async ValueTask<bool> ReadAsync()
    {
        while (await _parser.ReadAsync())
        {
            Begin();
            if (!IsBlank()) return true;
            CountBlank(_line, 1);
        }

        return false;
    }

    /// <summary>The layout that was put right, for the report; call it once, at the end.</summary>
    public void ReportRepairs(FileReport report, string? entry)
    {
        if (_blankLines > 0)
            report.Repair(new Remark(
                FilePosition.AtLine(_firstBlank + _place.Lines, entry), null, "layout", "blank lines were skipped",
                _blankLines));
        report.BytesRead += BytesRead;
    }

    public void Dispose()
    {
        _parser.Dispose();
        _text.Dispose();
        _whole.Dispose();
    }

    private void Begin()
    {
        _raw = _parser.RawRecord;
        _plain = !_raw.Contains('"') && TrySplit();
        _line = _parser.RawRow;
        if (_line - _row > 1)
        {
            _line -= _raw.AsSpan().TrimEnd("\r\n").Count('\n');
            if (_line - _row > 1) CountBlank(_row + 1, _line - _row - 1);
        }

        _row = _parser.RawRow;
        Broken = null;
        while (_whole.BrokenLines.TryPeek(out var broken) && broken <= _row)
        {
            _whole.BrokenLines.Dequeue();
            if (broken >= _line) Broken = "a row of at most 1 MB whose quotes pair";
        }

        if (_parser.Count > _header!.Count && HasSurplus())
            Broken ??= string.Create(CultureInfo.InvariantCulture, $"{_header.Count} cells, as the header has");
        else if (_parser.Count < _header.Count && !_raw.EndsWith('\n') && !_raw.EndsWith('\r'))
            Broken ??= string.Create(
                CultureInfo.InvariantCulture,
                $"{_header.Count} cells, as the header has; the file ends inside this row");
    }

    // A cell of a row without quotes is a piece of the row's text: no string of its own is made for it.
    private bool TrySplit()
    {
        var count = _parser.Count;
        if (_starts.Length <= count) _starts = new int[count * 2];
        var text = _raw.AsSpan().TrimEnd("\r\n");
        var from = 0;
        for (var cell = 0; cell < count; cell++)
        {
            _starts[cell] = from;
            var end = text[from..].IndexOf(_delimiter);
            if (end < 0)
            {
                _starts[cell + 1] = text.Length + 1;
                return cell == count - 1;
            }

            from += end + 1;
        }

        return false;
    }

    private ReadOnlySpan<char> Cell(int place) =>
        _plain ? _raw.AsSpan(_starts[place], _starts[place + 1] - 1 - _starts[place]) : _parser[place];

    private bool HasSurplus()
    {
        for (var place = _header!.Count; place < _parser.Count; place++)
            if (!Cell(place).IsWhiteSpace()) return true;
        return false;
    }

    private bool IsBlank()
    {
        for (var place = 0; place < _parser.Count; place++)
            if (Cell(place).ContainsAnyExceptInRange('\0', ' ')) return false;
        return true;
    }

    private void CountBlank(long line, long count)
    {
        if (_blankLines == 0) _firstBlank = line;
        _blankLines += count;
    }
}
