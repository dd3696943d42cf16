namespace Aso.ClaimFiles.Text;

/// <summary>
/// FNV-1a of a text: the same in every process, so that reading a file again says the same. What is equal is so by its
/// hash alone, which is enough for a count and a remark.
/// </summary>
internal static class TextHash
{
    public static ulong Of(ReadOnlySpan<byte> text)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in text) hash = unchecked((hash ^ letter) * 1099511628211UL);
        return hash;
    }
}
