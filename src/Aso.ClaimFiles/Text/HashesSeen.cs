namespace Aso.ClaimFiles.Text;

/// <summary>
/// A set of hashes, asked for each claim of a file. All stand in one array, so that asking costs one access to memory;
/// by a HashSet, which needs two and three times the bytes, a CSV was read a tenth slower.
/// </summary>
internal sealed class HashesSeen
{
    private const int PlacesMin = 64;

    private ulong[] _places = new ulong[PlacesMin];

    public int Count { get; private set; }

    /// <summary>False where it was there before.</summary>
    public bool Add(ulong hash)
    {
        if (!Put(hash)) return false;
        // At most three quarters of the places are taken.
        if (++Count > _places.Length / 4 * 3) Grow();
        return true;
    }

    public bool Contains(ulong hash) => _places[PlaceOf(ref hash)] == hash;

    public void Clear()
    {
        _places = new ulong[PlacesMin];
        Count = 0;
    }

    private bool Put(ulong hash)
    {
        ref var place = ref _places[PlaceOf(ref hash)];
        if (place == hash) return false;
        place = hash;
        return true;
    }

    // Where it stands, or the empty place where it belongs. 0 is an empty place's.
    private int PlaceOf(ref ulong hash)
    {
        if (hash == 0) hash = 1;
        var mask = _places.Length - 1;
        var place = (int)(unchecked(hash * 0x9E3779B97F4A7C15) >> 33) & mask;
        while (_places[place] != 0 && _places[place] != hash) place = place + 1 & mask;
        return place;
    }

    private void Grow()
    {
        var earlier = _places;
        _places = new ulong[earlier.Length * 2];
        foreach (var hash in earlier)
            if (hash != 0) Put(hash);
    }
}
