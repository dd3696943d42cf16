namespace Aso.ClaimFiles.Csv;

/// <summary>
/// Gives repeated texts (providers, members, procedures) one string each. A fixed number of slots: a newcomer takes
/// the place of what was there, so memory is bounded whatever the file holds.
/// </summary>
internal sealed class RepeatedTexts
{
    private const int Slots = 4096;

    private readonly string?[] _texts = new string?[Slots];
    private readonly (string Text, string[] Parts)[] _lists = new (string, string[])[Slots];

    public string Get(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return "";
        ref var slot = ref _texts[Slot(text)];
        return slot is not null && text.SequenceEqual(slot) ? slot : slot = text.ToString();
    }

    /// <summary>The parts of a <c>;</c> list, without blanks.</summary>
    public IReadOnlyList<string> List(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return [];
        ref var slot = ref _lists[Slot(text)];
        if (!text.SequenceEqual(slot.Text))
        {
            var whole = text.ToString();
            slot = (whole, whole.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }

        return slot.Parts;
    }

    private static uint Slot(ReadOnlySpan<char> text)
    {
        var hash = 2166136261u;
        foreach (var letter in text) hash = unchecked((hash ^ letter) * 16777619u);
        return (hash ^ hash >> 15) % Slots;
    }
}
