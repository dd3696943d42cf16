using System.Numerics;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Csv;

/// <summary>
/// Which claim numbers came before in a file, of about the last 200,000: at most 2 MB of buckets, in each of which a later
/// number drives out the earliest. A number is known by its hash, which is enough for a remark.
/// </summary>
internal sealed class ClaimNumbersBefore
{
    private const int BucketsMax = 1 << 15;
    private const int InBucket = 8;

    private ulong[] _hashes = new ulong[(1 << 5) * InBucket];
    private int _count;

    /// <summary>Remembers the number; true if it came before.</summary>
    public bool Add(ReadOnlySpan<byte> number)
    {
        // Never 0, which is an empty place's.
        var hash = unchecked(TextHash.Of(number) * 0x9E3779B97F4A7C15) | 1;
        if (BucketOf(hash).Contains(hash)) return true;
        if (++_count > _hashes.Length / 4 && _hashes.Length < BucketsMax * InBucket) Grow();
        Put(hash);
        return false;
    }

    private Span<ulong> BucketOf(ulong hash)
    {
        var buckets = (uint)_hashes.Length / InBucket;
        return _hashes.AsSpan((int)(hash >> 64 - BitOperations.Log2(buckets)) * InBucket, InBucket);
    }

    private void Put(ulong hash)
    {
        var bucket = BucketOf(hash);
        bucket[..^1].CopyTo(bucket[1..]);
        bucket[0] = hash;
    }

    private void Grow()
    {
        var earlier = _hashes;
        _hashes = new ulong[earlier.Length * 4];
        // The latest of a bucket stands first in it.
        for (var place = earlier.Length - 1; place >= 0; place--)
            if (earlier[place] != 0) Put(earlier[place]);
    }
}
