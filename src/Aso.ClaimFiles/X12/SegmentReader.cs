using System.Buffers;
using System.Buffers.Binary;
using Aso.ClaimFiles.Defects;

namespace Aso.ClaimFiles.X12;

internal enum SegmentRead : byte
{
    /// <summary>The bytes at hand end inside a segment: call <see cref="SegmentReader.FillAsync"/>.</summary>
    NeedMore,
    Segment,

    /// <summary>Bytes outside any interchange, or too long to be a segment, were skipped.</summary>
    Junk,
    End,
}

/// <summary>
/// X12 segments from a stream, one at a time, each with the absolute offset of its first byte. Nothing is allocated
/// per segment: a segment is a span over one rented buffer, valid until the next <see cref="Read"/>. Delimiters come
/// from each interchange's own ISA. What files.md section 5 calls unlucky is stepped over and counted in
/// <see cref="Repairs"/>.
/// </summary>
internal sealed partial class SegmentReader(Stream stream, int bufferBytes = SegmentReader.BufferBytes) : IDisposable
{
    public const int BufferBytes = 128 * 1024;

    /// <summary>No real segment comes near; beyond it the text is not X12.</summary>
    public const int SegmentBytesMax = 1 << 20;

    private const int ElementsMax = 64;
    private const int IndexBytes = 16 * 1024;

    private readonly DelimiterMasks _masks = new();
    private readonly int[] _starts = new int[ElementsMax + 2];
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(bufferBytes);
    private byte[] _unwrapped = [];
    private byte[] _text = [];
    private int _from;
    private int _to;
    private int _next;
    private int _end;
    private int _indexed;
    private long _origin;
    private bool _complete;
    private bool _inside;
    private bool _begun;
    private bool _over;

    public X12Repairs Repairs { get; } = new();

    public Delimiters Delimiters { get; private set; } = Delimiters.Usual;

    /// <summary>Bytes from the stream's start to the current segment's first byte (0-based).</summary>
    public long Offset { get; private set; }

    /// <summary>The segment's letters (<see cref="SegmentId"/>), 0 where they are not a segment's.</summary>
    public uint Id { get; private set; }

    /// <summary>The file ended, or another segment began, before this one's terminator.</summary>
    public bool Unterminated { get; private set; }

    /// <summary>After <see cref="SegmentRead.Junk"/>: how many bytes were skipped.</summary>
    public long JunkBytes { get; private set; }

    /// <summary>Bytes of the stream consumed so far.</summary>
    public long Position => _origin + _next;

    /// <summary>Elements of the current segment, its id included; valid after <see cref="Split"/>.</summary>
    public int Count { get; private set; }

    /// <summary>The current segment, without its terminator.</summary>
    public ReadOnlySpan<byte> Text => _text.AsSpan(_from, _to - _from);

    /// <summary>An element by its number (the id is 0); empty where the segment has none.</summary>
    public ReadOnlySpan<byte> this[int number]
    {
        get
        {
            if (number >= Count) return default;
            // Places lie within an array: their arithmetic cannot overflow.
            unchecked
            {
                var start = _starts[number];
                return new ReadOnlySpan<byte>(_text, start, _starts[number + 1] - 1 - start);
            }
        }
    }

    /// <summary>Finds the current segment's elements. Segments nobody asks about are never split.</summary>
    public void Split()
    {
        if (Count > 0) return;
        if (ReferenceEquals(_text, _bytes))
        {
            Count = _masks.Split(_from, _to, _starts);
            return;
        }

        _starts[0] = _from;
        Count = 1;
        for (var index = _from; index < _to && Count < ElementsMax; index++)
            if (_text[index] == Delimiters.Element) _starts[Count++] = index + 1;
        _starts[Count] = _to + 1;
    }

