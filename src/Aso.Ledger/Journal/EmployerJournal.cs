using System.Runtime.CompilerServices;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Journal;

/// <summary>
/// The totally ordered journals, one for each employer. An entry's sequence is given at arrival by one conditional
/// transaction; entries are then prepared strictly in order, by any worker, and never change once final.
/// </summary>
public sealed class EmployerJournal(ILedgerStorage storage)
{
    /// <summary>Who closed a month that nobody closed by hand, in the audit trail.</summary>
    public const string ByTimer = "timer";

    /// <summary>More are found by one query of all that the employer ever registered, a thousand a request.</summary>
    private const int FilesReadOneByOneMax = 3;

    private readonly EmployerList _list = new(storage);

    public async Task<Employer?> EmployerAsync(string employer, CancellationToken cancellation = default) =>
        await storage.ReadAsync(employer, JournalRows.EmployerKey, cancellation) is { } row
            ? JournalRows.ToEmployer(row)
            : null;

    public IAsyncEnumerable<string> EmployersAsync(CancellationToken cancellation = default) =>
        _list.ReadAsync(cancellation).Select(employer => employer.Name);

    /// <summary>
    /// Gives the employer its number of shards, once; returns the employer with the number in effect.
    /// </summary>
    /// <param name="shards">A power of two, at most <see cref="ShardId.ShardsMax"/>.</param>
    public Task<Employer> FixShardsAsync(string employer, int shards, CancellationToken cancellation = default) =>
        FixShardsAsync(employer, shards, secondEditionFrom: 0, cancellation);

    /// <summary>The same, of a ledger that is to become like another.</summary>
    /// <param name="secondEditionFrom">As <see cref="Employer.SecondEditionFrom"/>, where the employer is new.</param>
    internal async Task<Employer> FixShardsAsync(
        string employer, int shards, long secondEditionFrom, CancellationToken cancellation)
    {
        if (!System.Numerics.BitOperations.IsPow2(shards) || shards > ShardId.ShardsMax)
            throw new ArgumentOutOfRangeException(nameof(shards), shards, "a power of two, at most 64, was expected");
        while (true)
        {
            var found = await OpenAsync(employer, cancellation, secondEditionFrom);
            if (found.Shards != 0) return found;
            var row = JournalRows.ToRow(found with { Shards = shards });
            try
            {
                var written = await storage.CommitOwnAsync(
                    employer, [RowAction.Replace(row, found.Version!)], cancellation);
                return found with { Shards = shards, Version = written[0] };
            }
            catch (ConflictException)
            {
                // Someone else wrote the employer first: read it again.
            }
        }
    }

    /// <summary>
    /// Where the ledger is of the first edition of the rules, appends that the second holds from here on, once.
    /// </summary>
    /// <returns>The employer after it.</returns>
    public async Task<Employer> BeginSecondEditionAsync(
        Employer employer, DateTimeOffset now, DateOnly businessDate, CancellationToken cancellation = default)
    {
        if (employer.SecondEditionFrom is not null) return employer;
        await AppendAsync(
            employer.Name, new EditionChange(Editions.Second), now, businessDate, cancellation: cancellation);
        return (await EmployerAsync(employer.Name, cancellation))!;
    }

    /// <summary>Registers a dropped file; the same path and ETag again return the first entry.</summary>
    /// <param name="dropped">As <see cref="JournalEntry.Dropped"/>.</param>
    public Task<Registration> RegisterAsync(
        string employer,
        EntryKind kind,
        DroppedFile file,
        DateTimeOffset received,
        DateOnly businessDate,
        DateOnly? dropped = null,
        CancellationToken cancellation = default)
    {
        var entry = new JournalEntry
        {
            Employer = employer,
            Sequence = 0,
            Kind = kind,
            State = EntryState.Received,
            Received = received,
            BusinessDate = businessDate,
            Dropped = dropped,
            File = file,
        };
        return AddAsync(entry, DropKey(file.Blob, file.ETag), null, cancellation);
    }

    /// <summary>The entry of a dropped file that was registered before; null: it was not.</summary>
    public Task<JournalEntry?> RegisteredAsync(
        string employer, BlobName blob, string etag, CancellationToken cancellation = default) =>
        FindOnceAsync(employer, DropKey(blob, etag), cancellation);

    /// <summary>
    /// Appends a change by HTTP or timer, ready unless it is prepared first; the same key again returns the first entry.
    /// </summary>
    public Task<Registration> AppendAsync(
        string employer,
        HttpChange change,
        DateTimeOffset received,
        DateOnly businessDate,
        string? who = null,
        CancellationToken cancellation = default)
    {
        var entry = new JournalEntry
        {
            Employer = employer,
            Sequence = 0,
            Kind = change.Kind,
            State = change.IsPrepared ? EntryState.Received : EntryState.Ready,
            Received = received,
            BusinessDate = businessDate,
            Body = change.Write(),
            Who = who,
        };
        return AddAsync(entry, change.Key, change, cancellation);
    }

