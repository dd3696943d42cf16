using System.Text;

namespace Aso.ClaimFiles.Text;

/// <summary>
/// Gives repeated texts (providers, members, procedures) one string each, in reading files and in reading the ledger. A
/// fixed number of slots: a new text takes the place of an old one, so memory is bounded whatever is read.
/// </summary>
/// <param name="bits">The number of slots, as a power of two.</param>
internal sealed class TextPool(int bits = 12)
{
    private const int LengthMax = 40;

    private readonly string?[] _texts = new string?[1 << bits];

    private readonly ulong[] _shortKeys = new ulong[1 << bits];
    private readonly string[] _shorts = new string[1 << bits];

    public string Get(ReadOnlySpan<byte> text)
    {
        if (text.Length < sizeof(ulong)) return GetShort(text);
        if (text.Length > LengthMax) return Encoding.UTF8.GetString(text);
        ref var slot = ref _texts[unchecked((int)TextHash.Of(text)) & (_texts.Length - 1)];
        if (slot is not null && slot.Length == text.Length && Ascii.Equals(text, slot)) return slot;
        return slot = Encoding.UTF8.GetString(text);
    }

    // Codes fit one word, which is its own key. A 1 stands before the text, so that no text is another with zeros before
    // it, nor an empty slot's key.
    private string GetShort(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return "";
        ulong key = 1;
        foreach (var letter in text) key = key << 8 | letter;
        var slot = unchecked((int)(key * 0x9E3779B97F4A7C15 >> (64 - bits)));
        if (_shortKeys[slot] == key) return _shorts[slot];
        _shortKeys[slot] = key;
        return _shorts[slot] = Encoding.UTF8.GetString(text);
    }
}
