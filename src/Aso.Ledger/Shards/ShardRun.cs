using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Shards;

/// <summary>One commit's worth of work.</summary>
/// <param name="SetAside">How many items the shard has set aside now; null: as many as before.</param>
internal readonly record struct ShardStep(bool Committed, bool Announced, bool Finished, int? SetAside = null)
{
    /// <summary>Claims it decided, by outcome; null: none.</summary>
    public IReadOnlyDictionary<DecisionStatus, long>? Decided { get; init; }
}

/// <summary>
/// One worker's way along the journal for one shard: what it has read already, so that it reads it once.
/// </summary>
internal sealed partial class ShardRun(
    ILedgerStorage storage, EmployerJournal journal, ShardId id, TimeSlice? slice, int commitFullEvents)
{
    private readonly Queue<JournalEntry> _entries = new();

    /// <summary>The first entry beyond those that were read; null: none were.</summary>
    private long? _end;

    private Position _reached = Position.Start;

    public ShardId Shard => id;

    /// <summary>The entry that is not final yet, where that is what stopped the run.</summary>
    public long? WaitsFor { get; private set; }

    /// <summary>
    /// Applies final entries until a commit is full, a month is closed, the slice is over, or nothing more is ready.
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

            next = await ApplyAsync(shard, entry, next.Index, draft, cancellation);
        }

        _reached = next;
        if (draft.Events == 0)
        {
            // The next run would find the same, so nothing is written.
            shard.Skip(next);
            return new ShardStep(false, false, finished);
        }

        await shard.CommitAsync(draft, next, cancellation);
        LedgerTelemetry.Committed(id, draft);
        await shard.ExtendSnapshotAsync(cancellation);
        return new ShardStep(
            true, draft.Announcements.Count > 0, finished,
            draft.ChangesSetAside ? shard.Book.ItemsSetAside.Count : null)
        {
            Decided = draft.Outcomes.Count > 0 ? draft.Outcomes : null,
        };
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
}
