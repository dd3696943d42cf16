using System.Runtime.CompilerServices;
using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Shards;

/// <summary>
/// The log once more, as an append blob: faster to read than rows. Its frames are pure functions of the log, so its
/// content is prefix-stable: a crash between appending and the next head leaves frames that the next worker would
/// have written, byte for byte.
/// </summary>
internal sealed class ShardSnapshot(ILedgerStorage storage, ShardId shard)
{
    private const int BehindMaxRows = 16;
    private const int BehindMaxBytes = 2 * 1024 * 1024;
    private const int AppendMaxBytes = 4 * 1024 * 1024;

    /// <summary>An archive may be larger than all that is left of memory; its frames are used one after another.</summary>
    private const long ReadMaxBytes = 8 * 1024 * 1024;

    private readonly BlobName _blob = ShardRows.SnapshotBlob(shard);
    private readonly Queue<Frame> _behind = new();
    private long _behindBytes;
    private bool _isBroken;

    /// <summary>What the blob is known to hold: a commit may point to it.</summary>
    public SnapshotPointer Written { get; private set; } = SnapshotPointer.None;

    internal readonly record struct Frame(long Row, ReadOnlyMemory<byte> Payload, ChainHash Hash);

    /// <summary>The blob holds what <paramref name="pointer"/> says, no matter who wrote it.</summary>
    public void Adopt(SnapshotPointer pointer)
    {
        if (_isBroken || pointer.Rows <= Written.Rows) return;
        Written = pointer;
        while (_behind.TryPeek(out var frame) && frame.Row <= pointer.Rows) Forget(1);
    }

    /// <summary>The blob is damaged: it is read and written no more, and the log alone serves.</summary>
    public void Abandon()
    {
        _isBroken = true;
        Written = SnapshotPointer.None;
        Forget(_behind.Count);
    }

    /// <summary>A log row that the blob does not hold yet.</summary>
    public void Add(long row, ReadOnlyMemory<byte> payload, ChainHash hash)
    {
        if (_isBroken) return;
        _behind.Enqueue(new Frame(row, payload, hash));
        _behindBytes += payload.Length;
    }

    public async Task ExtendAsync(CancellationToken cancellation)
    {
        if (_behind.Count < BehindMaxRows && _behindBytes < BehindMaxBytes) return;
        try
        {
            while (_behind.Count > 0) await AppendAsync(cancellation);
        }
        catch (ConflictException)
        {
            await FollowAsync(cancellation);
        }
    }

    /// <summary>The frames the pointer covers.</summary>
    /// <exception cref="FormatException">The blob is damaged, or shorter.</exception>
    public async IAsyncEnumerable<Frame> ReadAsync(
        SnapshotPointer pointer, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ReadOnlyMemory<byte> left = default;
        for (var read = 0L; read < pointer.Bytes;)
        {
            var length = Math.Min(ReadMaxBytes, pointer.Bytes - read);
            var piece = await storage.ReadBlobAsync(_blob, read, length, cancellation);
            if (piece is null || piece.Length != length) throw new FormatException("the snapshot is too short");
            read += length;
            left = left.IsEmpty ? piece : (byte[])[.. left.Span, .. piece];
            // A frame that the next piece goes on with waits for it.
            while (!left.IsEmpty && (read == pointer.Bytes || IsWhole(left.Span))) yield return Next(ref left);
        }
    }

    private async Task AppendAsync(CancellationToken cancellation)
    {
        var block = new ByteWriter();
        var last = default(Frame);
        var taken = 0;
        foreach (var frame in _behind)
        {
            if (block.Length + frame.Payload.Length + 32 > AppendMaxBytes) break;
            block.Unsigned((ulong)frame.Row);
            block.Unsigned((ulong)frame.Payload.Length);
            block.Bytes(frame.Payload.Span);
            last = frame;
            taken++;
        }

        await storage.AppendBlobAsync(_blob, Written.Bytes, block.Written.ToArray(), cancellation);
        Written = new SnapshotPointer(last.Row, Written.Bytes + block.Length, last.Hash);
        Forget(taken);
    }

    /// <summary>
    /// Someone appended before us, or a crash hid that we did: passes what the blob holds of our rows.
    /// </summary>
    private async Task FollowAsync(CancellationToken cancellation)
    {
        var bytes = await storage.ReadBlobAsync(_blob, Written.Bytes, null, cancellation);
        ReadOnlyMemory<byte> left = bytes ?? [];
        while (!left.IsEmpty && _behind.TryPeek(out var expected))
        {
            var before = left.Length;
            var found = Next(ref left);
            if (found.Row != expected.Row || !found.Payload.Span.SequenceEqual(expected.Payload.Span))
            {
                Abandon();
                return;
            }

            Written = new SnapshotPointer(found.Row, Written.Bytes + before - left.Length, expected.Hash);
            Forget(1);
        }
    }

    private void Forget(int frames)
    {
        for (; frames > 0; frames--) _behindBytes -= _behind.Dequeue().Payload.Length;
    }

    private static bool IsWhole(ReadOnlySpan<byte> left)
    {
        // Two numbers of up to ten bytes precede the payload.
        if (left.Length < 20) return false;
        var reader = new ByteReader(left);
        reader.Unsigned();
        return reader.Unsigned() <= (ulong)reader.Left;
    }

    private static Frame Next(ref ReadOnlyMemory<byte> left)
    {
        var reader = new ByteReader(left.Span);
        var row = (long)reader.Unsigned();
        var length = reader.Number(reader.Left);
        var payload = left.Slice(reader.Position, length);
        left = left[(reader.Position + length)..];
        return new Frame(row, payload, default);
    }
}
