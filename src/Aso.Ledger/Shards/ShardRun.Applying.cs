using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Shards;

/// <summary>
/// How an entry is applied: item by item, each completely or not at all. An item that our own code throws on is set aside, as
/// an event of the log, and the next is applied to the state as it was before. Nothing here waits for storage while an
/// item is applied, so whatever is thrown there is a defect of ours.
/// </summary>
internal sealed partial class ShardRun
{
    /// <summary>How many items are applied before announcements and the clock are looked at.</summary>
    private const int ItemsPerLook = 64;

    /// <summary>An item of more bytes is set aside without them: its event must fit a row.</summary>
    private const int ContentMaxBytes = 400 * 1024;

    private readonly List<LedgerEvent> _events = [];
    private (BlobName Name, byte[] Content)? _chunk;

    /// <summary>How far items of a file are passed.</summary>
    /// <param name="Defect">What our own code threw on the last of them.</param>
    private readonly record struct Look(long Passed, Exception? Defect = null, ReadOnlyMemory<byte> Content = default);

    /// <summary>Applies the entry from an index on, as far as the draft has room; returns what is next.</summary>
    private async Task<Position> ApplyAsync(
        Shard shard, JournalEntry entry, long index, CommitDraft draft, CancellationToken cancellation)
    {
        if (entry.State == EntryState.Ready)
        {
            // Waits that end on this day end before the entry is applied.
            if (!await EndWaitsAsync(shard, shard.Book.Expired(entry.BusinessDate), entry, draft, cancellation))
                return new Position(entry.Sequence, index);
            switch (entry.Kind)
            {
                case EntryKind.Retry:
                    return await RetryAsync(shard, entry, index, draft, cancellation);
                case EntryKind.Claims or EntryKind.Enrollment or EntryKind.Recoveries:
                    if (entry.Manifest?.ShareOf(id.Shard) is { AllItems: > 0 } share)
                        return await ApplyFileAsync(shard, entry, share, index, draft, cancellation);
                    break;
                case EntryKind.Deposit or EntryKind.Reimbursement or EntryKind.BankBalance
                    when id.Shard != ShardId.Common:
                    break;
                default:
                    await ApplyChangeAsync(shard, entry, draft, cancellation);
                    break;
            }
        }

        return Position.After(entry.Sequence);
    }

    private async Task<Position> ApplyFileAsync(
        Shard shard, JournalEntry entry, ShardShare share, long index, CommitDraft draft,
        CancellationToken cancellation)
    {
        var passed = 0L;
        for (var chunk = 0; chunk < share.AllChunks; chunk++)
        {
            // Those before the index need not be read.
            if (share.Through(chunk) <= index && chunk < share.AllChunks - 1)
            {
                passed = share.Through(chunk);
                continue;
            }

            var kind = chunk >= share.Chunks ? ItemKind.WaitMoved : KindOf(entry);
            var content = await ReadChunkAsync(shard, entry, chunk, cancellation);
            using var looks = ApplyItems(shard, entry, kind, content, passed, index, draft).GetEnumerator();
            while (MoveNext(looks, new Position(entry.Sequence, Math.Max(passed, index))))
            {
                (passed, var defect, var bytes) = looks.Current;
                if (defect is not null)
                    await SetAsideAsync(shard, draft, entry, kind, passed - 1, defect, bytes, cancellation);
                // Applying uses the thread for a long time: let other shards and requests run first.
                await Task.Yield();
                if (passed < share.AllItems && await IsFullAsync(draft, cancellation))
                    return new Position(entry.Sequence, passed);
            }
        }

        if (passed != share.AllItems)
            throw Failed(new Position(entry.Sequence, passed), new CorruptLedgerException(
                entry.Employer,
                JournalRows.EntryKey(entry.Sequence),
                $"its chunks hold {passed} items, not {share.AllItems}"));
        return entry.Kind == EntryKind.Enrollment
            && !await EndWaitsAsync(shard, shard.Book.Enrolled(), entry, draft, cancellation)
                ? new Position(entry.Sequence, passed)
                : Position.After(entry.Sequence);
    }

