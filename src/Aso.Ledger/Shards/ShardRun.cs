using Aso.ClaimFiles;
using Aso.Domain;

namespace Aso.Ledger;

/// <summary>One commit's worth of work.</summary>
internal readonly record struct ShardStep(bool Committed, bool Announced, bool Finished);

/// <summary>
/// One worker's way along the journal for one shard: what it has read already, so that it reads it once.
/// </summary>
internal sealed class ShardRun(
    ILedgerStorage storage, Journal journal, ShardId id, ShardTurn? turn, int commitFullEvents)
{
    /// <summary>How many items are applied before announcements and the clock are looked at.</summary>
    private const int ItemsPerLook = 64;

    private readonly Queue<JournalEntry> _entries = new();
    private readonly List<LedgerEvent> _events = [];
    private (BlobName Name, byte[] Content)? _chunk;

    /// <summary>The first entry beyond those that were read; null: none were.</summary>
    private long? _end;

    private Position _reached;
    private Position _at;

    public ShardId Shard => id;

    /// <summary>The entry that is not final yet, where that is what stopped the run.</summary>
    public long? WaitsFor { get; private set; }

    /// <summary>
    /// Applies final entries until a commit is full, a month is closed, the turn is over, or nothing more is ready.
    /// </summary>
    public async Task<ShardStep> CommitNextAsync(Shard shard, CancellationToken cancellation)
    {
        var draft = shard.Begin(commitFullEvents);
        var next = shard.Cursor;
        var finished = false;
        while (draft.Cut is null && !await IsFullAsync(draft, cancellation))
        {
            if (await EntryAtAsync(next.Sequence, cancellation) is not { } entry)
            {
                finished = true;
                break;
            }

            next = HasWork(entry, out var share)
                ? await ApplyAsync(shard, entry, share, next.Index, draft, cancellation)
                : Position.After(entry.Sequence);
        }

        _reached = next;
        if (draft.Events == 0)
        {
            // Coming here again would find the same, so nobody need know.
            shard.Skip(next);
            return new ShardStep(false, false, finished);
        }

        await shard.CommitAsync(draft, next, cancellation);
        LedgerTelemetry.Committed(id, draft);
        await shard.ExtendSnapshotAsync(cancellation);
        return new ShardStep(true, draft.Announcements.Count > 0, finished);
    }

    /// <summary>Whether the journal has a final entry beyond what this run reached.</summary>
    public async Task<bool> HasMoreAsync(CancellationToken cancellation)
    {
        _entries.Clear();
        _end = null;
        return await EntryAtAsync(_reached.Sequence, cancellation) is not null;
    }

    /// <summary>
    /// The final entry of that sequence; null: there was none when entries were read, and <see cref="HasMoreAsync"/>
    /// reads again.
    /// </summary>
    private async Task<JournalEntry?> EntryAtAsync(long sequence, CancellationToken cancellation)
    {
        while (_entries.TryPeek(out var known) && known.Sequence < sequence) _entries.Dequeue();
        if (_entries.Count == 0 && _end != sequence)
        {
            WaitsFor = null;
            _end = sequence;
            var expected = sequence;
            await foreach (var entry in journal.EntriesAfterAsync(id.Employer, sequence - 1, cancellation))
            {
                if (entry.Sequence != expected++)
                    throw new CorruptLedgerException(
                        id.Employer, JournalRows.EntryKey(expected - 1), "the entry is missing");
                if (!entry.IsFinal)
                {
                    WaitsFor = entry.Sequence;
                    break;
                }

                _entries.Enqueue(entry);
                _end = expected;
            }
        }

        return _entries.TryPeek(out var first) && first.Sequence == sequence ? first : null;
    }

    private bool HasWork(JournalEntry entry, out ShardShare? share)
    {
        share = null;
        if (entry.State != EntryState.Ready) return false;
        switch (entry.Kind)
        {
            case EntryKind.Plan or EntryKind.Decision or EntryKind.Close or EntryKind.WaitsOver:
                return true;
            case EntryKind.Deposit:
                return id.Shard == ShardId.Common;
            default:
                share = entry.Manifest?.ShareOf(id.Shard);
                return share is { AllItems: > 0 };
        }
    }

    /// <summary>Applies the entry from an index on, as far as the draft has room; answers what is next.</summary>
    private async Task<Position> ApplyAsync(
        Shard shard,
        JournalEntry entry,
        ShardShare? share,
        long index,
        CommitDraft draft,
        CancellationToken cancellation)
    {
        _at = new Position(entry.Sequence, index);
        // The day comes before what it brings.
        if (!await DecideAsync(shard.Book.Expired(entry.BusinessDate), shard.Book, entry, draft, cancellation)) return _at;
        if (share is null) return Guard(() => ApplyChange(shard.Book, entry, draft));

        var book = shard.Book;
        var context = new BookContext(entry.Sequence, entry.BusinessDate);
        var passed = 0L;
        for (var chunk = 0; chunk < share.AllChunks; chunk++)
        {
            // Those before the index need not be read.
            if (share.Through(chunk) <= index && chunk < share.AllChunks - 1)
            {
                passed = share.Through(chunk);
                continue;
            }

            var content = await ReadChunkAsync(shard, entry, chunk, cancellation);
            using var looks = (chunk >= share.Chunks
                ? ApplyItems(ChunkReader.Events(content), move => book.Move(move, _events))
                : entry.Kind == EntryKind.Claims
                ? ApplyItems(ChunkReader.Claims(content), claim => book.Adjudicate(claim, context, _events))
                : ApplyItems(ChunkReader.Rows(content), row => book.Enroll(row, _events))).GetEnumerator();
            while (Guard(looks.MoveNext))
            {
                passed = looks.Current;
                // Applying computes for long: whoever waits for this thread, another shard or an answer, comes first.
                await Task.Yield();
                if (passed < share.AllItems && await IsFullAsync(draft, cancellation))
                    return new Position(entry.Sequence, passed);
            }
        }

        if (passed != share.AllItems)
            throw Failed(new CorruptLedgerException(
                entry.Employer,
                JournalRows.EntryKey(entry.Sequence),
                $"its chunks hold {passed} items, not {share.AllItems}"));
        _at = new Position(entry.Sequence, passed);
        return entry.Kind == EntryKind.Enrollment
            && !await DecideAsync(book.Enrolled(), book, entry, draft, cancellation)
            ? _at
            : Position.After(entry.Sequence);

        // Look by look; each answers how many items are passed.
        IEnumerable<long> ApplyItems<T>(IEnumerable<T> items, Action<T> apply)
        {
            var count = passed;
            foreach (var item in items)
            {
                if (count++ < index) continue;
                _at = new Position(entry.Sequence, count - 1);
                apply(item);
                draft.Take(_events);
                if (count % ItemsPerLook != 0 && !draft.IsFull) continue;
                draft.Announce(book.TakeAnnouncements(), entry);
                yield return count;
            }

            draft.Announce(book.TakeAnnouncements(), entry);
            yield return count;
        }
    }

    /// <summary>
    /// Decides waiting claims (rule 3.34); false: the draft is full before the last of them, and what is asked for next
    /// time is the rest.
    /// </summary>
    private async Task<bool> DecideAsync(
        IReadOnlyList<WaitingClaim> due, Book book, JournalEntry entry, CommitDraft draft,
        CancellationToken cancellation)
    {
        var context = new BookContext(entry.Sequence, entry.BusinessDate);
        foreach (var (index, waiting) in due.Index())
        {
            if (draft.IsFull || (index % ItemsPerLook == 0 && await IsFullAsync(draft, cancellation))) return false;
            Guard(() => book.Decide(waiting, context, _events));
            draft.Take(_events);
            draft.Announce(book.TakeAnnouncements(), entry);
        }

        return true;
    }

    /// <summary>A draft that holds nothing is not full: every turn comes further.</summary>
    private async ValueTask<bool> IsFullAsync(CommitDraft draft, CancellationToken cancellation) =>
        (turn is not null && draft.Events > 0 && await turn.MustEndAsync(cancellation)) || draft.IsFull;

    /// <summary>What is applied is in memory: whatever is thrown here is a defect of ours, not storage's.</summary>
    private T Guard<T>(Func<T> apply)
    {
        try
        {
            return apply();
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            throw Failed(cause);
        }
    }

    private void Guard(Action apply) => Guard(() =>
    {
        apply();
        return true;
    });

    private ApplyFailedException Failed(Exception cause) => new(id, _at, cause);

    /// <summary>Applies an entry that has no items; answers what is next.</summary>
    private Position ApplyChange(Book book, JournalEntry entry, CommitDraft draft)
    {
        var context = new BookContext(entry.Sequence, entry.BusinessDate);
        if (entry.Kind == EntryKind.Plan)
        {
            Adopt(book, entry);
            draft.Take(_events);
            draft.Announce(book.TakeAnnouncements(), entry);
            return Position.After(entry.Sequence);
        }

        switch (HttpChange.Read(entry))
        {
            case DepositChange deposit:
                book.Deposit(deposit.Amount, deposit.Date, deposit.Reference, _events);
                break;
            case DecisionChange decision:
                // Only the family's shard knows the claim; elsewhere, or once it pends no more, nothing happens.
                book.Decide(
                    decision.SubscriberId, decision.ClaimNumber, decision.DenialCode, context, _events);
                break;
            case WaitsOverChange:
                // Whatever comes that day or later ends the waits before it does anything else.
                break;
            case CloseChange close when book.OpenMonth == close.Month:
                book.Close(close.Month, _events);
                draft.KeepCut(book, close.Month, entry.Received);
                break;
        }

        draft.Take(_events);
        draft.Announce(book.TakeAnnouncements(), entry);
        return Position.After(entry.Sequence);
    }

    private void Adopt(Book book, JournalEntry entry)
    {
        var reading = PlanDocument.Read(entry.Body, entry.Employer);
        var plan = reading.Value ?? throw new CorruptLedgerException(
            entry.Employer, JournalRows.EntryKey(entry.Sequence), $"its plan is refused: {reading.Problems[0]}");
        var version = book.Plans.TryGetValue(plan.Year, out var before) ? before.Version + 1 : 1;
        book.Adopt(plan, version, entry.BusinessDate, _events);
    }

    /// <exception cref="ConflictException">Someone else applied the chunk, and it was removed.</exception>
    private async Task<byte[]> ReadChunkAsync(
        Shard shard, JournalEntry entry, int chunk, CancellationToken cancellation)
    {
        var name = ChunkNames.Of(entry.Employer, entry.Sequence, id.Shard, chunk);
        if (_chunk is { } known && known.Name == name) return known.Content;
        if (await storage.ReadBlobAsync(name, cancellation: cancellation) is not { } content)
        {
            if (await shard.IsBehindAsync(cancellation)) throw new ConflictException(name.ToString());
            throw Failed(new CorruptLedgerException(
                entry.Employer, JournalRows.EntryKey(entry.Sequence), $"its chunk {name} is missing"));
        }

        _chunk = (name, content);
        return content;
    }
}
