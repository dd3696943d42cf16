namespace Aso.Domain.Accumulators;

/// <summary>
/// A small number for each code of a kind, in the order in which a shard first sees them, so that lines keep and compare
/// numbers instead of text.
/// </summary>
internal sealed class Codes
{
    public const int None = -1;

    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<string> _texts = [];

    public int Count => _texts.Count;

    public string this[int number] => _texts[number];

    public bool Knows(string text) => _numbers.ContainsKey(text);

    /// <summary>The code's number; <see cref="None"/> for no code.</summary>
    public int NumberOf(string? text)
    {
        if (text is null) return None;
        if (_numbers.TryGetValue(text, out var number)) return number;
        _numbers.Add(text, number = _texts.Count);
        _texts.Add(text);
        return number;
    }
}
