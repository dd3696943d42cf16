using Aso.ClaimFiles;
using Aso.ClaimFiles.Layouts;
using Aso.ClaimFiles.Reports;
using Aso.Ledger.Journal;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Intake;

/// <summary>Reads a file of enrollment into chunks by family, and rewrites the employer's directory of members.</summary>
public sealed class EnrollmentPreparer(
    ILedgerStorage storage, EmployerJournal journal, Directories directories, ShardDriver shards, ShardCache warm,
    Acknowledgments acknowledgments, IntakeOptions options)
{
    internal async Task<JournalEntry> PrepareAsync(
        JournalEntry entry, HashedStream content, Layout? layout, IReadOnlyList<StoredPlan> inForce,
        CancellationToken cancellation)
    {
        var employer = await journal.FixShardsAsync(entry.Employer, options.ShardsFor(null), cancellation);
        using var own = await directories.ReadOwnAsync(entry.Employer, cancellation);
        var sink = new Sink(
            own.Directory,
            new Identities(own.Directory, await directories.KeyAsync(entry.Employer, cancellation)),
            new ShardedChunks(storage, entry, employer.Shards),
            employer.Shards,
            (on, token) => CoveredAsync(entry, employer.Shards, on, token),
            new RepairBlobs(storage, entry));
        await journal.EnsureNotFinalAsync(entry, cancellation);
        var drained = new HashSet<ShardId>();
        var report = await EnrollmentFile.ReadAsync(
            content,
            new ClaimFileOptions
            {
                BusinessDate = entry.ReceivedDate,
                Strict = options.Strict,
                Codes = new CoverageCodes(inForce.Select(stored => stored.Plan)),
                Control = await ControlFiles.ReadAsync(storage, entry, cancellation),
                Layout = layout,
                Repairs = sink.Repairs.Files,
            },
            sink,
            (member, token) => KnownAsync(entry, sink.Directory, employer.Shards, drained, member, token),
            cancellation);
        if (inForce.Any(plan => plan.HasAwaited))
            await MoveWaitingAsync(entry, sink, employer.Shards, cancellation);
        await sink.Chunks.FinishAsync(cancellation);
        await sink.Repairs.FinishAsync(cancellation);
        var hash = await content.FinishAsync(cancellation);
        var preparation = PreparedFile.Summarize(report, sink.Chunks.Shares, hash, entry.BusinessDate);
        // One row or loop may give several rows, which are what the shards apply.
        preparation = preparation with
        {
            Manifest = preparation.Manifest! with
            {
                ItemsIn = sink.Chunks.Shares.Sum(share => share.Items) + report.Rejected,
            },
        };
        if (preparation.State == EntryState.Ready)
            preparation = preparation with { AlsoWrite = [await directories.PutAsync(entry, sink.Directory, cancellation)] };
        return await PreparedFile.CompleteAsync(
            journal, acknowledgments, entry, preparation, report, sink.Repairs.Names, cancellation);
    }

    /// <summary>
    /// Sends claims that wait on another shard after their members, whom this file enrolls (rule 3.34), and those
    /// that wait under another number to the member it leads to. Those whose time is up by now are refused where they are.
    /// </summary>
    private async Task MoveWaitingAsync(
        JournalEntry entry, Sink sink, int shardCount, CancellationToken cancellation)
    {
        await shards.DrainAsync(entry.Employer, entry.Sequence - 1, cancellation);
        for (var shard = 0; shard < shardCount; shard++)
        {
            var waits = await warm.UseAsync(
                new ShardId(entry.Employer, shard), one => BeforeAsync(entry, one, book => book.Waiting, cancellation),
                cancellation: cancellation);
            foreach (var waiting in waits)
            {
                if (waiting.Until <= entry.BusinessDate
                    || sink.MemberOf(waiting.Claim.MemberId) is not { } member) continue;
                var to = ShardId.IndexFor(sink.Directory.SubscriberOf(member)!, shardCount);
                if (to == shard && member == waiting.Claim.MemberId) continue;
                sink.Chunks.AddMove(shard, new WaitEnded(waiting.Number, IsGivenAway: true));
                sink.Chunks.AddMove(
                    to,
                    new ClaimWaits(
                        waiting.Claim with { MemberId = member }, waiting.Sequence, waiting.Until, IsTakenOver: true));
            }
        }
    }

    /// <summary>What a drained shard knew before the entry.</summary>
    private async Task<T> BeforeAsync<T>(
        JournalEntry entry, Shard shard, Func<ShardBook, T> question, CancellationToken cancellation)
    {
        // Only a shard that is past the entry may know of later ones.
        if (shard.Head.Applied.IsAfter(new Position(entry.Sequence, 0)))
            await journal.EnsureNotFinalAsync(entry, cancellation);
        return question(shard.Book);
    }

    /// <summary>What the member's rows say before this file: an 834 that changes one coverage keeps the others by it.</summary>
    private async ValueTask<IReadOnlyList<EnrollmentRow>> KnownAsync(
        JournalEntry entry, MemberDirectory directory, int shardCount, HashSet<ShardId> drained, string memberId,
        CancellationToken cancellation)
    {
        if (directory.SubscriberOf(memberId) is not { } subscriber) return [];
        var shard = new ShardId(entry.Employer, ShardId.IndexFor(subscriber, shardCount));
        if (drained.Add(shard)) await shards.DrainAsync(shard, entry.Sequence - 1, cancellation);
        return await warm.UseAsync(
            shard, one => BeforeAsync(entry, one, book => book.Member(memberId)?.Enrollment ?? [], cancellation),
            cancellation: cancellation);
    }

    /// <summary>Members whose coverage is in force on a day, before this file.</summary>
    private async ValueTask<IReadOnlyCollection<string>> CoveredAsync(
        JournalEntry entry, int shardCount, DateOnly on, CancellationToken cancellation)
    {
        await shards.DrainAsync(entry.Employer, entry.Sequence - 1, cancellation);
        var covered = new HashSet<string>(StringComparer.Ordinal);
        for (var shard = 0; shard < shardCount; shard++)
            covered.UnionWith(await warm.UseAsync(
                new ShardId(entry.Employer, shard),
                one => BeforeAsync(entry, one, book => book.CoveredOn(on), cancellation), cancellation: cancellation));
        return covered;
    }

    private sealed class Sink(
        MemberDirectory directory, Identities identities, ShardedChunks chunks, int shards,
        Func<DateOnly, CancellationToken, ValueTask<IReadOnlyCollection<string>>> coveredOn, RepairBlobs repairs)
        : IEnrollmentSink
    {
        private const string MovedWords =
            "the subscriber with whom the member is enrolled: another family's rows are kept elsewhere; end the member "
            + "there and enroll it under a new member id";

        /// <summary>No more than are known.</summary>
        private readonly HashSet<string> _named = new(StringComparer.Ordinal);

        public MemberDirectory Directory => directory;

        public ShardedChunks Chunks => chunks;

        public RepairBlobs Repairs => repairs;

        public string? MemberOf(string number) => identities.MemberOf(number);

        public PersonFound Find(Enrollee person)
        {
            var found = identities.Find(person);
            if (found.MemberId is not { } member || found.SubscriberId is not { } family
                || !directory.WouldMove(member, family, shards)) return found;
            Name(member);
            return new PersonFound(null, null, new PersonFault(PersonField.SubscriberNumber, MovedWords));
        }

        public void Learn(Enrollee person, PersonFound found) => identities.Learn(person, found);

        public void Accept(IReadOnlyList<EnrollmentRow> rows, FilePosition at)
        {
            // One member's, of one family.
            var row = rows[0];
            Name(row.MemberId);
            chunks.Add(ShardId.IndexFor(row.SubscriberId, shards), rows);
            directory.Put(row);
        }

        public void Name(string memberId)
        {
            if (directory.SubscriberOf(memberId) is not null) _named.Add(memberId);
        }

        public async ValueTask<NoLongerNamed?> NotNamedAsync(DateOnly on, CancellationToken cancellation)
        {
            var covered = await coveredOn(on, cancellation);
            return NoLongerNamed.Of([.. covered.Where(member => !_named.Contains(member))]);
        }

        public void Reject(Rejection rejection)
        {
            // The report keeps what the acknowledgment says of it.
        }

        public ValueTask WriteAsync(CancellationToken cancellation) =>
            Repairs.WriteAfter(chunks.WriteAsync(cancellation), cancellation);
    }
}
