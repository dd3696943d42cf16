using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Csv;

/// <summary>
/// Which claim numbers came before in a file, of at least the last 100,000. A number is known by its hash, which is
/// enough for a remark.
/// </summary>
internal sealed class ClaimNumbersBefore
{
    private const int LatestMax = 100_000;

    private HashesSeen _latest = new();
    private HashesSeen? _earlier;

    /// <summary>Remembers the number; true if it came before.</summary>
    public bool Add(ReadOnlySpan<byte> number)
    {
        var hash = TextHash.Of(number);
        if (_latest.Count == LatestMax) (_earlier, _latest) = (_latest, new HashesSeen());
        return !_latest.Add(hash) || _earlier?.Contains(hash) == true;
    }
}