    /// <summary>Applies a chunk's items from the index on; yields every few items, and after each defect.</summary>
    /// <param name="count">The items of the chunks before it.</param>
    private IEnumerable<Look> ApplyItems(
        Shard shard, JournalEntry entry, ItemKind kind, byte[] chunk, long count, long index, CommitDraft draft)
    {
        var context = new BookContext(entry.Sequence, entry.BusinessDate);
        foreach (var record in ChunkReader.Records(chunk))
        {
            if (count++ < index) continue;
            if (TryApplyItem(shard.Book, kind, record, context, draft) is { } defect)
            {
                yield return new Look(count, defect, record);
                continue;
            }

            if (count % ItemsPerLook != 0 && !draft.IsFull) continue;
            draft.Announce(shard.Book.TakeAnnouncements(), entry);
            yield return new Look(count);
        }

        draft.Announce(shard.Book.TakeAnnouncements(), entry);
        yield return new Look(count);
    }

    /// <summary>Returns what our own code threw; null: the item is applied, and its events are in the draft.</summary>
    private Exception? TryApplyItem(
        ShardBook book, ItemKind kind, ReadOnlyMemory<byte> record, BookContext context, CommitDraft draft)
    {
        try
        {
            ApplyItem(book, kind, record, context);
            draft.Take(_events);
            return null;
        }
        catch (Exception defect) when (defect is not OutOfMemoryException)
        {
            return defect;
        }
    }

    private void ApplyItem(ShardBook book, ItemKind kind, ReadOnlyMemory<byte> record, BookContext context)
    {
        switch (kind)
        {
            case ItemKind.Claim:
                book.Adjudicate(ChunkReader.ReadClaim(record), context, _events);
                break;
            case ItemKind.WaitMoved:
                book.Move(EventFormat.Read(record.Span), _events);
                break;
            case ItemKind.Recovery:
                book.Recover(ChunkReader.ReadRecovery(record), context, _events);
                break;
            default:
                book.Enroll(ChunkReader.ReadRow(record), _events);
                break;
        }
    }

    private async Task ApplyChangeAsync(
        Shard shard, JournalEntry entry, CommitDraft draft, CancellationToken cancellation)
    {
        if (TryApplyChange(shard.Book, entry, entry, null, draft) is { } defect)
            await SetAsideAsync(shard, draft, entry, KindOf(entry), 0, defect, default, cancellation);
        draft.Announce(shard.Book.TakeAnnouncements(), entry);
    }

    /// <summary>Applies an entry that has no items; returns what our own code threw, or null.</summary>
    /// <param name="at">The entry whose place in the order it is applied at: itself, or the one that retries it.</param>
    /// <param name="retried">Where it was set aside before.</param>
    private Exception? TryApplyChange(
        ShardBook book, JournalEntry entry, JournalEntry at, ItemSetAside? retried, CommitDraft draft)
    {
        try
        {
            ApplyChange(book, entry, new BookContext(entry.Sequence, at.BusinessDate));
            var cut = _events is [MonthClosed closed]
                ? new DraftCut(closed.Month, HeadState.PackCut(book, closed.Month), at)
                : null;
            if (retried is not null) book.Retried(retried, _events);
            draft.Take(_events);
            if (cut is not null) draft.KeepCut(cut);
            return null;
        }
        catch (Exception defect) when (defect is not OutOfMemoryException)
        {
            return defect;
        }
    }

    private void ApplyChange(ShardBook book, JournalEntry entry, BookContext context)
    {
        if (entry.Kind == EntryKind.Plan)
        {
            var plan = PlanOf(entry);
            var version = book.Plans.TryGetValue(plan.Year, out var before) ? before.Version + 1 : 1;
            book.Adopt(plan, version, context.BusinessDate, _events);
            return;
        }

        switch (HttpChange.Read(entry))
        {
            case DepositChange deposit:
                book.Deposit(deposit.Amount, deposit.Date, deposit.Reference, _events);
                break;
            case ReimbursementChange sent:
                book.Reimburse(
                    sent.Contract, sent.Half, sent.IsDenied, sent.Amount, sent.Date, sent.Reference, _events);
                break;
            case BankBalanceChange bank:
                book.PostBank(bank.Date, bank.Balance, bank.Outstanding, _events);
                break;
            case DecisionChange decision:
                // Only the family's shard knows the claim; elsewhere, or once it pends no more, nothing happens.
                book.Decide(
                    decision.SubscriberId, decision.ClaimNumber, decision.DenialCode, context, _events);
                break;
            case WaitsOverChange:
                // Every entry of that day or later ends the waits first.
                break;
            case EditionChange change:
                book.Begin(change.Edition, _events);
                break;
            // The open month at this point decides: a plan of an earlier year may have been adopted in between.
            case CloseChange close when book.OpenMonth == close.Month:
                book.Close(close.Month, _events);
                break;
        }
    }

