using System.Security.Cryptography;
using Aso.ClaimFiles.Streams;

namespace Aso.Ledger.Intake;

/// <summary>Passes a stream on and takes the SHA-256 of what went through: a file's identity is its content.</summary>
internal sealed class HashedStream(Stream inner) : PassingStream(inner)
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Reads what the reader left unread and returns the hash in hex.</summary>
    public async Task<string> FinishAsync(CancellationToken cancellation)
    {
        var rest = new byte[81920];
        while (await ReadAsync(rest, cancellation) > 0)
        {
            // Only the hash needs it.
        }

        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    protected override void Pass(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            Inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
