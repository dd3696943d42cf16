using System.Globalization;
using System.Text;
using Aso.ClaimFiles.Defects;
using Aso.ClaimFiles.Layouts;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Streams;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Csv;

/// <summary>
/// The rows of a CSV: cells by known column, line numbers, rows that are broken as such. Records without quotes, most
/// of any file, are split where they stand; the others are taken apart by CsvHelper.
/// </summary>
internal sealed class CsvRecords : IDisposable
{
    private const int CellsMax = 16 * 1024;

    private static readonly HashSet<string> Dates = new(StringComparer.Ordinal)
    {
        "serviceFrom", "serviceTo", "received", "paidDate", "disabilityStart", "birthDate", "effective", "termination", "date",
    };

    private readonly string[] _names;
    private readonly RecordReader _reader;
    private readonly QuotedRecord _quoted;
    private readonly HeaderPlace _place;
    private readonly CellMender _mender;
    private readonly FixedWidths? _widths;
    private CsvHeader? _header;
    private int[] _starts = new int[64];
    private byte[] _unquoted = [];
    private int _count;
    private bool _copied;
    private long _blankLines;
    private long _firstBlank;

    // Where the content had to be read twice.
    private FileStream? _spooled;

    private CsvRecords(Stream content, HeaderPlace place, string[] names, Layout? layout)
    {
        _place = place;
        _names = names;
        _mender = new CellMender(names, layout);
        _widths = layout?.IsFixedWidth == true ? new FixedWidths(names, layout) : null;
        _reader = new RecordReader(content, (byte)place.Delimiter, place.LineEnd, hasQuotes: _widths is null);
        _quoted = new QuotedRecord(place.Delimiter);
    }

    /// <summary>The line, 1-based, on which the current row starts.</summary>
    public long Line => _reader.Line + _place.Lines;

    /// <summary>The row's bytes with its line end; valid until the next row is read.</summary>
    public ReadOnlySpan<byte> Text => _reader.Original ?? _reader.Text;

    /// <summary>What is wrong with the row as a row; null where nothing is.</summary>
    public string? Broken { get; private set; }

    /// <summary>What our own code threw when it took the row apart; null where nothing.</summary>
    public Exception? Thrown { get; private set; }

    /// <summary>The lines up to the header, where a layout counts them, and the header; each with its end.</summary>
    public byte[] Beginning { get; private set; } = [];

    public byte Delimiter => (byte)_place.Delimiter;

    /// <summary>Columns of the file, without those that a repair file adds.</summary>
    public int Columns => _header!.Count - (_header.IsRepair ? 2 : 0);

    /// <summary>A line names its columns.</summary>
    public bool HasHeader { get; private set; } = true;

    /// <summary>It is a repair file that was dropped.</summary>
    public bool IsRepair => _header!.IsRepair;

    /// <summary>Its columns stand at fixed places.</summary>
    public bool IsFixedWidth => _widths is not null;

    /// <summary>A cell by its column's number in the names the records were opened with, trimmed; empty where
    /// none. Valid until the next row is read.</summary>
    public ReadOnlySpan<byte> this[int column]
    {
        get
        {
            var place = _header![column];
            if (place < 0 || place >= _count) return Beside(column);
            var cell = Cell(place);
            if (!_mender.IsPlain(cell)) cell = _mender.Mend(column, cell, Line);
            return Header is not null && cell.IsEmpty ? Beside(column) : cell;
        }
    }

    /// <summary>Where the row is one of a claim whose header stands in another file: what it takes from there.</summary>
    public ClaimHeader? Header { get; set; }

    /// <summary>Whether the file has a column, or a layout a value for it.</summary>
    public bool Has(int column) => _header![column] >= 0 || !_mender.Constant(column).IsEmpty;

    /// <summary>Where in a file of headers a cell stands, or should; null: in this one.</summary>
    public FilePosition? HeaderAt(int column) =>
        Header is { } header && !ClaimJoin.IsOfLine(column) && header.Has(column)
        && (_header![column] < 0 || !header[column].IsEmpty) ? header.At : null;

    private ReadOnlySpan<byte> Beside(int column)
    {
        if (Header is not { } header || ClaimJoin.IsOfLine(column)) return _mender.Constant(column);
        var cell = header[column];
        return cell.IsEmpty ? _mender.Constant(column) : cell;
    }