    /// <summary>Reads more of the stream. Call it when <see cref="Read"/> needs more.</summary>
    public async ValueTask FillAsync(CancellationToken cancellation)
    {
        if (_next > 0)
        {
            Buffer.BlockCopy(_bytes, _next, _bytes, 0, _end - _next);
            _origin += _next;
            _end -= _next;
            _next = 0;
            _indexed = 0;
            _masks.Clear();
        }

        // The masks read whole blocks, so the last one must lie within the buffer.
        if (_end > _bytes.Length - DelimiterMasks.BlockBytes * 2) Grow();
        var room = _bytes.Length / DelimiterMasks.BlockBytes * DelimiterMasks.BlockBytes - _end;
        var read = await stream.ReadAsync(_bytes.AsMemory(_end, room), cancellation).ConfigureAwait(false);
        if (read == 0) _complete = true;
        _end += read;
    }

    /// <summary>Moves to the next segment, if the bytes at hand hold one.</summary>
    public SegmentRead Read()
    {
        if (_over) return SegmentRead.End;
        if (!_inside)
        {
            var found = SeekInterchange();
            if (found != SegmentRead.Segment) return found;
        }

        DefectSwitch.Pass(DefectPlace.Segment);

        if (TryReadPlain()) return SegmentRead.Segment;
        while (true)
        {
            if (_next < _end && _bytes[_next] <= ' ') SkipLayout();
            if (_next == _end) return _complete ? SegmentRead.End : SegmentRead.NeedMore;
            if (_bytes[_next] == Delimiters.Terminator)
            {
                if (!Delimiters.TerminatedByLine) Repairs.Count(X12Repair.EmptySegment, Position);
                else Repairs.Count(X12Repair.BlankLine, Position);
                _next++;
                continue;
            }

            return TryReadPlain() ? SegmentRead.Segment : ReadSegment();
        }
    }

    /// <summary>
    /// After our own code threw in <see cref="Read"/>: goes on behind the next terminator or, outside an interchange,
    /// at the next one's first letters.
    /// </summary>
    public void SkipSegment()
    {
        Offset = Position;
        Id = 0;
        Count = 0;
        _over = _next == _end && _complete;
        if (_next == _end) return;
        var rest = _bytes.AsSpan(_next + 1, _end - _next - 1);
        var next = _inside ? rest.IndexOf(Delimiters.Terminator) : rest.IndexOf("ISA"u8);
        _next = next < 0 ? _end : _next + 1 + next + (_inside ? 1 : 0);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    // Nearly every segment: short, terminated, without a line break in it, and none an interchange begins or ends
    // with.
    private bool TryReadPlain()
    {
        // Places lie within an array: their arithmetic cannot overflow.
        unchecked
        {
            var bytes = _bytes;
            var from = _next;
            if (_end - from < 2) return false;
            var broken = bytes[from] == '\n' && !Delimiters.TerminatedByLine;
            if (broken) from++;
            if (bytes[from] is <= (byte)' ' or (byte)'I') return false;
            var to = _masks.NextTerminator(from);
            if (to - from is < 4 or >= InterchangeHeader.Length) return false;
            var letters = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(from, 4));
            var separator = Delimiters.Element;
            int length;
            if ((byte)(letters >> 16) == separator) length = 2;
            else if ((byte)(letters >> 24) == separator) length = 3;
            else return false;
            var id = length == 2 ? letters & 0xFFFF : letters & 0xFFFFFF;
            if ((byte)(id >> 8) <= ' ' || (length == 3 && id >> 16 <= ' ')) return false;
            var rest = from + length + 1;
            if (bytes[to - 1] <= ' ' || (rest < to && _masks.HasRare(rest, to))) return false;
            if (broken) Repairs.Count(X12Repair.LineBreaks, _origin + from - 1);
            // Nearly always it is; to write a reference costs more than to compare it.
            if (!ReferenceEquals(_text, bytes)) _text = bytes;
            (_from, _to, _next) = (from, to, to + 1);
            Offset = _origin + from;
            Id = id;
            Count = 0;
            Unterminated = false;
            return true;
        }
    }

