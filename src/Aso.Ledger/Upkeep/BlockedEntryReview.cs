using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Upkeep;

/// <summary>Removes blocked entries that have been processed since from the list.</summary>
public sealed class BlockedEntryReview(ILedgerStorage storage, EmployerJournal journal)
{
    private readonly BlockedEntries _blocked = new(storage);
    private readonly LedgerReader _reader = new(storage);

    /// <summary>Returns those that are still blocked.</summary>
    public async Task<IReadOnlyList<BlockedEntry>> RunAsync(CancellationToken cancellation = default)
    {
        var blocked = new List<BlockedEntry>();
        await foreach (var one in _blocked.ReadAsync(cancellation: cancellation))
        {
            if (await IsProcessedAsync(one, cancellation)) await _blocked.RemoveAsync(one, cancellation);
            else blocked.Add(one);
        }

        return blocked;
    }

    private async Task<bool> IsProcessedAsync(BlockedEntry one, CancellationToken cancellation)
    {
        if (one.Shard is not { } shard)
            return await journal.ReadAsync(one.Employer, one.At.Sequence, cancellation) is not { IsFinal: false };
        var head = await _reader.HeadAsync(new ShardId(one.Employer, shard), cancellation);
        return head.Applied.IsAfter(one.At);
    }
}
