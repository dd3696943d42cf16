using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Shards;

/// <summary>
/// How items that were set aside are applied again, at the place of the entry that asks for it: what the log says of
/// them stays. One that fails again is set aside again.
/// </summary>
internal sealed partial class ShardRun
{
    private async Task<Position> RetryAsync(
        Shard shard, JournalEntry entry, long index, CommitDraft draft, CancellationToken cancellation)
    {
        var items = ((RetryChange)HttpChange.Read(entry)).Items;
        for (var place = (int)index; place < items.Count; place++)
        {
            var asked = items[place];
            if (asked.Shard != id.Shard
                || shard.Book.FindSetAside(asked.Sequence, asked.Index) is not { } item) continue;
            await RetryAsync(shard, entry, item, draft, cancellation);
            draft.Announce(shard.Book.TakeAnnouncements(), entry);
            if (place < items.Count - 1 && (draft.Cut is not null || await IsFullAsync(draft, cancellation)))
                return new Position(entry.Sequence, place + 1);
        }

        return Position.After(entry.Sequence);
    }

    private async Task RetryAsync(
        Shard shard, JournalEntry entry, ItemSetAside item, CommitDraft draft, CancellationToken cancellation)
    {
        var first = item.Kind is ItemKind.Claim or ItemKind.EnrollmentRow or ItemKind.WaitMoved or ItemKind.Recovery
            ? null
            : await journal.ReadAsync(id.Employer, item.Sequence, cancellation)
                ?? throw new CorruptLedgerException(
                    id.Employer, JournalRows.EntryKey(item.Sequence), "the entry is missing");
        if (first is { Kind: EntryKind.Plan } && await IsReplacedAsync(shard, first, entry, cancellation))
        {
            shard.Book.Retried(item, _events);
            draft.Take(_events);
            return;
        }

        var defect = first is null
            ? TryRetryItem(shard.Book, entry, item, draft)
            : TryApplyChange(shard.Book, first, entry, item, draft);
        if (defect is not null)
            await SetAsideAsync(
                shard, draft, entry, item with { Cause = defect.GetType().Name }, defect, cancellation);
    }

    private Exception? TryRetryItem(ShardBook book, JournalEntry entry, ItemSetAside item, CommitDraft draft)
    {
        try
        {
            // Its decision names the entry that brought it, as that of any other item of the file.
            ApplyItem(book, item.Kind, item.Content, new BookContext(item.Sequence, entry.BusinessDate));
            book.Retried(item, _events);
            draft.Take(_events);
            return null;
        }
        catch (Exception defect) when (defect is not OutOfMemoryException)
        {
            return defect;
        }
    }

    /// <summary>Whether a later document of the same plan year was adopted meanwhile: it must not be undone.</summary>
    private async Task<bool> IsReplacedAsync(
        Shard shard, JournalEntry first, JournalEntry retry, CancellationToken cancellation)
    {
        if (CanonicalPlans.Read(first.Body, id.Employer).Value is not { } plan) return false;
        await foreach (var later in journal.EntriesAfterAsync(id.Employer, first.Sequence, cancellation))
        {
            if (later.Sequence >= retry.Sequence) break;
            if (later is { Kind: EntryKind.Plan, State: EntryState.Ready }
                && shard.Book.FindSetAside(later.Sequence, 0) is null
                && CanonicalPlans.Read(later.Body, id.Employer).Value?.Year == plan.Year) return true;
        }

        return false;
    }
}