    /// <summary>What is wrong with a column of the current row.</summary>
    public CsvFault FaultOf(int column, string expected)
    {
        var name = _names[column];
        var isMissing = !Has(column) && HeaderAt(column) is null;
        if (!isMissing)
            return new CsvFault(
                name, expected, Line, PersonFields.Quote(name, this[column]),
                IsShifted: PersonFields.AreShifted(name, this[column]))
            {
                At = HeaderAt(column),
            };
        var meant = _header!.Unknown.FirstOrDefault(other => NearestName.Of(other, [name]) is not null);
        return new CsvFault(
            name, $"{expected}; the file has no column {name}" + (meant is null ? "" : $": did you mean {meant}?"), Line,
            IsMissing: true);
    }

    /// <summary>Keeps the current row and those after it, until it is called again or they are released.</summary>
    public void Keep() => _reader.Keep();

    public void Release() => _reader.Release();

    /// <summary>The current row, to be found again while it is kept.</summary>
    public KeptRow Row()
    {
        var cells = Math.Min(_count, Columns);
        if (_reader.Original is { } original) return new KeptRow(Line, cells, true, 0, 0, original);
        var text = _reader.Text.TrimEnd("\r\n"u8);
        if (IsRepair && _count > Columns && Broken is null)
        {
            if (_copied)
                return new KeptRow(
                    Line, cells, false, 0, 0,
                    Encoding.UTF8.GetBytes(string.Join(_place.Delimiter, Texts().Take(Columns).Select(Quoted))));
            text = text[..(_starts[Columns] - 1)];
        }

        return new KeptRow(Line, cells, Broken is not null, _reader.Place, text.Length, null);
    }

    /// <summary>A kept row as it came, without its end and without what a repair file added.</summary>
    public ReadOnlySpan<byte> TextOf(in KeptRow row) =>
        row.Own is { } own ? own.AsSpan().TrimEnd("\r\n"u8) : _reader.Kept(row.Place, row.Length);

    /// <summary>Whether a column of that name holds dates.</summary>
    public static bool IsDate(string name) => Dates.Contains(name);

    /// <summary>Reads a date as <c>yyyy-MM-dd</c>, as the layout says, or as all of the column allow.</summary>
    public bool TryDate(int column, ReadOnlySpan<byte> cell, out DateOnly date) =>
        CsvValue.TryDate(cell, out date) || _mender.TryDate(column, cell, Line, out date);

    /// <summary>What should stand in place of a date that could not be read.</summary>
    public string DateWords(int column, ReadOnlySpan<byte> cell) => _mender.DateWords(column, cell);

    /// <summary>Reads an amount from zero on, plain or as the layout or a spreadsheet writes it.</summary>
    public bool TryAmount(int column, ReadOnlySpan<byte> cell, out Cents amount)
    {
        if (!_mender.HasOwnAmounts && CsvValue.TryAmount(cell, out amount)) return true;
        var read = TrySigned(column, cell, out var cents) && FileLimits.IsAmount(cents);
        amount = read ? new Cents(cents) : default;
        return read;
    }

    /// <summary>Reads an amount with its sign: a minus before or behind, or parentheses.</summary>
    public bool TrySigned(int column, ReadOnlySpan<byte> cell, out long cents) =>
        _mender.TryAmount(column, cell, Line, out cents);

    /// <summary>The number in full of an identifier in scientific notation; null where digits are gone.</summary>
    public byte[]? WrittenOut(int column, ReadOnlySpan<byte> cell) => _mender.WrittenOut(column, cell, Line);

    /// <summary>Whether a cell is empty or says that there is none, as <c>N</c>, <c>0</c> or <c>none</c>.</summary>
    public bool IsNone(int column) => _mender.IsNone(column, this[column], Line);

    /// <summary>Opens the records and reads the header; null where it cannot be used, which is then in the
    /// report.</summary>
    public static async ValueTask<CsvRecords?> OpenAsync(
        PeekedStream content, string[] names, Func<string, bool> isHeader, FileReport report, string? entry,
        Layout? layout, CancellationToken cancellation)
    {
        if (content.Head.Span.StartsWith("\uFEFF"u8))
            report.Repair(new Remark(FilePosition.AtByte(0, entry), null, "layout", "a byte order mark was skipped"));
        var place = layout is null
            ? CsvHeader.Find(content.Head.Span, isHeader) : LayoutHeader.Find(content.Head.Span, layout, isHeader);
        content.Skip(place.Bytes);
        if (place.Lines > 0 && layout is null)
            report.Repair(new Remark(
                FilePosition.AtLine(1, entry), null, "layout", "lines before the header were skipped"));
        if (place.Delimiter != ',' && layout is null)
            report.Repair(new Remark(
                FilePosition.AtLine(1, entry), null, "layout",
                "cells are separated by a character other than a comma; that character was used"));
        var spooled = WrittenDate.MayEndInYear(content.Head.Span[place.Bytes..])
            ? await SpoolAsync(content, cancellation) : null;
        var records = new CsvRecords((Stream?)spooled ?? content, place, names, layout)
        {
            _spooled = spooled, Beginning = layout is null ? [] : content.Head.Span[..place.Bytes].ToArray(),
        };
        if (spooled is not null) await records.LearnAsync(spooled, names, layout, cancellation);
        if (await records.ReadHeaderAsync(names, layout, report, entry, cancellation)) return records;
        records.Dispose();
        report.NothingReadIn(entry, "the CSV has no usable header");
        return null;
    }

