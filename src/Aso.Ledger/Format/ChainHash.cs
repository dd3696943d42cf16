using System.Security.Cryptography;

namespace Aso.Ledger.Format;

/// <summary>
/// SHA-256 chained over each event's canonical bytes in commit order, whatever rows they lie in: hash of the previous
/// hash and the event's bytes. It begins with 32 zero bytes.
/// </summary>
public readonly struct ChainHash : IEquatable<ChainHash>
{
    public const int Bytes = SHA256.HashSizeInBytes;

    private static readonly byte[] Zeros = new byte[Bytes];

    private readonly byte[]? _value;

    private ChainHash(byte[] value) => _value = value;

    public ReadOnlySpan<byte> Value => _value ?? Zeros;

    internal static ChainHash FromBytes(ReadOnlySpan<byte> value) => new(value.ToArray());

    /// <exception cref="FormatException">It is not 64 hex digits.</exception>
    public static ChainHash Parse(string hex)
    {
        var value = Convert.FromHexString(hex);
        return value.Length == Bytes ? new ChainHash(value) : throw new FormatException("64 hex digits were expected");
    }

    public bool Equals(ChainHash other) => Value.SequenceEqual(other.Value);

    public override bool Equals(object? obj) => obj is ChainHash other && Equals(other);

    public override int GetHashCode() => BitConverter.ToInt32(Value);

    public override string ToString() => Convert.ToHexStringLower(Value);

    public static bool operator ==(ChainHash left, ChainHash right) => left.Equals(right);

    public static bool operator !=(ChainHash left, ChainHash right) => !left.Equals(right);
}

/// <summary>Follows the chain event by event.</summary>
internal sealed class HashChain
{
    private readonly byte[] _hash = new byte[ChainHash.Bytes];
    private byte[] _input = new byte[1024];

    public HashChain(ChainHash start) => start.Value.CopyTo(_hash);

    public ChainHash Hash => ChainHash.FromBytes(_hash);

    public void Add(ReadOnlySpan<byte> happened)
    {
        var length = ChainHash.Bytes + happened.Length;
        if (_input.Length < length) _input = new byte[length * 2];
        _hash.CopyTo(_input, 0);
        happened.CopyTo(_input.AsSpan(ChainHash.Bytes));
        SHA256.HashData(_input.AsSpan(0, length), _hash);
    }
}
