using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Aso.ClaimFiles.Csv;

/// <summary>Takes a record with quotes apart, by CsvHelper.</summary>
internal sealed class QuotedRecord : IDisposable
{
    private readonly OneRecord _text = new();
    private readonly CsvParser _parser;

    public QuotedRecord(char delimiter) =>
        _parser = new CsvParser(_text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter.ToString(),
            // The data of a person must not reach a message.
            ExceptionMessagesContainRawData = false,
            BadDataFound = null,
            ProcessFieldBufferSize = 4096,
        });

    /// <summary>The record's cells; valid until the next record.</summary>
    public string[] Cells(ReadOnlySpan<byte> record)
    {
        _text.Set(record);
        return _parser.Read() ? _parser.Record ?? [] : [];
    }

    public void Dispose()
    {
        _parser.Dispose();
        _text.Dispose();
    }

    /// <summary>Gives the parser one record at a time, and then an end that is not the last.</summary>
    private sealed class OneRecord : TextReader
    {
        private char[] _text = new char[4096];
        private int _next;
        private int _end;

        public void Set(ReadOnlySpan<byte> record)
        {
            if (_text.Length < record.Length) _text = new char[record.Length * 2];
            (_next, _end) = (0, Encoding.UTF8.GetChars(record.TrimEnd("\r\n"u8), _text));
        }

        public override int Read(char[] buffer, int index, int count)
        {
            count = Math.Min(count, _end - _next);
            _text.AsSpan(_next, count).CopyTo(buffer.AsSpan(index));
            _next += count;
            return count;
        }
    }
}
