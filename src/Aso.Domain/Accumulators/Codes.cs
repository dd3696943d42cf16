namespace Aso.Domain.Accumulators;

/// <summary>
/// A small number for each code of a kind, in the order in which a shard meets them: what is kept of a line, and looked
/// up by it, is then a number and not a text.
/// </summary>
internal sealed class Codes
{
    public const int None = -1;

    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<string> _texts = [];

    public int Count => _texts.Count;

    public string this[int number] => _texts[number];

    /// <summary>The code's number; <see cref="None"/> for no code.</summary>
    public int Of(string? text)
    {
        if (text is null) return None;
        if (_numbers.TryGetValue(text, out var number)) return number;
        _numbers.Add(text, number = _texts.Count);
        _texts.Add(text);
        return number;
    }
}