    /// <summary>Those of an employer's dropped files that were registered before, each by its path and ETag.</summary>
    internal async Task<IReadOnlyList<(BlobName Blob, string ETag)>> RegisteredAsync(
        string employer, IReadOnlyList<(BlobName Blob, string ETag)> files, CancellationToken cancellation)
    {
        var keys = files.ToDictionary(file => JournalRows.OnceKey(DropKey(file.Blob, file.ETag)));
        IReadOnlyList<Row?> rows = files.Count <= FilesReadOneByOneMax
            ? await Task.WhenAll(keys.Keys.Select(key => storage.ReadAsync(employer, key, cancellation)))
            : await storage.QueryAsync(employer, JournalRows.OncePrefix, cancellation).ToListAsync(cancellation);
        return [.. rows.OfType<Row>().Where(row => keys.ContainsKey(row.Key)).Select(row => keys[row.Key])];
    }

    /// <summary>The entry of a change that was appended before under the same key; null: none was.</summary>
    public async Task<JournalEntry?> AppendedAsync(
        string employer, HttpChange change, CancellationToken cancellation = default)
    {
        return change.Key is { } key ? await FindOnceAsync(employer, key, cancellation) : null;
    }

    public async Task<JournalEntry?> ReadAsync(
        string employer, long sequence, CancellationToken cancellation = default) =>
        await storage.ReadAsync(employer, JournalRows.EntryKey(sequence), cancellation) is { } row
            ? JournalRows.ToEntry(row)
            : null;

    /// <summary>Entries with a sequence above <paramref name="sequence"/>, in order.</summary>
    public async IAsyncEnumerable<JournalEntry> EntriesAfterAsync(
        string employer, long sequence, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var rows = storage.QueryAsync(
            employer, JournalRows.EntryKey(sequence + 1), JournalRows.EntryEnd, cancellation);
        await foreach (var row in rows) yield return JournalRows.ToEntry(row);
    }

    /// <summary>The first entry that is not final: the only one that may be prepared. Null: all are.</summary>
    public async Task<JournalEntry?> NextToPrepareAsync(string employer, CancellationToken cancellation = default)
    {
        var prepared = await storage.ReadAsync(employer, JournalRows.PreparedKey, cancellation);
        var after = prepared?.RequiredNumber("sequence") ?? 0;
        await foreach (var entry in EntriesAfterAsync(employer, after, cancellation))
            if (!entry.IsFinal) return entry;
        return null;
    }

    /// <summary>
    /// The earlier entry that brought the same content; null: this is the first. Entries are prepared in order, so the
    /// result does not change.
    /// </summary>
    public async Task<long?> FirstOfAsync(
        JournalEntry entry, Preparation preparation, CancellationToken cancellation = default)
    {
        if (preparation.State != EntryState.Ready || preparation.GoesBack) return null;
        var key = JournalRows.ContentKey(entry.Kind, preparation.Content!);
        var first = await storage.ReadAsync(entry.Employer, key, cancellation);
        return first?.RequiredNumber("sequence") is { } sequence && sequence != entry.Sequence ? sequence : null;
    }

    /// <summary>
    /// Makes an entry final. Ready content that an earlier entry brought makes it a duplicate of that one instead.
    /// Returns the stored entry: where someone else was first, theirs.
    /// </summary>
    public async Task<JournalEntry> CompleteAsync(
        JournalEntry entry, Preparation preparation, CancellationToken cancellation = default)
    {
        if (preparation.State == EntryState.Received)
            throw new ArgumentException("a final state was expected", nameof(preparation));
        var completed = entry with
        {
            State = preparation.State,
            Content = preparation.Content,
            Manifest = preparation.Manifest,
            Body = preparation.Body,
            Outcome = preparation.Outcome,
            BusinessDate = preparation.BusinessDate ?? entry.BusinessDate,
        };
        if (completed.State == EntryState.Ready)
        {
            ArgumentException.ThrowIfNullOrEmpty(preparation.Content);
            var content = ContentRow(completed);
            var claims = preparation.GoesBack ? RowAction.Upsert(content) : RowAction.Insert(content);
            if (await TryCompleteAsync(completed, [claims, .. preparation.AlsoWrite], cancellation)) return completed;
            if (preparation.GoesBack) return await StandingAsync(entry, cancellation);
            var first = await storage.ReadAsync(entry.Employer, content.Key, cancellation);
            if (first is null || first.RequiredNumber("sequence") == entry.Sequence)
                return await StandingAsync(entry, cancellation);
            completed = completed with
            {
                State = EntryState.Duplicate,
                DuplicateOf = first.RequiredNumber("sequence"),
                Manifest = null,
                Body = default,
            };
        }

        return await TryCompleteAsync(completed, [], cancellation)
            ? completed
            : await StandingAsync(entry, cancellation);
    }

