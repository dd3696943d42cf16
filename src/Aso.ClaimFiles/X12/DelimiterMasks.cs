using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Aso.ClaimFiles.X12;

/// <summary>
/// Where the delimiters stand in a buffer, one bit a byte, 64 bytes a word. Finding them all in bulk and stepping over
/// bits afterwards is several times faster than searching for each.
/// </summary>
internal sealed class DelimiterMasks
{
    public const int BlockBytes = 64;

    private ulong[] _separators = [];
    private ulong[] _terminators = [];
    private ulong[] _breaks = [];
    private ulong[] _glue = [];
    private ulong[] _rare = [];
    private int _blocks;

    /// <summary>
    /// Indexes <paramref name="bytes"/> up to <paramref name="end"/> from the block that holds <paramref
    /// name="from"/>. The buffer must be readable to the end of the last block.
    /// </summary>
    public void Index(byte[] bytes, int from, int end, in Delimiters delimiters)
    {
        var blocks = (end + BlockBytes - 1) / BlockBytes;
        if (blocks > _separators.Length) Grow(bytes.Length / BlockBytes + 1);
        var first = from / BlockBytes;
        var separator = Vector512.Create(delimiters.Element);
        var terminator = Vector512.Create(delimiters.Terminator);
        // A line break that ends segments is structure; only the other kind is layout to be taken out.
        var feed = Vector512.Create(delimiters.TerminatedByLine ? (byte)'\r' : (byte)'\n');
        var carriage = Vector512.Create((byte)'\r');
        var letterH = Vector512.Create((byte)'H');
        var letterL = Vector512.Create((byte)'L');
        var letterM = Vector512.Create((byte)'M');
        ref var start = ref MemoryMarshal.GetArrayDataReference(bytes);
        var (before, beforeThat) = first > 0 ? (bytes[first * BlockBytes - 1], bytes[first * BlockBytes - 2]) : default;
        var carryH = before == 'H' ? 1UL : 0UL;
        var carryL = before == 'L' ? 1UL : 0UL;
        var carryPair = (beforeThat, before) is ((byte)'H', (byte)'L') or ((byte)'L', (byte)'M') ? 1UL : 0UL;
        for (var block = first; block < blocks; block++)
        {
            var text = Vector512.LoadUnsafe(ref start, (nuint)(block * BlockBytes));
            var separators = Vector512.Equals(text, separator).ExtractMostSignificantBits();
            _separators[block] = separators;
            _terminators[block] = Vector512.Equals(text, terminator).ExtractMostSignificantBits();
            var breaks = (Vector512.Equals(text, feed) | Vector512.Equals(text, carriage)).ExtractMostSignificantBits();
            _breaks[block] = breaks;
            var h = Vector512.Equals(text, letterH).ExtractMostSignificantBits();
            var l = Vector512.Equals(text, letterL).ExtractMostSignificantBits();
            var m = Vector512.Equals(text, letterM).ExtractMostSignificantBits();
            var pairs = ((h << 1 | carryH) & l) | ((l << 1 | carryL) & m);
            var glue = (pairs << 1 | carryPair) & separators;
            (carryH, carryL, carryPair) = (h >> 63, l >> 63, pairs >> 63);
            _glue[block] = glue;
            _rare[block] = breaks | glue;
        }

        _blocks = blocks;
        if (end % BlockBytes != 0) CutLast(blocks - 1, (1UL << (end % BlockBytes)) - 1);
    }

    /// <summary>Forgets what was indexed; the buffer's content moved.</summary>
    public void Clear() => _blocks = 0;

    /// <summary>The first terminator at or after <paramref name="from"/>, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NextTerminator(int from)
    {
        unchecked
        {
            var terminators = _terminators;
            var block = (int)((uint)from / BlockBytes);
            if (block >= _blocks) return -1;
            var word = terminators[block] & (ulong.MaxValue << from);
            while (word == 0)
            {
                if (++block >= _blocks) return -1;
                word = terminators[block];
            }

            return block * BlockBytes + BitOperations.TrailingZeroCount(word);
        }
    }

    /// <summary>
    /// Whether anything in <c>[from, to)</c>, which is not empty, needs more than a plain segment does: a line break,
    /// or a separator that may belong to a glued segment.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool HasRare(int from, int to)
    {
        unchecked
        {
            var first = (int)((uint)from / BlockBytes);
            var last = (int)((uint)(to - 1) / BlockBytes);
            var word = _rare[first] & (ulong.MaxValue << from);
            // A shift counts modulo 64.
            if (first == last) return (word & (ulong.MaxValue >> -to)) != 0;
            return word != 0 || (_rare[last] & (ulong.MaxValue >> -to)) != 0
                || (last - first > 1 && _rare[first + 1] != 0);
        }
    }

    /// <summary>Whether a line break stands in <c>[from, to)</c>.</summary>
    public bool HasBreak(int from, int to) => Next(_breaks, from, to) >= 0;

    /// <summary>The first separator in <c>[from, to)</c> that follows HL or LM, as in HL and CLM, or -1.</summary>
    public int NextGlue(int from, int to) => Next(_glue, from, to);

    /// <summary>
    /// Writes where the elements in <c>[from, to)</c> start: <paramref name="starts"/>[0] is <paramref name="from"/>
    /// and the last one written is <paramref name="to"/> + 1. Returns how many elements there are, at most one less
    /// than fit.
    /// </summary>
    public int Split(int from, int to, Span<int> starts)
    {
        // Places lie within an array: their arithmetic cannot overflow, and a check at each element costs a tenth of
        // reading.
        unchecked
        {
            starts[0] = from;
            var count = 1;
            var limit = starts.Length - 2;
            var last = (int)((uint)(to - 1) / BlockBytes);
            var block = (int)((uint)from / BlockBytes);
            var word = _separators[block] & (ulong.MaxValue << from);
            while (true)
            {
                // A shift counts modulo 64.
                if (block == last) word &= ulong.MaxValue >> -to;
                var place = block * BlockBytes + 1;
                for (; word != 0 && count <= limit; word &= word - 1)
                    starts[count++] = place + BitOperations.TrailingZeroCount(word);
                if (block == last) break;
                word = _separators[++block];
            }

            starts[count] = to + 1;
            return count;
        }
    }

    private static int Next(ulong[] mask, int from, int to)
    {
        if (from >= to) return -1;
        var block = from / BlockBytes;
        var last = (to - 1) / BlockBytes;
        var word = mask[block] & (ulong.MaxValue << (from % BlockBytes));
        while (word == 0)
        {
            if (++block > last) return -1;
            word = mask[block];
        }

        var place = block * BlockBytes + BitOperations.TrailingZeroCount(word);
        return place < to ? place : -1;
    }

    private void CutLast(int block, ulong mask)
    {
        _separators[block] &= mask;
        _terminators[block] &= mask;
        _breaks[block] &= mask;
        _glue[block] &= mask;
        _rare[block] &= mask;
    }

    private void Grow(int blocks)
    {
        Array.Resize(ref _separators, blocks);
        Array.Resize(ref _terminators, blocks);
        Array.Resize(ref _breaks, blocks);
        Array.Resize(ref _glue, blocks);
        Array.Resize(ref _rare, blocks);
    }
}