    /// <summary>Moves to the next row that is not blank.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellation)
    {
        while (await ReadRecordAsync(cancellation))
        {
            if (!_reader.Text.ContainsAnyExceptInRange((byte)0, (byte)' ') || !TakeRowOrMark())
            {
                if (_blankLines++ == 0) _firstBlank = Line;
                continue;
            }

            return true;
        }

        return false;
    }

    /// <summary>What the row says of those before it, where it is a trailer; null: it is a row like them.</summary>
    /// <param name="amount">The column of their amounts; −1: they have none.</param>
    public ControlTotal? Trailer(int amount, string? entry) =>
        _count > 0 && Thrown is null && ControlText.IsTrailer(CellMender.Trimmed(Cell(0)))
            ? ControlText.Trailer(Texts(), amount < 0 ? -1 : _header![amount], FilePosition.AtLine(Line, entry))
            : null;

    /// <summary>The layout that was put right, for the report; call it once, at the end.</summary>
    public void ReportRepairs(FileReport report, string? entry)
    {
        if (_blankLines > 0)
            report.Repair(new Remark(
                FilePosition.AtLine(_firstBlank, entry), null, "layout", "blank lines were skipped", _blankLines));
        _mender.Report(report, entry);
        report.BytesRead += _reader.BytesRead + _place.Bytes;
    }

    public void Dispose()
    {
        _reader.Dispose();
        _quoted.Dispose();
        _spooled?.Dispose();
    }

    private static async ValueTask<FileStream> SpoolAsync(Stream content, CancellationToken cancellation)
    {
        var file = TemporaryFile.Create();
        await content.CopyToAsync(file, cancellation);
        file.Position = 0;
        return file;
    }

    // Reads the whole content once to learn in which order its dates stand, and goes back to its beginning.
    private async ValueTask LearnAsync(
        FileStream content, string[] names, Layout? layout, CancellationToken cancellation)
    {
        using (var before = new CsvRecords(content, _place, names, layout))
        {
            if (!await before.ReadHeaderAsync(names, layout, new FileReport(), null, cancellation)) return;
            int[] columns = [.. names.Index().Where(name => Dates.Contains(name.Item)).Select(name => name.Index)];
            while (await before.ReadAsync(cancellation))
                foreach (var column in columns) before._mender.Learn(column, before[column]);
            _mender.Learn(before._mender);
        }

        content.Position = 0;
    }

    private async ValueTask<bool> ReadHeaderAsync(
        string[] names, Layout? layout, FileReport report, string? entry, CancellationToken cancellation)
    {
        if (layout is { HasHeader: false })
        {
            HasHeader = false;
            _header = LayoutHeader.Read(null, _place, names, layout, report, entry);
            _reader.Delimiters = Math.Max(0, _place.Columns - 1);
            return _header is not null;
        }

        if (!await ReadRecordAsync(cancellation)) return false;
        Beginning = [.. Beginning, .. _reader.Text];
        Split(CellsMax);
        _reader.Delimiters = _count - 1;
        _header = layout is null
            ? CsvHeader.Read(Texts(), names, report, FilePosition.AtLine(_place.Lines + 1, entry))
            : LayoutHeader.Read(Texts(), _place, names, layout, report, entry);
        return _header is not null;
    }

    private ValueTask<bool> ReadRecordAsync(CancellationToken cancellation) => _reader.Read() switch
    {
        RecordRead.Record => ValueTask.FromResult(true),
        RecordRead.End => ValueTask.FromResult(false),
        _ => FillAsync(cancellation),
    };

    private async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        var read = RecordRead.NeedMore;
        while (read == RecordRead.NeedMore)
        {
            await _reader.FillAsync(cancellation);
            read = _reader.Read();
        }

        return read == RecordRead.Record;
    }

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
        var from = 0;
        for (_count = 0; _count < cellsMax;)
        {
            _starts[_count++] = from;
            var end = text[from..].IndexOf(delimiter);
            if (end < 0)
            {
                _starts[_count] = text.Length + 1;
                return false;
            }

            from += end + 1;
        }

        _starts[_count] = from;
        return text[from..].Trim([delimiter, (byte)' ', (byte)'\t']).Length > 0;
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
