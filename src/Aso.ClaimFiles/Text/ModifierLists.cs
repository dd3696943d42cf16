using System.Text;

namespace Aso.ClaimFiles.Text;

/// <summary>Lists of procedure modifiers, one instance for each combination that was met.</summary>
internal sealed class ModifierLists
{
    private const int ListsMax = 4096;

    private readonly Dictionary<ulong, string[]> _lists = [];

    /// <summary>The modifiers of a text that separates them by semicolons.</summary>
    public IReadOnlyList<string> Parse(ReadOnlySpan<byte> text)
    {
        ulong key = 0;
        var count = 0;
        foreach (var part in text.Split((byte)';'))
        {
            var code = text[part];
            code = code[Ascii.Trim(code)];
            if (code.IsEmpty) continue;
            // Nothing else is a modifier; what it is, the claim keeps as it came.
            if (code.Length > 2 || count == 4 || !IsCode(code))
                return Encoding.UTF8.GetString(text)
                    .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            key |= Pack(code, count++);
        }

        return Get(key);
    }

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

    /// <summary>A modifier's part of a key.</summary>
    /// <param name="code">One or two letters.</param>
    /// <param name="place">0 to 3.</param>
    public static ulong Pack(ReadOnlySpan<byte> code, int place) =>
        (code[0] | (code.Length == 2 ? (ulong)code[1] << 8 : 0)) << (16 * place);

    private static bool IsCode(ReadOnlySpan<byte> text)
    {
        foreach (var letter in text)
            if (!char.IsAsciiLetterOrDigit((char)letter)) return false;
        return true;
    }
}
