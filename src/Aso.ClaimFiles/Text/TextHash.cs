using System.Buffers.Binary;

namespace Aso.ClaimFiles.Text;

/// <summary>
/// A hash of a short text, eight bytes at a time: the same in every process, so that reading a file again says the
/// same. What is equal is so by its hash alone, which is enough for a count and a remark.
/// </summary>
internal static class TextHash
{
    // Odd numbers with their bits well mixed, as XXH64 has them.
    private const ulong Factor = 0x9E3779B185EBCA87;
    private const ulong LastFactor = 0xC2B2AE3D27D4EB4F;

    public static ulong Of(ReadOnlySpan<byte> text)
    {
        var hash = (ulong)text.Length;
        if (text.Length < sizeof(ulong))
        {
            ulong rest = 0;
            foreach (var letter in text) rest = rest << 8 | letter;
            return Mix(hash, rest);
        }

        for (var at = 0; at < text.Length - sizeof(ulong); at += sizeof(ulong))
            hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(text[at..]));
        // The last eight, some of them again.
        return Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(text[^sizeof(ulong)..]));
    }

    private static ulong Mix(ulong hash, ulong word)
    {
        hash = unchecked((hash ^ word) * Factor);
        return unchecked((hash ^ hash >> 29) * LastFactor) ^ hash >> 32;
    }
}