    /// <summary>
    /// To be called between reading what preparing an entry depends on and writing the result: then every worker that
    /// prepares it, however slowly, writes the same.
    /// </summary>
    /// <exception cref="OvertakenException">The entry is final.</exception>
    internal async Task EnsureNotFinalAsync(JournalEntry entry, CancellationToken cancellation)
    {
        if (await StandingAsync(entry, cancellation) is { IsFinal: true } standing)
            throw new OvertakenException(standing);
    }

    private async Task<bool> TryCompleteAsync(
        JournalEntry completed, IReadOnlyList<RowAction> alsoWrite, CancellationToken cancellation)
    {
        // The high-water mark of preparing only moves forward and only saves reads: it needs no condition.
        var prepared = new Row(completed.Employer, JournalRows.PreparedKey).With("sequence", completed.Sequence);
        List<RowAction> actions =
        [
            RowAction.Replace(JournalRows.ToRow(completed), completed.Version!),
            RowAction.Upsert(prepared),
            .. alsoWrite,
        ];
        try
        {
            await storage.CommitOwnAsync(completed.Employer, actions, cancellation);
            return true;
        }
        catch (ConflictException)
        {
            return false;
        }
    }

    private async Task<JournalEntry> StandingAsync(JournalEntry entry, CancellationToken cancellation) =>
        await ReadAsync(entry.Employer, entry.Sequence, cancellation)
        ?? throw new CorruptLedgerException(
            entry.Employer, JournalRows.EntryKey(entry.Sequence), "a registered entry is missing");

    private static Row ContentRow(JournalEntry entry) =>
        new Row(entry.Employer, JournalRows.ContentKey(entry.Kind, entry.Content!)).With("sequence", entry.Sequence);

    private async Task<Registration> AddAsync(
        JournalEntry entry, string? onceFor, HttpChange? change, CancellationToken cancellation)
    {
        while (true)
        {
            var employer = await OpenAsync(entry.Employer, cancellation);
            if (entry.Kind != EntryKind.Edition)
                employer = await BeginSecondEditionAsync(employer, entry.Received, entry.BusinessDate, cancellation);
            if (onceFor is not null && await FindOnceAsync(entry.Employer, onceFor, cancellation) is { } earlier)
                return new Registration(earlier, false);
            await _list.PutAsync(entry.Employer, cancellation);
            var numbered = entry with { Sequence = employer.NextSequence };
            var next = employer with
            {
                NextSequence = employer.NextSequence + 1,
                // Null only where this entry begins the second edition.
                SecondEditionFrom = employer.SecondEditionFrom ?? numbered.Sequence,
            };
            List<RowAction> actions =
            [
                RowAction.Insert(JournalRows.ToRow(numbered)),
                RowAction.Replace(JournalRows.ToRow(next), employer.Version!),
            ];
            if (onceFor is not null)
            {
                var once = new Row(entry.Employer, JournalRows.OnceKey(onceFor)).With("sequence", numbered.Sequence);
                actions.Add(RowAction.Insert(once));
            }

            // Nobody asks for a close but people and the timer.
            if (change is not null && (entry.Who ?? (change is CloseChange ? ByTimer : null)) is { } who)
                actions.Add(RowAction.Insert(JournalRows.ToAuditRow(numbered, change, who)));
            try
            {
                var versions = await storage.CommitOwnAsync(entry.Employer, actions, cancellation);
                return new Registration(numbered with { Version = versions[0] }, true);
            }
            catch (ConflictException)
            {
                // Another arrival took the sequence, or this very one was registered: look again.
            }
        }
    }

    private static string DropKey(BlobName blob, string etag) => $"drop {blob} {etag}";

    private async Task<JournalEntry?> FindOnceAsync(string employer, string onceFor, CancellationToken cancellation)
    {
        var once = await storage.ReadAsync(employer, JournalRows.OnceKey(onceFor), cancellation);
        return once is null ? null : await ReadAsync(employer, once.RequiredNumber("sequence"), cancellation);
    }

    /// <summary>The employer's row, made at first contact.</summary>
    private async Task<Employer> OpenAsync(
        string employer, CancellationToken cancellation, long secondEditionFrom = 0)
    {
        while (true)
        {
            if (await EmployerAsync(employer, cancellation) is { } found) return found;
            // Listed first: an employer that is listed and has no row yet is merely empty.
            await _list.PutAsync(employer, cancellation);
            try
            {
                var row = JournalRows.ToRow(new Employer(employer, 0, 1, secondEditionFrom));
                await storage.CommitOwnAsync(employer, [RowAction.Insert(row)], cancellation);
            }
            catch (ConflictException)
            {
                // Someone else met the employer at the same moment.
            }
        }
    }
}
