using System.Text;
using Aso.ClaimFiles.Layouts;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Streams;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Csv;

/// <summary>
/// The rows of a CSV: cells by known column, line numbers, rows that are broken as such. Records without quotes, most
/// of any file, are split where they stand; the others are taken apart by CsvHelper.
/// </summary>
internal sealed partial class CsvRecords : IDisposable
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
    public ValueTask<bool> ReadAsync(CancellationToken cancellation) =>
        Read() is { } isThere ? ValueTask.FromResult(isThere) : FillAndReadAsync(cancellation);

    // Apart, so that a row for which nothing must be waited costs no more than a call.
    private async ValueTask<bool> FillAndReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await _reader.FillAsync(cancellation);
            if (Read() is { } isThere) return isThere;
        }
    }

    // Null where the bytes at hand hold no whole row.
    private bool? Read()
    {
        while (true)
        {
            switch (_reader.Read())
            {
                case RecordRead.NeedMore: return null;
                case RecordRead.End: return false;
                default:
                    if (TakeRecord()) return true;
                    continue;
            }
        }
    }

    // False where the record is blank.
    private bool TakeRecord()
    {
        if (_reader.Text.ContainsAnyExceptInRange((byte)0, (byte)' ') && TakeRowOrMark()) return true;
        if (_blankLines++ == 0) _firstBlank = Line;
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

        var read = _reader.Read();
        for (; read == RecordRead.NeedMore; read = _reader.Read()) await _reader.FillAsync(cancellation);
        if (read == RecordRead.End) return false;
        Beginning = [.. Beginning, .. _reader.Text];
        Split(CellsMax);
        _reader.Delimiters = _count - 1;
        _header = layout is null
            ? CsvHeader.Read(Texts(), names, report, FilePosition.AtLine(_place.Lines + 1, entry))
            : LayoutHeader.Read(Texts(), _place, names, layout, report, entry);
        return _header is not null;
    }
}
