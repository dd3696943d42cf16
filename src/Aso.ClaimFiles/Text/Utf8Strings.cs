using System.Text;

namespace Aso.ClaimFiles.Text;

/// <summary>
/// Gives repeated texts (providers, members, procedures) one string each. A fixed number of slots: a newcomer takes
/// the place of what was there, so memory is bounded whatever the file holds.
/// </summary>
internal sealed class Utf8Strings
{
    private const int Slots = 4096;
    private const int LengthMax = 40;

    private readonly string?[] _texts = new string?[Slots];

    private readonly ulong[] _shortKeys = new ulong[Slots];
    private readonly string[] _shorts = new string[Slots];

    public string Get(ReadOnlySpan<byte> text)
    {
        if (text.Length < sizeof(ulong)) return GetShort(text);
        if (text.Length > LengthMax) return Encoding.UTF8.GetString(text);
        ref var slot = ref _texts[Hash(text) % Slots];
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
        var slot = unchecked((int)(key * 0x9E3779B97F4A7C15 >> 52));
        if (_shortKeys[slot] == key) return _shorts[slot];
        _shortKeys[slot] = key;
        return _shorts[slot] = Encoding.UTF8.GetString(text);
    }

    private static uint Hash(ReadOnlySpan<byte> text)
    {
        var hash = 2166136261u;
        foreach (var letter in text) hash = unchecked((hash ^ letter) * 16777619u);
        return hash ^ hash >> 15;
    }
}

/// <summary>Lists of procedure modifiers, one instance for each combination that was met.</summary>
internal sealed class ModifierLists
{
    private const int ListsMax = 4096;

    private readonly Dictionary<ulong, string[]> _lists = [];

    /// <param name="key">Up to four modifiers of two letters, first lowest.</param>
    public IReadOnlyList<string> Get(ulong key)
    {
        if (key == 0) return [];
        if (_lists.TryGetValue(key, out var list)) return list;
        var texts = new List<string>(4);
        for (var rest = key; rest != 0; rest >>= 16)
        {
            Span<char> letters = [(char)(rest & 0xFF), (char)(rest >> 8 & 0xFF)];
            texts.Add(letters.TrimEnd('\0').ToString());
        }

        list = [.. texts];
        if (_lists.Count < ListsMax) _lists.Add(key, list);
        return list;
    }
}
