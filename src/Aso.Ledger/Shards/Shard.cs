using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Shards;

/// <summary>
/// One shard in memory: the book, which is the fold of the log, and the head it was read at. After a failed commit the
/// book holds what was never written: the shard is stale and must be dropped. Not thread-safe.
/// </summary>
public sealed partial class Shard
{
    private readonly ILedgerStorage _storage;
    private readonly ShardSnapshot _snapshot;
    private readonly int _edition;
    private PostedRows _posted = new();
    private HashChain _chain = new(default);

    private Shard(ILedgerStorage storage, ShardId id, int edition)
    {
        _storage = storage;
        _edition = edition;
        Id = id;
        Book = NewBook();
        _snapshot = new ShardSnapshot(storage, id);
    }

    public ShardId Id { get; }

    public ShardBook Book { get; private set; }

    public Head Head { get; private set; } = new();

    /// <summary>
    /// What is next in the journal: at or after <see cref="Head.Applied"/>, past entries without work.
    /// </summary>
    public Position Cursor { get; private set; } = Position.Start;

    public bool IsStale { get; private set; }

    /// <summary>Loads the newest snapshot and the log rows after it.</summary>
    /// <exception cref="CorruptLedgerException">The log does not add up to the head.</exception>
    public static Task<Shard> LoadAsync(
        ILedgerStorage storage, ShardId id, CancellationToken cancellation = default) =>
        LoadAsync(storage, id, _ => Task.CompletedTask, cancellation);

    /// <summary>The same, after <paramref name="room"/> has reserved memory for the head.</summary>
    internal static async Task<Shard> LoadAsync(
        ILedgerStorage storage, ShardId id, Func<Head, Task> room, CancellationToken cancellation)
    {
        var shard = new Shard(storage, id, await EditionAsync(storage, id, cancellation));
        var found = await shard.ReadHeadAsync(cancellation);
        await room(found ?? shard.Head);
        if (found is not { } head) return shard;
        await shard.LoadSnapshotAsync(head.Snapshot, cancellation);
        await shard.ApplyRowsAsync(head, cancellation);
        return shard;
    }

    /// <summary>Applies what others have committed since; one read where no one has.</summary>
    public Task CatchUpAsync(CancellationToken cancellation = default) => CatchUpAsync(_ => true, cancellation);

    /// <summary>The same, as far as there is room.</summary>
    /// <param name="mayGrow">Gets the newest head; where it returns false, nothing is applied.</param>
    /// <param name="cancellation">Cancels.</param>
    internal async Task<bool> CatchUpAsync(Func<Head, bool> mayGrow, CancellationToken cancellation)
    {
        ThrowIfStale();
        if (await ReadHeadAsync(cancellation) is not { } head || head.Version == Head.Version) return true;
        if (!mayGrow(head)) return false;
        await ApplyRowsAsync(head, cancellation);
        return true;
    }

    /// <summary>Whether others have committed since.</summary>
    public async Task<bool> IsBehindAsync(CancellationToken cancellation = default)
    {
        await SettleAsync();
        return (await ReadHeadAsync(cancellation))?.Version != Head.Version;
    }

    /// <summary>A draft of what comes after all that is written or being written.</summary>
    public CommitDraft Begin(int fullEvents = CommitDraft.FullEvents) =>
        new(_writing?.Head.Hash ?? Head.Hash, fullEvents);

    /// <summary>
    /// Brings <see cref="ShardBook"/> back to what the draft holds, after a command on it failed half-way: folds the log and
    /// the draft's events anew.
    /// </summary>
    /// <exception cref="ConflictException">Someone else committed meanwhile: this shard is stale.</exception>
    public async Task RestoreAsync(CommitDraft draft, CancellationToken cancellation = default)
    {
        await SettleAsync();
        IsStale = true;
        // Not both in memory at once.
        Book = NewBook();
        var stored = await LoadAsync(_storage, Id, cancellation);
        if (stored.Head.Version != Head.Version) throw new ConflictException(Id.Partition);
        foreach (var record in draft.Written()) stored.Book.Apply(EventFormat.Read(record.Span));
        Book = stored.Book;
        IsStale = false;
    }

