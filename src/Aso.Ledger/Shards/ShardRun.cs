using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Shards;

/// <summary>What some commits, written one after another, came to.</summary>
/// <param name="Finished">Nothing more is ready.</param>
internal readonly record struct ShardStep(int Commits, bool Announced, bool Finished)
{
    /// <summary>How many items the shard has set aside now; null: as many as before.</summary>
    public int? SetAside { get; init; }

    /// <summary>Claims they decided, by outcome; null: none.</summary>
    public IReadOnlyDictionary<DecisionStatus, long>? Decided { get; init; }

    public ShardStep With(CommitDraft draft, int setAside) => this with
    {
        Commits = Commits + 1,
        Announced = Announced || draft.Announcements.Count > 0,
        SetAside = draft.ChangesSetAside ? setAside : SetAside,
        Decided = draft.Outcomes.Count == 0 ? Decided
            : (Decided ?? new Dictionary<DecisionStatus, long>()).Concat(draft.Outcomes)
                .GroupBy(one => one.Key, one => one.Value).ToDictionary(one => one.Key, one => one.Sum()),
    };
}

/// <summary>
/// One worker's way along the journal for one shard: what it has read already, so that it reads it once.
/// </summary>
internal sealed partial class ShardRun(
    ILedgerStorage storage, EmployerJournal journal, ShardId id, TimeSlice? slice, int commitFullEvents)
{
    /// <summary>After which others who ask for the shard have their turn, and the lease is renewed.</summary>
    private const int CommitsMax = 4;

    private readonly Queue<JournalEntry> _entries = new();

    /// <summary>The first entry beyond those that were read; null: none were.</summary>
    private long? _end;

    private Position _reached = Position.Start;

    public ShardId Shard => id;

    /// <summary>The entry that is not final yet, where that is what stopped the run.</summary>
    public long? WaitsFor { get; private set; }

    /// <summary>
    /// Applies final entries until some commits are full, a month is closed, the slice is over, or nothing more is ready.
    /// Each commit is written while the next is filled.
    /// </summary>
    public async Task<ShardStep> CommitSomeAsync(Shard shard, CancellationToken cancellation)
    {
        var (step, next) = (default(ShardStep), shard.Cursor);
        (CommitDraft Draft, int SetAside)? written = null;
        while (true)
        {
            var draft = shard.Begin(commitFullEvents);
            var finished = false;
            try
            {
                (next, finished) = await FillAsync(shard, draft, next, cancellation);
            }
            catch (Exception) when (written is not null)
            {
                // What is being written counts; what was thrown is thrown again once that is told of.
                await shard.SettleAsync();
                shard.Abandon();
                return Committed(step, written.Value);
            }

            await shard.SettleAsync();
            if (written is { } before) step = Committed(step, before);
            if (shard.IsStale) return step;
            if (draft.Events == 0)
            {
                // The next run would find the same, so nothing is written.
                shard.Skip(next);
                return step with { Finished = finished };
            }

            shard.StartCommit(draft, next, cancellation);
            written = (draft, shard.Book.ItemsSetAside.Count);
            if (!finished && draft.Cut is null && slice is not { IsOver: true } && step.Commits + 1 < CommitsMax)
                continue;
            await shard.SettleAsync();
            return Committed(step, written.Value) with { Finished = finished };
        }
    }

    private async Task<(Position Next, bool Finished)> FillAsync(
        Shard shard, CommitDraft draft, Position next, CancellationToken cancellation)
    {
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
        return (next, finished);
    }

    private ShardStep Committed(ShardStep step, (CommitDraft Draft, int SetAside) written)
    {
        LedgerTelemetry.Committed(id, written.Draft);
        return step.With(written.Draft, written.SetAside);
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
