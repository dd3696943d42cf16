using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Upkeep;

/// <summary>
/// Removes what is no longer needed (docs/architecture.md, *What grows*). Replay needs none of it: it reads the dropped
/// files and the journal.
/// </summary>
public sealed class Retention(ILedgerStorage storage)
{
    private readonly EmployerJournal _journal = new(storage);

    /// <summary>Returns how many blobs it removed.</summary>
    public async Task<int> CleanAsync(string employer, CancellationToken cancellation = default) =>
        await CleanChunksAsync(employer, cancellation) + await CleanDirectoriesAsync(employer, cancellation);

    /// <summary>
    /// A chunk is read only by its shard, and only from its head's position on, which never goes back: what lies before
    /// it is no longer needed. Nor is what was prepared for an entry that changes nothing.
    /// </summary>
    private async Task<int> CleanChunksAsync(string employer, CancellationToken cancellation)
    {
        var reader = new LedgerReader(storage);
        var heads = new Dictionary<int, Head>();
        var idle = new Dictionary<long, bool>();
        var removed = 0;
        var chunks = storage.ListBlobsAsync(
            LedgerNames.WorkContainer, ChunkNames.Folder(employer), cancellation);
        await foreach (var chunk in chunks)
        {
            if (!ChunkNames.TryParse(chunk.Name, employer, out var sequence, out var shard)) continue;
            if (!heads.TryGetValue(shard, out var head))
                heads.Add(shard, head = await reader.HeadAsync(new ShardId(employer, shard), cancellation));
            if (head.Applied.Sequence <= sequence && !await IsIdleAsync(sequence)) continue;
            await storage.DeleteBlobAsync(new BlobName(LedgerNames.WorkContainer, chunk.Name), cancellation);
            removed++;
        }

        return removed;

        async Task<bool> IsIdleAsync(long sequence)
        {
            if (!idle.TryGetValue(sequence, out var isIdle))
                idle.Add(sequence, isIdle = await WasForNothingAsync(employer, sequence, cancellation));
            return isIdle;
        }
    }

    /// <summary>
    /// The newest directory is named by a row that only moves forward. A reader of the older row that misses its blob
    /// reads the row again. One after the newest is being written, or was written for nothing.
    /// </summary>
    private async Task<int> CleanDirectoriesAsync(string employer, CancellationToken cancellation)
    {
        if (await Directories.NewestAsync(storage, employer, cancellation) is not { } newest) return 0;
        var removed = 0;
        var blobs = storage.ListBlobsAsync(LedgerNames.WorkContainer, Directories.Folder(employer), cancellation);
        await foreach (var blob in blobs)
        {
            if (Directories.SequenceOf(blob.Name, employer) is not { } sequence || sequence == newest) continue;
            if (sequence > newest && !await WasForNothingAsync(employer, sequence, cancellation)) continue;
            await storage.DeleteBlobAsync(new BlobName(LedgerNames.WorkContainer, blob.Name), cancellation);
            removed++;
        }

        return removed;
    }

    /// <summary>Whether the entry was prepared and changes nothing, as a duplicate does.</summary>
    private async Task<bool> WasForNothingAsync(string employer, long sequence, CancellationToken cancellation) =>
        await _journal.ReadAsync(employer, sequence, cancellation) is { IsFinal: true, State: not EntryState.Ready };
}
