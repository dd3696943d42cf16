using System.Buffers;
using Aso.ClaimFiles.Containers;

namespace Aso.ClaimFiles.Csv;

/// <summary>
/// Lets a CSV through so that a quote that is never closed costs its own line and not the rest of the file. A line
/// with an odd number of quotes is joined with the lines up to the next such one only where that gives a whole
/// record; otherwise its quotes are blotted out and its number is remembered in <see cref="BrokenLines"/>.
/// </summary>
internal sealed class WholeRecords(Stream inner, byte delimiter) : ForwardOnlyStream
{
    private const int BufferBytes = 64 * 1024;
    private const int JoinedLinesMax = 50;

    /// <summary>A longer line is not a record: what is beyond is dropped, and the line is broken.</summary>
    private const int LineBytesMax = 1 << 20;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int _next;
    private int _checked;
    private int _end;
    private int _columns;
    private long _line;
    private bool _complete;
    private bool _dropping;

    /// <summary>
    /// Lines (1-based) that are too long or whose quotes do not pair; the oldest first. Taken away by the reader of
    /// the rows.
    /// </summary>
    public Queue<long> BrokenLines { get; } = new();

    /// <summary>Bytes read so far.</summary>
    public long BytesRead { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_next == _checked)
        {
            if (_complete && _checked == _end) return 0;
            await FillAsync(cancellationToken);
            Check();
        }

        var count = Math.Min(buffer.Length, _checked - _next);
        _bytes.AsSpan(_next, count).CopyTo(buffer.Span);
        _next += count;
        return count;
    }

    public override int Read(Span<byte> buffer) => throw new NotSupportedException("read async");

    protected override void Dispose(bool disposing)
    {
        if (disposing && _bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        base.Dispose(disposing);
    }

    private async ValueTask FillAsync(CancellationToken cancellation)
    {
        if (_next > 0)
        {
            Buffer.BlockCopy(_bytes, _next, _bytes, 0, _end - _next);
            (_end, _checked, _next) = (_end - _next, _checked - _next, 0);
        }

        if (_end == _bytes.Length) Grow();
        var read = await inner.ReadAsync(_bytes.AsMemory(_end), cancellation);
        _complete = read == 0;
        BytesRead += read;
        if (_dropping) Drop(read);
        else _end += read;
    }

    private void Drop(int read)
    {
        var line = _bytes.AsSpan(_end, read).IndexOf((byte)'\n');
        if (line < 0) return;
        _dropping = false;
        Buffer.BlockCopy(_bytes, _end + line, _bytes, _end, read - line);
        _end += read - line;
    }

    // Moves the checked end past every whole record at hand.
    private void Check()
    {
        while (_checked < _end)
        {
            var rest = _bytes.AsSpan(_checked, _end - _checked);
            if (rest.Length >= LineBytesMax && !rest.Contains((byte)'\n'))
            {
                rest.Replace((byte)'"', (byte)'?');
                BrokenLines.Enqueue(_line + 1);
                _dropping = true;
                Pass(rest.Length);
                continue;
            }

            if (!rest.Contains((byte)'"'))
            {
                if (!PassUnquoted(rest)) return;
                continue;
            }

            var length = LineLength(rest);
            if (length < 0) return;
            if (rest[..length].Count((byte)'"') % 2 != 0)
            {
                length = Join(rest, length);
                if (length < 0) return;
            }

            Pass(length);
        }
    }

    private bool PassUnquoted(ReadOnlySpan<byte> rest)
    {
        var last = rest.LastIndexOf((byte)'\n');
        if (last < 0 && !_complete) return false;
        Pass(last < 0 ? rest.Length : last + 1);
        return true;
    }

    private int LineLength(ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'\n');
        if (end >= 0) return end + 1;
        return _complete || rest.Length >= LineBytesMax ? rest.Length : -1;
    }

    private void Pass(int length)
    {
        var passed = _bytes.AsSpan(_checked, length);
        if (_line == 0) _columns = Delimiters(passed[..Math.Max(0, passed.IndexOf((byte)'\n'))]);
        _line += passed.Count((byte)'\n');
        _checked += length;
    }

    // The length of the record that starts with an odd line; -1 where more bytes are needed to tell.
    private int Join(Span<byte> rest, int first)
    {
        var length = first;
        for (var lines = 1; lines < JoinedLinesMax && length < rest.Length; lines++)
        {
            var next = LineLength(rest[length..]);
            if (next < 0 && rest.Length < LineBytesMax) return -1;
            if (next < 0) break;
            var odd = rest.Slice(length, next).Count((byte)'"') % 2 != 0;
            length += next;
            if (!odd) continue;
            if (Delimiters(rest[..length]) == _columns) return length;
            break;
        }

        if (length == rest.Length && !_complete && length < LineBytesMax) return -1;
        rest[..first].Replace((byte)'"', (byte)'?');
        BrokenLines.Enqueue(_line + 1);
        return first;
    }

    private int Delimiters(ReadOnlySpan<byte> record)
    {
        var (count, quoted) = (0, false);
        foreach (var letter in record)
        {
            if (letter == '"') quoted = !quoted;
            else if (letter == delimiter && !quoted) count++;
        }

        return count;
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
        Buffer.BlockCopy(_bytes, 0, larger, 0, _end);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