    /// <summary>Passes entries that have no work for this shard; nothing is written.</summary>
    public void Skip(Position next)
    {
        if (next.IsAfter(Cursor)) Cursor = next;
    }

    private ShardBook NewBook() => new(_edition, new PackedDecisions());

    /// <summary>The edition of the rules that the ledger began with.</summary>
    private static async Task<int> EditionAsync(
        ILedgerStorage storage, ShardId id, CancellationToken cancellation) =>
        await storage.ReadAsync(id.Employer, JournalRows.EmployerKey, cancellation) is { } row
            ? JournalRows.ToEmployer(row).FirstEdition
            : Editions.Second;

    private async Task<Head?> ReadHeadAsync(CancellationToken cancellation) =>
        await _storage.ReadAsync(Id.Partition, ShardRows.HeadKey, cancellation) is { } row
            ? ShardRows.ToHead(row)
            : null;

    private async Task LoadSnapshotAsync(SnapshotPointer pointer, CancellationToken cancellation)
    {
        try
        {
            await foreach (var frame in _snapshot.ReadAsync(pointer, cancellation)) Apply(frame.Payload, frame.Row);
            if (_chain.Hash == pointer.Hash)
            {
                Head = new Head { LogRows = pointer.Rows };
                return;
            }
        }
        catch (FormatException)
        {
            // A damaged snapshot costs time, not truth.
        }

        _snapshot.Abandon();
        Book = NewBook();
        _posted = new PostedRows();
        _chain = new HashChain(default);
    }

    private async Task ApplyRowsAsync(Head head, CancellationToken cancellation)
    {
        IsStale = true;
        var number = Head.LogRows;
        var from = ShardRows.LogKey(number + 1);
        var to = ShardRows.LogKey(head.LogRows + 1);
        if (head.LogRows > number)
        {
            await foreach (var row in _storage.QueryAsync(Id.Partition, from, to, cancellation))
            {
                if (ShardRows.LogNumber(row) != ++number)
                    throw new CorruptLedgerException(Id.Partition, ShardRows.LogKey(number), "the row is missing");
                ApplyRow(row, number);
            }
        }

        if (number != head.LogRows)
            throw new CorruptLedgerException(Id.Partition, ShardRows.LogKey(number + 1), "the row is missing");
        if (_chain.Hash != head.Hash)
            throw new CorruptLedgerException(Id.Partition, ShardRows.HeadKey, "the log does not lead to its hash");
        Head = head;
        _snapshot.Adopt(head.Snapshot);
        Skip(head.Applied);
        // What was announced is in the outbox since the commit that caused it.
        Book.TakeAnnouncements();
        IsStale = false;
    }

    private void ApplyRow(Row row, long number)
    {
        try
        {
            Apply(row.Payload, number);
        }
        catch (FormatException damaged)
        {
            throw new CorruptLedgerException(row.Partition, row.Key, damaged.Message, damaged);
        }

        if (_chain.Hash != ShardRows.HashOf(row, "hash"))
            throw new CorruptLedgerException(row.Partition, row.Key, "its events do not lead to its hash");
        _snapshot.Add(number, row.Payload, _chain.Hash);
    }

    private void Apply(ReadOnlyMemory<byte> payload, long number)
    {
        foreach (var record in CommitDraft.Records(payload))
        {
            _chain.Add(record.Span);
            var happened = EventFormat.Read(record.Span);
            if (happened is ClaimDecided decided)
                _posted.Add(decided.Decision.PostingMonth, new LogRange(number, number));
            Book.Apply(happened);
        }
    }

    private void ThrowIfStale()
    {
        if (IsStale) throw new InvalidOperationException($"shard {Id} is stale after a failed commit; load it again");
    }
}
