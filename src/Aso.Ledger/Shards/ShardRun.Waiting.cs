using Aso.Ledger.Format;
using Aso.Ledger.Journal;

namespace Aso.Ledger.Shards;

/// <summary>How claims that waited for their member are decided (rule 3.34).</summary>
internal sealed partial class ShardRun
{
    /// <summary>
    /// A waiting claim that is set aside has its number for a place in its file, beyond all places there: what place it
    /// had is known no more.
    /// </summary>
    private const long FirstWaitingIndex = 1L << 40;

    private readonly ByteWriter _waitingClaim = new();

    /// <summary>
    /// Decides waiting claims; false: the draft is full before the last of them, and what is asked for next time is the
    /// rest.
    /// </summary>
    private async Task<bool> EndWaitsAsync(
        Shard shard, IReadOnlyList<WaitingClaim> due, JournalEntry entry, CommitDraft draft,
        CancellationToken cancellation)
    {
        var context = new BookContext(entry.Sequence, entry.BusinessDate);
        foreach (var (index, waiting) in due.Index())
        {
            if (draft.IsFull || (index % ItemsPerLook == 0 && await IsFullAsync(draft, cancellation))) return false;
            if (TryDecide(shard.Book, waiting, context, draft) is { } defect)
                await SetAsideAsync(shard, draft, entry, ItemOf(waiting, defect), defect, cancellation, waiting.Number);
            draft.Announce(shard.Book.TakeAnnouncements(), entry);
        }

        return true;
    }

    private Exception? TryDecide(ShardBook book, WaitingClaim waiting, BookContext context, CommitDraft draft)
    {
        try
        {
            book.Decide(waiting, context, _events);
            draft.Take(_events);
            return null;
        }
        catch (Exception defect) when (defect is not OutOfMemoryException)
        {
            return defect;
        }
    }

    private ItemSetAside ItemOf(WaitingClaim waiting, Exception defect)
    {
        _waitingClaim.Clear();
        ClaimFormat.Write(_waitingClaim, waiting.Claim);
        var content = _waitingClaim.Written.Length <= ContentMaxBytes ? _waitingClaim.Written.ToArray() : [];
        return new ItemSetAside(
            ItemKind.Claim, waiting.Sequence, FirstWaitingIndex + waiting.Number, defect.GetType().Name, content);
    }
}
