using System.Buffers;
using Aso.ClaimFiles.Defects;

namespace Aso.ClaimFiles.Csv;

internal enum RecordRead : byte
{
    /// <summary>The bytes at hand end inside a record: call <see cref="RecordReader.FillAsync"/>.</summary>
    NeedMore,
    Record,
    End,
}

/// <summary>
/// Records of a CSV from a stream, one at a time, each a span over one rented buffer. A line with an odd number of
/// quotes is joined with the lines up to the next such one only where that gives a whole record; otherwise its quotes
/// are blotted out and it is <see cref="IsBroken"/>: a quote that is never closed costs its own line and not the rest
/// of the file. A line that is too long to be a record costs itself and no memory.
/// </summary>
/// <param name="hasQuotes">Quotes enclose cells; otherwise they are characters as others.</param>
internal sealed class RecordReader(Stream stream, byte delimiter, byte lineEnd, bool hasQuotes = true) : IDisposable
{
    private const int BufferBytes = 128 * 1024;
    private const int JoinedLinesMax = 50;

    /// <summary>What is beyond in a line is dropped, and the line is broken.</summary>
    private const int LineBytesMax = 1 << 20;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int _from;
    private int _next;
    private int? _kept;
    private int _end;
    private int _lines;
    private bool _complete;
    private bool _dropping;

    /// <summary>The record, with its line end; valid until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<byte> Text => _bytes.AsSpan(_from, _next - _from);

    /// <summary>The record and what stands behind it in the buffer, whatever that is.</summary>
    public ReadOnlySpan<byte> Ahead => _bytes.AsSpan(_from);

    /// <summary>The line, 1-based, on which the record starts.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>The record as it came, where <see cref="Text"/> is not: its quotes were blotted out.</summary>
    public byte[]? Original { get; private set; }

    /// <summary>Quotes stand in it, in pairs.</summary>
    public bool IsQuoted { get; private set; }

    /// <summary>Its quotes do not pair, or it is too long.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>What our own code threw over the record's line; null where nothing.</summary>
    public Exception? Thrown { get; private set; }

    /// <summary>Delimiters in a whole record; the header's, once that was read.</summary>
    public int? Delimiters { get; set; }

    /// <summary>Bytes read so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Where the record begins, behind the first that is kept.</summary>
    public int Place => _from - (_kept ?? _from);

    /// <summary>Keeps the current record and those after it, instead of others.</summary>
    public void Keep() => _kept = _from;

    public void Release() => _kept = null;

    /// <summary>Bytes of what is kept.</summary>
    public ReadOnlySpan<byte> Kept(int place, int length) => _bytes.AsSpan(_kept!.Value + place, length);

    public async ValueTask FillAsync(CancellationToken cancellation)
    {
        var first = _kept ?? _next;
        Buffer.BlockCopy(_bytes, first, _bytes, 0, _end - first);
        (_end, _next, _from) = (_end - first, _next - first, Math.Max(0, _from - first));
        if (_kept is not null) _kept = 0;
        if (_end == _bytes.Length) Grow();
        var read = await stream.ReadAsync(_bytes.AsMemory(_end), cancellation);
        _complete = read == 0;
        BytesRead += read;
        if (_dropping) Drop(read);
        else _end += read;
    }

    /// <summary>Moves to the next record, if the bytes at hand hold it.</summary>
    public RecordRead Read()
    {
        Thrown = null;
        try
        {
            return Find();
        }
        catch (Exception thrown) when (InternalDefect.IsContained(thrown))
        {
            return TakeLine(thrown);
        }
    }

