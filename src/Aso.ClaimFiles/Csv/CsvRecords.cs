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
    private CsvHeader? _header;
    private int _row;

    private CsvRecords(WholeRecords whole, char delimiter)
    {
        _whole = whole;
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
    public long Line { get; private set; }

    public long BytesRead => _whole.BytesRead;

    /// <summary>What is wrong with the row as a row; null where nothing is.</summary>
    public string? Broken { get; private set; }

    /// <summary>A cell by its column's number in the names the records were opened with, trimmed; empty where
    /// none.</summary>
    public string this[int column]
    {
        get
        {
            var place = _header![column];
            return place < 0 || place >= _parser.Count ? "" : Trimmed(_parser[place]);
        }
    }

    /// <summary>Opens the records and reads the header; null where it cannot be used, which is then in the
    /// report.</summary>
    public static async ValueTask<CsvRecords?> OpenAsync(
        Containers.PeekedStream content, string[] names, FileReport report, string? entry)
    {
        var head = content.Head;
        if (head.Span.StartsWith("\uFEFF"u8))
            report.Repair(new Remark(FilePosition.AtByte(0, entry), null, "layout", "a byte order mark was skipped"));
        var delimiter = CsvHeader.DelimiterOf(FirstLine(head.Span));
        if (delimiter != ',')
            report.Repair(new Remark(
                FilePosition.AtLine(1, entry), null, "layout",
                "cells are separated by another sign than a comma; read by it"));
        var records = new CsvRecords(new WholeRecords(content, (byte)delimiter), delimiter);
        if (await records._parser.ReadAsync())
        {
            records._row = records._parser.RawRow;
            records._header = CsvHeader.Read(records._parser.Record!, names, report, entry);
        }

        if (records._header is not null) return records;
        records.Dispose();
        report.NothingReadIn(entry, "the CSV has no header that can be used");
        return null;
    }

    /// <summary>Whether the file has the column at all.</summary>
    public bool Has(int column) => _header![column] >= 0;

    public async ValueTask<bool> ReadAsync()
    {
        if (!await _parser.ReadAsync()) return false;
        Line = _parser.RawRow;
        if (Line - _row > 1) Line -= _parser.RawRecord.TrimEnd('\r', '\n').Count(letter => letter == '\n');
        _row = _parser.RawRow;
        Broken = null;
        while (_whole.BrokenLines.TryPeek(out var broken) && broken <= _row)
        {
            _whole.BrokenLines.Dequeue();
            if (broken >= Line) Broken = "quotes in pairs";
        }

        if (_parser.Count > _header!.Count && HasSurplus())
            Broken ??= string.Create(CultureInfo.InvariantCulture, $"{_header.Count} cells, as the header has");
        else if (_parser.Count < _header.Count && !_parser.RawRecord.EndsWith('\n'))
            Broken ??= string.Create(
                CultureInfo.InvariantCulture,
                $"{_header.Count} cells, as the header has; the file ends inside this row");
        return true;
    }

    public void Dispose()
    {
        _parser.Dispose();
        _text.Dispose();
        _whole.Dispose();
    }

    private bool HasSurplus()
    {
        for (var index = _header!.Count; index < _parser.Count; index++)
            if (_parser[index].AsSpan().Trim().Length > 0) return true;
        return false;
    }

    private static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart("\uFEFF \t\r\n"u8);
        var end = text.IndexOfAny((byte)'\r', (byte)'\n');
        return end < 0 ? text : text[..end];
    }

    private static string Trimmed(string cell) =>
        cell.Length > 0 && (char.IsWhiteSpace(cell[0]) || char.IsWhiteSpace(cell[^1])) ? cell.Trim() : cell;
}
