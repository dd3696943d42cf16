namespace Aso.ClaimFiles.X12;

/// <content>Where interchanges begin, what lies between them, and the delimiters each brings.</content>
internal sealed partial class SegmentReader
{
    private SegmentRead SeekInterchange()
    {
        if (!_begun)
        {
            if (_end - _next < 3 && !_complete) return SegmentRead.NeedMore;
            _begun = true;
            if (_bytes.AsSpan(_next, _end - _next).StartsWith("\uFEFF"u8))
            {
                Repairs.Count(X12Repair.ByteOrderMark, Position);
                _next += 3;
            }
        }

        var blanks = _next;
        while (_next < _end && (_bytes[_next] <= ' ' || _bytes[_next] == Delimiters.Terminator)) _next++;
        CountControlBytes(blanks, _next);
        if (_next == _end) return _complete ? SegmentRead.End : SegmentRead.NeedMore;
        var from = _next;
        for (var place = from; ; place++)
        {
            var step = _bytes.AsSpan(place, _end - place).IndexOf((byte)'I');
            place = step < 0 ? _end : place + step;
            var read = InterchangeHeader.TryRead(_bytes.AsSpan(place, _end - place), _complete, out var delimiters);
            if (place < _end && read == HeaderRead.NotAHeader) continue;
            if (place > from) return SkipJunk(from, place);
            if (read != HeaderRead.Valid) return SegmentRead.NeedMore;
            _inside = true;
            Adopt(delimiters, from);
            return SegmentRead.Segment;
        }
    }

    private SegmentRead SkipJunk(int from, int to)
    {
        Offset = _origin + from;
        JunkBytes = to - from;
        _next = to;
        return SegmentRead.Junk;
    }

    // The place of another interchange's ISA in [from, to), or -1.
    private int FindHeader(int from, int to)
    {
        while (from < to)
        {
            var step = _bytes.AsSpan(from, to - from).IndexOf("ISA"u8);
            if (step < 0) return -1;
            from += step;
            if (InterchangeHeader.TryRead(_bytes.AsSpan(from, _end - from), true, out _) == HeaderRead.Valid)
                return from;
            from++;
        }

        return -1;
    }

    private void Adopt(in Delimiters delimiters, int from)
    {
        if (delimiters == Delimiters && _indexed >= from) return;
        Delimiters = delimiters;
        _indexed = from;
        Index();
    }

    // A stretch at a time, so that interchanges which each bring other delimiters cannot make the work quadratic.
    private void Index()
    {
        var end = Math.Min(_end, _indexed + IndexBytes);
        _masks.Index(_bytes, _indexed, end, Delimiters);
        _indexed = end;
    }

    private void SkipLayout()
    {
        var terminator = Delimiters.Terminator;
        var from = _next;
        while (_next < _end && _bytes[_next] <= ' ' && _bytes[_next] != terminator
               && _bytes[_next] != Delimiters.Element) _next++;
        if (_next == from) return;
        var blank = _bytes.AsSpan(from, _next - from);
        if (blank.IndexOfAny((byte)' ', (byte)'\t') >= 0) Repairs.Count(X12Repair.Indented, _origin + from);
        if (!Delimiters.TerminatedByLine && blank.IndexOfAny((byte)'\n', (byte)'\r') >= 0)
            Repairs.Count(X12Repair.LineBreaks, _origin + from);
        CountControlBytes(from, _next);
    }

    private void CountControlBytes(int from, int to)
    {
        var place = _bytes.AsSpan(from, to - from).IndexOfAnyExcept(" \t\r\n"u8);
        if (place >= 0 && _bytes[from + place] != Delimiters.Terminator)
            Repairs.Count(X12Repair.ControlBytes, _origin + from + place);
    }

    private void CountDelimiters(int from)
    {
        if (Delimiters.TerminatedByLine) Repairs.Count(X12Repair.LineTerminators, _origin + from);
        if (Delimiters is not { Element: (byte)'*', Component: (byte)':' }
            || (!Delimiters.TerminatedByLine && Delimiters.Terminator != '~'))
            Repairs.Count(X12Repair.OtherDelimiters, _origin + from);
    }
}
