using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Aso.Ledger.Journal;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Intake;

/// <summary>The employers' directories of members: one immutable blob for each enrollment file, the newest named by a row.</summary>
/// <param name="storage">Where they are stored.</param>
/// <param name="budget">Shared with everything else held in memory; null: one of its own, by what the host has.</param>
public sealed class Directories(ILedgerStorage storage, MemoryBudget? budget = null)
{
    private const string Key = "directory";
    private const string PersonKeyRow = "person-key";

    private readonly ConcurrentDictionary<string, Warm> _warm = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PersonKey> _keys = new(StringComparer.Ordinal);
    private readonly MemoryBudget _budget = budget ?? MemoryBudget.ForHost();

    /// <summary>The newest directory, in use until it is disposed of; read-only.</summary>
    public async Task<LentDirectory> ReadAsync(string employer, CancellationToken cancellation)
    {
        for (var missed = 0L; await FindAsync(employer, cancellation) is { } newest; missed = newest.Sequence)
        {
            if (_warm.TryGetValue(employer, out var known) && known.Sequence == newest.Sequence
                && _budget.TryUse(known.Room)) return new LentDirectory(known.Directory, _budget, known.Room);
            if (await LoadAsync(employer, newest, missed, cancellation) is not { } lent) continue;
            var warm = new Warm(newest.Sequence, lent.Directory, lent.Room!);
            if (_warm.TryGetValue(employer, out var before)) _budget.Forget(before.Room);
            // Another thread may have read it meanwhile: keep theirs.
            if (!_warm.TryAdd(employer, warm)) _budget.Forget(warm.Room);
            return lent;
        }

        return new LentDirectory(MemberDirectory.Empty, _budget, null);
    }

    /// <summary>A directory of the caller's own to change, like the newest.</summary>
    internal async Task<LentDirectory> ReadOwnAsync(string employer, CancellationToken cancellation)
    {
        for (var missed = 0L; await FindAsync(employer, cancellation) is { } newest; missed = newest.Sequence)
        {
            if (await LoadAsync(employer, newest, missed, cancellation) is not { } own) continue;
            _budget.Forget(own.Room!);
            return own;
        }

        return new LentDirectory(MemberDirectory.Empty, _budget, null);
    }

    /// <summary>Lets all directories go, before the object itself is.</summary>
    public void Clear()
    {
        foreach (var warm in _warm.Values) _budget.Forget(warm.Room);
    }

    /// <summary>The employer's key, made once: of two that make it at once, both use the first.</summary>
    internal async Task<PersonKey> KeyAsync(string employer, CancellationToken cancellation)
    {
        while (true)
        {
            if (_keys.TryGetValue(employer, out var known)) return known;
            if (await storage.ReadAsync(employer, PersonKeyRow, cancellation) is { } row)
                return _keys.GetOrAdd(employer, new PersonKey(row.Payload.ToArray()));
            var made = new Row(employer, PersonKeyRow) { Payload = RandomNumberGenerator.GetBytes(PersonKey.Bytes) };
            try
            {
                await storage.CommitAsync(employer, [RowAction.Insert(made)], cancellation);
            }
            catch (ConflictException)
            {
                // Someone else was faster: theirs is read.
            }
        }
    }

    /// <summary>Null: its blob is gone, since there is a newer one by now.</summary>
    private async Task<LentDirectory?> LoadAsync(
        string employer, Newest newest, long missed, CancellationToken cancellation)
    {
        var room = await _budget.ReserveAsync(
            ReservationKind.Directory, MemberDirectory.BytesOf(newest.Members, newest.Numbers), room => Forget(employer, room),
            cancellation);
        try
        {
            if (await storage.ReadBlobAsync(BlobOf(employer, newest.Sequence), 0, null, cancellation) is { } bytes)
                return new LentDirectory(MemberDirectory.Read(bytes), _budget, room);
        }
        catch
        {
            _budget.Release(room, null);
            throw;
        }

        _budget.Release(room, null);
        // An old directory is removed once there is a newer one: then the row names another by now.
        return missed == newest.Sequence
            ? throw new CorruptLedgerException(employer, Key, "the directory's blob is missing")
            : null;
    }

    private void Forget(string employer, Reservation room)
    {
        if (_warm.TryGetValue(employer, out var warm) && warm.Room == room)
            _warm.TryRemove(KeyValuePair.Create(employer, warm));
    }

    private sealed record Warm(long Sequence, MemberDirectory Directory, Reservation Room);

    /// <param name="Sequence">The entry whose directory it is.</param>
    private sealed record Newest(long Sequence, long Members, long Numbers);

    /// <summary>Writes the directory as it is after an entry; returns the write that makes it the newest.</summary>
    public async Task<RowAction> PutAsync(JournalEntry entry, MemberDirectory directory, CancellationToken cancellation)
    {
        await storage.PutBlobAsync(BlobOf(entry.Employer, entry.Sequence), directory.Write(), cancellation);
        return RowAction.Upsert(new Row(entry.Employer, Key)
            .With("sequence", entry.Sequence).With("members", directory.Count).With("numbers", directory.Numbers));
    }

    /// <summary>The entry whose directory is the newest; null: no member was enrolled yet.</summary>
    internal static async Task<long?> NewestAsync(
        ILedgerStorage storage, string employer, CancellationToken cancellation) =>
        (await storage.ReadAsync(employer, Key, cancellation))?.RequiredNumber("sequence");

    private async Task<Newest?> FindAsync(string employer, CancellationToken cancellation) =>
        await storage.ReadAsync(employer, Key, cancellation) is { } row
            ? new Newest(row.RequiredNumber("sequence"), row.Number("members") ?? 0, row.Number("numbers") ?? 0)
            : null;

    /// <summary>All directories of an employer are in it.</summary>
    internal static string Folder(string employer) => $"{employer}/directory/";

    internal static BlobName BlobOf(string employer, long sequence) =>
        new(LedgerNames.WorkContainer,
            string.Create(CultureInfo.InvariantCulture, $"{Folder(employer)}{sequence:D10}"));

    /// <summary>The entry whose directory a blob is, by its name; null: it is none.</summary>
    internal static long? SequenceOf(string name, string employer) =>
        long.TryParse(
            name.AsSpan(Folder(employer).Length), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? sequence
            : null;
}

/// <summary>A directory in use; the caller must dispose of it.</summary>
public sealed class LentDirectory : IDisposable
{
    private readonly MemoryBudget _budget;
    private Reservation? _room;

    internal LentDirectory(MemberDirectory directory, MemoryBudget budget, Reservation? room) =>
        (Directory, _budget, _room) = (directory, budget, room);

    public MemberDirectory Directory { get; }

    internal Reservation? Room => _room;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _room, null) is { } room) _budget.Release(room, room.Bytes);
    }
}
