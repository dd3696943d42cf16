using Aso.Domain.Accumulators;

namespace Aso.Ledger.Format;

/// <summary>
/// Decisions as the bytes of the log, one after another in large blocks: a fifth of the memory of the objects, and
/// nothing that the garbage collector has to look at or to move.
/// </summary>
internal sealed class PackedDecisions : IDecisionStore
{
    /// <summary>The first, for those of an employer of a few; each further one is twice as large.</summary>
    private const int FirstBlockBytes = 4 * 1024;

    /// <summary>Beyond the size at which an array is a large object, which is never moved.</summary>
    private const int BlockBytes = 128 * 1024;

    private readonly List<byte[]> _blocks = [];
    private readonly ByteWriter _writer = new();

    /// <summary>Of the last block.</summary>
    private int _filled;

    /// <summary>The block in the upper half of the place, the first byte in the lower.</summary>
    public Decision this[long place]
    {
        get
        {
            var reader = new ByteReader(_blocks[(int)(place >> 32)].AsSpan((int)(place & uint.MaxValue)));
            return DecisionFormat.Read(ref reader);
        }
    }

    public long Add(Decision decision)
    {
        _writer.Clear();
        DecisionFormat.Write(_writer, decision);
        var bytes = _writer.Written;
        if (_blocks.Count == 0 || _blocks[^1].Length - _filled < bytes.Length)
        {
            var next = _blocks.Count == 0 ? FirstBlockBytes : Math.Min(BlockBytes, _blocks[^1].Length * 2);
            // One that is larger than a block has its own.
            _blocks.Add(new byte[Math.Max(next, bytes.Length)]);
            _filled = 0;
        }

        var start = _filled;
        bytes.CopyTo(_blocks[^1].AsSpan(start));
        _filled += bytes.Length;
        return ((long)(_blocks.Count - 1) << 32) | (uint)start;
    }
}
