using System.Security.Cryptography;
using Aso.ClaimFiles.Streams;

namespace Aso.Ledger.Intake;

/// <summary>Passes a stream on and takes the SHA-256 of what went through: a file's identity is its content.</summary>
internal sealed class HashedStream(Stream inner) : ForwardOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Reads what the reader left unread and answers the hash in hex.</summary>
    public async Task<string> FinishAsync(CancellationToken cancellation)
    {
        var rest = new byte[81920];
        while (await ReadAsync(rest, cancellation) > 0)
        {
            // Only the hash wants it.
        }

        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        _hash.AppendData(buffer.Span[..read]);
        return read;
    }

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        _hash.AppendData(buffer[..read]);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
