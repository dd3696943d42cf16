namespace Aso.ClaimFiles.Text;

/// <summary>
/// The diagnosis codes of the claim being read, where a trigger asks for them (rule 4.11); nobody keeps them.
/// </summary>
/// <param name="areWanted">Else nothing is collected.</param>
internal sealed class Diagnoses(bool areWanted)
{
    /// <summary>No code is as long.</summary>
    private const int BytesMax = 20;

    private readonly HashSet<string> _codes = new(StringComparer.Ordinal);
    private readonly TextPool? _texts = areWanted ? new() : null;

    public bool AreWanted => areWanted;

    /// <summary>Each once.</summary>
    public IReadOnlyCollection<string> Codes => _codes;

    public void Clear() => _codes.Clear();

    public void Add(ReadOnlySpan<byte> code)
    {
        var trimmed = code.Trim((byte)' ');
        if (_texts is not null && trimmed.Length is > 0 and <= BytesMax) _codes.Add(_texts.Get(trimmed));
    }

    public void Add(string code)
    {
        var trimmed = code.Trim();
        if (areWanted && trimmed.Length is > 0 and <= BytesMax) _codes.Add(trimmed);
    }

    /// <summary>A <c>;</c> list.</summary>
    public void AddList(ReadOnlySpan<byte> codes)
    {
        if (!areWanted) return;
        foreach (var code in codes.Split((byte)';')) Add(codes[code]);
    }
}
