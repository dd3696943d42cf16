using System.Numerics;

namespace Aso.ClaimFiles.Csv;

/// <summary>
/// Which claim numbers came before in a file, of about the last 250,000: at most 2 MB of slots, in which a later number
/// takes the place of an earlier one. A number is known by its hash, which is enough for a remark.
/// </summary>
internal sealed class ClaimNumbersBefore
{
    private const int SlotsMax = 1 << 18;

    private ulong[] _slots = new ulong[1 << 8];
    private int _count;

    /// <summary>Remembers the number; true if it came before.</summary>
    public bool Add(ReadOnlySpan<byte> number)
    {
        ulong hash = 14695981039346656037;
        foreach (var letter in number) hash = unchecked((hash ^ letter) * 1099511628211);
        // Never 0, which is an empty slot's.
        hash = unchecked(hash * 0x9E3779B97F4A7C15) | 1;
        if (_count > _slots.Length / 4 && _slots.Length < SlotsMax) Grow();
        ref var slot = ref SlotOf(hash);
        if (slot == hash) return true;
        if (slot == 0) _count++;
        slot = hash;
        return false;
    }

    private ref ulong SlotOf(ulong hash) => ref _slots[hash >> 64 - BitOperations.Log2((uint)_slots.Length)];

    private void Grow()
    {
        var earlier = _slots;
        _slots = new ulong[earlier.Length * 4];
        foreach (var hash in earlier)
            if (hash != 0) SlotOf(hash) = hash;
    }
}