    private RecordRead Find()
    {
        var rest = _bytes.AsSpan(_next, _end - _next);
        if (rest.IsEmpty) return _complete ? RecordRead.End : RecordRead.NeedMore;
        var length = LineLength(rest);
        if (length < 0 && rest.Length < LineBytesMax) return RecordRead.NeedMore;
        if (length < 0)
        {
            _dropping = true;
            return TakeBroken(rest);
        }

        var line = rest[..length];
        if (!line.Contains((byte)'"') || !hasQuotes) return Take(length, lines: 1, quoted: false);
        if (line.Count((byte)'"') % 2 == 0)
            return IsOneRecord(line, out _) ? Take(length, lines: 1, quoted: true) : TakeBroken(line);
        return Join(rest, ref length) switch
        {
            Joined.Whole => Take(length, rest[..length].Count(lineEnd), quoted: true),
            Joined.NeedMore => RecordRead.NeedMore,
            _ => TakeBroken(line),
        };
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private enum Joined : byte
    {
        Whole,
        NeedMore,
        Broken,
    }

    // Lengthens a line with odd quotes to the whole record that starts with it, if there is one.
    private Joined Join(ReadOnlySpan<byte> rest, ref int length)
    {
        for (var lines = 1; lines < JoinedLinesMax && length < rest.Length; lines++)
        {
            var next = LineLength(rest[length..]);
            if (next < 0) return rest.Length < LineBytesMax ? Joined.NeedMore : Joined.Broken;
            var odd = rest.Slice(length, next).Count((byte)'"') % 2 != 0;
            length += next;
            if (!odd) continue;
            return IsOneRecord(rest[..length], out var delimiters) && delimiters == (Delimiters ?? delimiters)
                ? Joined.Whole : Joined.Broken;
        }

        return length == rest.Length && !_complete && length < LineBytesMax ? Joined.NeedMore : Joined.Broken;
    }

    private RecordRead Take(int length, int lines, bool quoted)
    {
        Line += _lines;
        (_from, _next, _lines) = (_next, _next + length, Math.Max(1, lines));
        (IsQuoted, IsBroken, Original) = (quoted, false, null);
        return RecordRead.Record;
    }

    private RecordRead TakeBroken(Span<byte> line)
    {
        var original = line.ToArray();
        line.Replace((byte)'"', (byte)'?');
        Take(line.Length, lines: 1, quoted: false);
        (IsBroken, Original) = (true, original);
        return RecordRead.Record;
    }

    // The line alone, whatever its quotes say.
    private RecordRead TakeLine(Exception thrown)
    {
        var length = LineLength(_bytes.AsSpan(_next, _end - _next));
        Take(length < 0 ? _end - _next : length, lines: 1, quoted: false);
        (IsBroken, Thrown) = (true, thrown);
        return _from == _next ? RecordRead.End : RecordRead.Record;
    }

    private int LineLength(ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf(lineEnd);
        return end >= 0 ? end + 1 : _complete ? rest.Length : -1;
    }

    // Whether CsvHelper would take these bytes, and no more or less of them, for one row: a field is quoted where it
    // starts with a quote, and line breaks stand in quotes only.
    private bool IsOneRecord(ReadOnlySpan<byte> record, out int delimiters)
    {
        var (inQuotes, isQuoted, isBad, isStart) = (false, false, false, true);
        byte previous = 0;
        delimiters = 0;
        foreach (var letter in record.TrimEnd("\r\n"u8))
        {
            if (isStart) (isQuoted, isBad) = (letter == '"', false);
            if (letter == '"' && isQuoted)
            {
                if (!inQuotes && !isStart && previous != '"') isBad = true;
                else if (!isBad) inQuotes = !inQuotes;
            }

            if (letter is (byte)'\r' or (byte)'\n' && !inQuotes) return false;
            isStart = letter == delimiter && !inQuotes;
            if (isStart) delimiters++;
            previous = letter;
        }

        return !inQuotes;
    }

    private void Drop(int read)
    {
        var kept = read - (_bytes.AsSpan(_end, read).IndexOf(lineEnd) + 1);
        if (kept == read) return;
        _dropping = false;
        Buffer.BlockCopy(_bytes, _end + read - kept, _bytes, _end, kept);
        _end += kept;
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
        Buffer.BlockCopy(_bytes, 0, larger, 0, _end);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
