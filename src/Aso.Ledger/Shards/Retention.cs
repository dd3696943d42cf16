namespace Aso.Ledger;

/// <summary>
/// Removes chunks that have been applied. A chunk is read only by its shard, and only from its head's position on,
/// which never goes back: what lies before it nobody needs. Replay reads the dropped files, not the chunks.
/// </summary>
public sealed class Retention(ILedgerStorage storage)
{
    /// <summary>Answers how many chunks it removed.</summary>
    public async Task<int> CleanAsync(string employer, CancellationToken cancellation = default)
    {
        var reader = new LedgerReader(storage);
        var heads = new Dictionary<int, Head>();
        var removed = 0;
        var chunks = storage.ListBlobsAsync(
            LedgerNames.WorkContainer, ChunkNames.Folder(employer), cancellation);
        await foreach (var chunk in chunks)
        {
            if (!ChunkNames.TryParse(chunk.Name, employer, out var sequence, out var shard)) continue;
            if (!heads.TryGetValue(shard, out var head))
                heads.Add(shard, head = await reader.HeadAsync(new ShardId(employer, shard), cancellation));
            if (head.Applied.Sequence <= sequence) continue;
            await storage.DeleteBlobAsync(new BlobName(LedgerNames.WorkContainer, chunk.Name), cancellation);
            removed++;
        }

        return removed;
    }
}
