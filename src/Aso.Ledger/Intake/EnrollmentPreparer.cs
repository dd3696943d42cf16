using System.Globalization;
using Aso.ClaimFiles;
using Aso.Domain;

namespace Aso.Ledger;

/// <summary>Reads a file of enrollment into chunks by family, and rewrites the employer's directory of members.</summary>
public sealed class EnrollmentPreparer(
    ILedgerStorage storage, Journal journal, Directories directories, ShardDriver shards, ShardCache warm,
    Acknowledgments acknowledgments, IntakeOptions options)
{
    internal async Task<JournalEntry> PrepareAsync(
        JournalEntry entry, HashedStream content, CancellationToken cancellation)
    {
        var employer = await journal.FixShardsAsync(entry.Employer, options.ShardsFor(null), cancellation);
        var sink = new Sink(
            (await directories.ReadAsync(entry.Employer, cancellation)).Copy(),
            new ShardedChunks(storage, entry, employer.Shards),
            employer.Shards);
        await journal.EnsureNotFinalAsync(entry, cancellation);
        var drained = new HashSet<ShardId>();
        var report = await EnrollmentFile.ReadAsync(
            content,
            new ClaimFileOptions { BusinessDate = entry.BusinessDate, Strict = options.Strict },
            sink,
            (member, stop) => KnownAsync(entry, sink.Directory, employer.Shards, drained, member, stop),
            cancellation);
        await sink.Chunks.FinishAsync(cancellation);
        var hash = await content.FinishAsync(cancellation);
        var preparation = PreparedFile.Of(report, sink.Chunks.Shares, hash, entry.BusinessDate);
        if (sink.MovedAway > 0) preparation = LeavingOut(preparation, sink.MovedAway);
        if (preparation.State == EntryState.Ready)
            preparation = preparation with { Beside = [await directories.PutAsync(entry, sink.Directory, cancellation)] };
        var duplicateOf = await journal.FirstOfAsync(entry, preparation, cancellation);
        await acknowledgments.WriteAsync(entry, preparation, duplicateOf, report, cancellation);
        LedgerTelemetry.Failed(entry.Employer, "reading", report.Defects);
        return await journal.CompleteAsync(entry, preparation, cancellation);
    }

    /// <summary>Rows left out count as rejected, so that rows in = enrolled + rejected.</summary>
    private static Preparation LeavingOut(Preparation preparation, int rows) => preparation with
    {
        Manifest = preparation.Manifest! with { ItemsRejected = preparation.Manifest.ItemsRejected + rows },
        Outcome = $"{rows} rows left out: they name another subscriber for a member whose family lives elsewhere; "
            + "end the member there and enroll it under a new member id"
            + (preparation.Outcome is { } outcome ? $". {outcome}" : ""),
    };

    /// <summary>What the member's rows say before this file: an 834 that changes one coverage keeps the others by it.</summary>
    private async ValueTask<IReadOnlyList<EnrollmentRow>> KnownAsync(
        JournalEntry entry, MemberDirectory directory, int shardCount, HashSet<ShardId> drained, string memberId,
        CancellationToken cancellation)
    {
        if (directory.SubscriberOf(memberId) is not { } subscriber) return [];
        var shard = new ShardId(entry.Employer, ShardId.Of(subscriber, shardCount));
        if (drained.Add(shard)) await shards.DrainAsync(shard, entry.Sequence - 1, cancellation);
        return await warm.UseAsync(shard, KnownAsync, cancellation: cancellation);

        async Task<IReadOnlyList<EnrollmentRow>> KnownAsync(Shard one)
        {
            // Only a shard that is beyond the entry may know what came after it.
            if (one.Head.Applied.IsAfter(new Position(entry.Sequence, 0)))
                await journal.EnsureNotFinalAsync(entry, cancellation);
            return one.Book.Member(memberId)?.Enrollment ?? [];
        }
    }

    private sealed class Sink(MemberDirectory directory, ShardedChunks chunks, int shards) : IEnrollmentSink
    {
        public MemberDirectory Directory => directory;

        public ShardedChunks Chunks => chunks;

        /// <summary>Rows left out because they would take a member to a family of another shard.</summary>
        public int MovedAway { get; private set; }

        public void Accept(IReadOnlyList<EnrollmentRow> rows, FilePosition at)
        {
            // One member's, of one family.
            var row = rows[0];
            if (directory.WouldMove(row, shards))
            {
                MovedAway += rows.Count;
                return;
            }

            chunks.Add(ShardId.Of(row.SubscriberId, shards), rows);
            directory.Put(row);
        }

        public void Reject(Rejection rejection)
        {
            // The report keeps what the acknowledgment says of it.
        }

        public ValueTask WriteAsync(CancellationToken cancellation) => chunks.WriteAsync(cancellation);
    }
}

/// <summary>The employers' directories of members: one immutable blob for each enrollment file, the newest named by a row.</summary>
public sealed class Directories(ILedgerStorage storage)
{
    private const string Key = "directory";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long Sequence, MemberDirectory Directory)> _warm = new(StringComparer.Ordinal);

    public async Task<MemberDirectory> ReadAsync(string employer, CancellationToken cancellation)
    {
        for (var missed = 0L; await NewestAsync(storage, employer, cancellation) is { } sequence; missed = sequence)
        {
            lock (_lock)
            {
                if (_warm.TryGetValue(employer, out var known) && known.Sequence == sequence) return known.Directory;
            }

            if (await storage.ReadBlobAsync(BlobOf(employer, sequence), 0, null, cancellation) is { } bytes)
            {
                var directory = MemberDirectory.Read(bytes);
                lock (_lock) _warm[employer] = (sequence, directory);
                return directory;
            }

            // An old directory is removed once there is a newer one: then the row names another by now.
            if (missed == sequence) throw new CorruptLedgerException(employer, Key, "the directory's blob is missing");
        }

        return MemberDirectory.Empty;
    }

    /// <summary>Writes the directory as it is after an entry; answers the write that makes it the newest.</summary>
    public async Task<RowAction> PutAsync(JournalEntry entry, MemberDirectory directory, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(directory);
        await storage.PutBlobAsync(BlobOf(entry.Employer, entry.Sequence), directory.Write(), cancellation);
        return RowAction.Upsert(new Row(entry.Employer, Key)
            .With("sequence", entry.Sequence).With("members", directory.Count));
    }

    /// <summary>The entry whose directory is the newest; null: no member was enrolled yet.</summary>
    internal static async Task<long?> NewestAsync(
        ILedgerStorage storage, string employer, CancellationToken cancellation) =>
        (await storage.ReadAsync(employer, Key, cancellation))?.RequiredNumber("sequence");

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