    private SegmentRead ReadSegment()
    {
        var from = _next;
        if (_bytes[from] == 'I' && _end - from < InterchangeHeader.Length + 2 && !_complete)
            return SegmentRead.NeedMore;
        var header = false;
        if (_bytes[from] == 'I' && _bytes.AsSpan(from, _end - from).StartsWith("ISA"u8))
        {
            var read = InterchangeHeader.TryRead(_bytes.AsSpan(from, _end - from), _complete, out var delimiters);
            if (read == HeaderRead.NeedMore) return SegmentRead.NeedMore;
            header = read == HeaderRead.Valid;
            if (header) Adopt(delimiters, from);
        }

        var to = _masks.NextTerminator(from);
        while (to < 0 && _indexed < _end)
        {
            Index();
            to = _masks.NextTerminator(from);
        }

        Unterminated = to < 0;
        if (Unterminated)
        {
            if (!_complete && _end - from < SegmentBytesMax) return SegmentRead.NeedMore;
            to = _end;
        }

        var next = Unterminated ? to : to + 1;
        if (!header && (to - from >= InterchangeHeader.Length || Unterminated))
        {
            var inner = FindHeader(from + 1, to);
            if (inner >= 0)
            {
                (to, next, Unterminated) = (inner, inner, true);
            }
            else if (Unterminated && !_complete)
            {
                return SkipJunk(from, to);
            }
        }

        if (GluedSegment(from, to) is var glued and >= 0)
        {
            (to, next, Unterminated) = (glued, glued, true);
            Repairs.Count(X12Repair.MissingTerminator, _origin + glued);
        }

        Take(from, to, header);
        if (header) CountDelimiters(from);
        _next = next;
        if (Id == SegmentId.Iea && X12Envelope.IsEnvelope(this)) _inside = false;
        return SegmentRead.Segment;
    }

    private void Take(int from, int to, bool header)
    {
        Offset = _origin + from;
        Count = 0;
        (_text, _from, _to) = (_bytes, from, to);
        if (Delimiters.TerminatedByLine)
        {
            while (_to > _from && _bytes[_to - 1] is (byte)'\r' or (byte)' ' or (byte)'\t') _to--;
        }
        else if (_masks.HasBreak(from, to))
        {
            Unwrap(from, to);
        }

        var length = 0;
        while (length < 4 && _from + length < _to && _text[_from + length] != Delimiters.Element) length++;
        Id = SegmentId.FromText(_text.AsSpan(_from, length));
        if (Id == SegmentId.Isa && !header) Id = 0;
    }

    // Line breaks laid through a segment, by a wrap at 80 columns or by hand, belong to no element.
    private void Unwrap(int from, int to)
    {
        if (_unwrapped.Length < to - from) _unwrapped = new byte[Math.Max(1024, (to - from) * 2)];
        var count = 0;
        for (var index = from; index < to; index++)
            if (_bytes[index] is not ((byte)'\r' or (byte)'\n')) _unwrapped[count++] = _bytes[index];
        (_text, _from, _to) = (_unwrapped, 0, count);
        Repairs.Count(X12Repair.Wrapped, _origin + from);
    }

    // A lost terminator must not swallow the next claim or patient: their first segment is recognized by its elements.
    private int GluedSegment(int from, int to)
    {
        var first = _masks.NextGlue(from, to);
        if (first < 0) return -1;
        if (first <= from + 3) first = _masks.NextGlue(first + 1, to);
        for (; first >= 0; first = _masks.NextGlue(first + 1, to))
        {
            var length = _bytes[first - 1] == 'L' ? 2 : 3;
            var start = first - length;
            if (start <= from) continue;
            var rest = _bytes.AsSpan(start, to - start);
            if (length == 2 ? GluedSegments.IsHierarchy(rest, Delimiters.Element)
                : GluedSegments.IsClaim(rest, Delimiters.Element)) return start;
        }

        return -1;
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
        Buffer.BlockCopy(_bytes, 0, larger, 0, _end);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
