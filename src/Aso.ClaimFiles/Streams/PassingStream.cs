namespace Aso.ClaimFiles.Streams;

/// <summary>A stream that passes another on, and looks at what goes through. Does not own the stream below.</summary>
public abstract class PassingStream(Stream inner) : ForwardOnlyStream
{
    protected Stream Inner => inner;

    public sealed override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        Pass(buffer[..read]);
        return read;
    }

    public sealed override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Pass(buffer.Span[..read]);
        return read;
    }

    /// <summary>Called for each piece, in their order; of the stream's end with nothing.</summary>
    protected abstract void Pass(ReadOnlySpan<byte> bytes);
}
