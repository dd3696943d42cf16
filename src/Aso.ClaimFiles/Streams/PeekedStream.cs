namespace Aso.ClaimFiles.Streams;

/// <summary>A stream whose first bytes were looked at and are read again. Does not own the stream below.</summary>
internal sealed class PeekedStream : ForwardOnlyStream
{
    private readonly Stream _inner;
    private readonly byte[] _head;
    private readonly int _headBytes;
    private int _position;

    private PeekedStream(Stream inner, byte[] head, int headBytes) =>
        (_inner, _head, _headBytes) = (inner, head, headBytes);

    /// <summary>The first bytes, at most as many as were asked for.</summary>
    public ReadOnlyMemory<byte> Head => _head.AsMemory(0, _headBytes);

    /// <summary>The head is all there is.</summary>
    public bool Complete => _headBytes < _head.Length;

    public static async ValueTask<PeekedStream> OpenAsync(Stream inner, int bytes, CancellationToken cancellation)
    {
        var head = new byte[bytes];
        var count = await inner.ReadAtLeastAsync(head, bytes, throwOnEndOfStream: false, cancellation);
        return new PeekedStream(inner, head, count);
    }

    /// <summary>Passes over bytes of the head that were not read yet.</summary>
    public void Skip(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, _headBytes - _position);
        _position += bytes;
    }

    public override int Read(Span<byte> buffer)
    {
        var left = Math.Min(buffer.Length, _headBytes - _position);
        if (left == 0) return _inner.Read(buffer);
        _head.AsSpan(_position, left).CopyTo(buffer);
        _position += left;
        return left;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _position < _headBytes ? ValueTask.FromResult(Read(buffer.Span)) : _inner.ReadAsync(buffer, cancellationToken);
}