    private static Plan PlanOf(JournalEntry entry)
    {
        var reading = CanonicalPlans.Read(entry.Body, entry.Employer);
        return reading.Value ?? throw new CorruptLedgerException(
            entry.Employer, JournalRows.EntryKey(entry.Sequence), $"its plan is refused: {reading.Problems[0]}");
    }

    /// <summary>
    /// Writes an item down as set aside; the state is as before it. Where that took folding the log anew, the draft is
    /// ended, so that work which takes long is not done for nothing.
    /// </summary>
    private async Task SetAsideAsync(
        Shard shard, CommitDraft draft, JournalEntry entry, ItemKind kind, long index, Exception defect,
        ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var item = new ItemSetAside(
            kind, entry.Sequence, index, defect.GetType().Name,
            // The record is valid until the next one only; the book keeps this.
            content.Length <= ContentMaxBytes ? content.ToArray() : default(ReadOnlyMemory<byte>));
        await SetAsideAsync(shard, draft, entry, item, defect, cancellation);
    }

    /// <param name="waiting">The number of the waiting claim that the item is; null: it is none.</param>
    private async Task SetAsideAsync(
        Shard shard, CommitDraft draft, JournalEntry at, ItemSetAside item, Exception defect,
        CancellationToken cancellation, long? waiting = null)
    {
        LedgerTelemetry.Thrown(defect);
        var isTouched = shard.Book.IsHalfApplied || _events.Count > 0;
        _events.Clear();
        if (isTouched)
        {
            await shard.RestoreAsync(draft, cancellation);
            // Those that the draft has taken already are announced again with all others of its events.
            draft.Announce([.. shard.Book.TakeAnnouncements().Skip(draft.Announcements.Count)], at);
            draft.End();
        }
        // The draft may be full by the item set aside, and end here.
        else draft.Announce(shard.Book.TakeAnnouncements(), at);

        if (waiting is { } number) shard.Book.Move(new WaitEnded(number, IsGivenAway: false), _events);
        shard.Book.SetAside(item, _events);
        draft.Take(_events);
    }

    private static ItemKind KindOf(JournalEntry entry) => entry.Kind switch
    {
        EntryKind.Claims => ItemKind.Claim,
        EntryKind.Enrollment => ItemKind.EnrollmentRow,
        EntryKind.Plan => ItemKind.Plan,
        EntryKind.Deposit => ItemKind.Deposit,
        EntryKind.Decision => ItemKind.Decision,
        EntryKind.Reimbursement => ItemKind.Reimbursement,
        EntryKind.Recoveries => ItemKind.Recovery,
        EntryKind.BankBalance => ItemKind.BankBalance,
        _ => ItemKind.Close,
    };

    /// <summary>An empty draft is not full: every time slice makes progress.</summary>
    private async ValueTask<bool> IsFullAsync(CommitDraft draft, CancellationToken cancellation) =>
        (slice is not null && draft.Events > 0 && await slice.MustEndAsync(cancellation)) || draft.IsFull;

    /// <summary>Defects are caught item by item: an exception between two items means a damaged chunk.</summary>
    private bool MoveNext(IEnumerator<Look> looks, Position at)
    {
        try
        {
            return looks.MoveNext();
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            throw Failed(at, cause);
        }
    }

    private ApplyFailedException Failed(Position at, Exception cause) => new(id, at, cause);

    /// <exception cref="ConflictException">Someone else applied the chunk, and it was removed.</exception>
    private async Task<byte[]> ReadChunkAsync(
        Shard shard, JournalEntry entry, int chunk, CancellationToken cancellation)
    {
        var name = ChunkNames.BlobFor(entry.Employer, entry.Sequence, id.Shard, chunk);
        if (_chunk is { } known && known.Name == name) return known.Content;
        if (await storage.ReadBlobAsync(name, cancellation: cancellation) is not { } content)
        {
            if (await shard.IsBehindAsync(cancellation)) throw new ConflictException(name.ToString());
            throw Failed(new Position(entry.Sequence, (long)chunk * ChunkWriter.ItemsMax), new CorruptLedgerException(
                entry.Employer, JournalRows.EntryKey(entry.Sequence), $"its chunk {name} is missing"));
        }

        _chunk = (name, content);
        return content;
    }
}
