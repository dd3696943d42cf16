using System.Security.Cryptography;
using Aso.ClaimFiles;
using Aso.ClaimFiles.Layouts;
using Aso.ClaimFiles.Reports;
using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Intake;

/// <summary>
/// Reads recoveries (rule 5.14), of a file or of one request, into chunks by the family's shard; those of nobody are the
/// common shard's. Entries are prepared in order and every shard has applied all before this one, so whether a recovery
/// can be posted, and whether its reference was used on any shard, is known here once and for all.
/// </summary>
public sealed class RecoveriesPreparer(
    ILedgerStorage storage, EmployerJournal journal, Directories directories, ShardDriver shards, ShardCache warm,
    Acknowledgments acknowledgments, IntakeOptions options)
{
    internal async Task<JournalEntry> PrepareAsync(
        JournalEntry entry, HashedStream content, Layout? layout, CancellationToken cancellation)
    {
        using var known = await directories.ReadAsync(entry.Employer, cancellation);
        var sink = await SinkAsync(entry, known.Directory, cancellation);
        await journal.EnsureNotFinalAsync(entry, cancellation);
        var report = await RecoveryFile.ReadAsync(
            content,
            new ClaimFileOptions
            {
                BusinessDate = entry.ReceivedDate,
                Strict = options.Strict,
                Control = await ControlFiles.ReadAsync(storage, entry, cancellation),
                Layout = layout,
                Repairs = sink.Repairs.Files,
            },
            sink,
            cancellation);
        await sink.Chunks.FinishAsync(cancellation);
        await sink.Repairs.FinishAsync(cancellation);
        var hash = await content.FinishAsync(cancellation);
        var preparation = PreparedFile.Summarize(report, sink.Chunks.Shares, hash, entry.BusinessDate);
        if (sink.Repeated > 0) preparation = LeavingOut(preparation, sink);
        return await PreparedFile.CompleteAsync(
            journal, acknowledgments, entry, preparation, report, sink.Repairs.Names, cancellation);
    }

    /// <summary>Of a request: it is made ready, or refused for a reason that begins with the problem's type.</summary>
    internal async Task<JournalEntry> PrepareAsync(JournalEntry entry, CancellationToken cancellation)
    {
        using var known = await directories.ReadAsync(entry.Employer, cancellation);
        var sink = await SinkAsync(entry, known.Directory, cancellation);
        var recovery = sink.OfMember(((RecoveryChange)HttpChange.Read(entry)).Recovery);
        await journal.EnsureNotFinalAsync(entry, cancellation);
        var preparation = new Preparation(EntryState.Duplicate) { Body = entry.Body, BusinessDate = entry.BusinessDate };
        if (await sink.ProblemOfAsync(recovery, cancellation) is { } problem)
            preparation = preparation with { State = EntryState.Refused, Outcome = problem };
        else if (!sink.Knows(recovery))
        {
            sink.Chunks.Add(sink.ShardOf(recovery), recovery);
            await sink.Chunks.FinishAsync(cancellation);
            preparation = preparation with
            {
                State = EntryState.Ready,
                Content = Convert.ToHexStringLower(SHA256.HashData(entry.Body.Span)),
                Manifest = new Manifest
                {
                    Shares = sink.Chunks.Shares, ItemsIn = 1, ChargeInCents = recovery.Amount.Value,
                },
            };
        }

        return await journal.CompleteAsync(entry, preparation, cancellation);
    }

    /// <summary>Rows that repeat what was posted before are neither new nor rejected.</summary>
    private static Preparation LeavingOut(Preparation preparation, Sink sink) => preparation with
    {
        Manifest = preparation.Manifest! with
        {
            ItemsIn = preparation.Manifest.ItemsIn - sink.Repeated,
            ChargeInCents = preparation.Manifest.ChargeInCents - sink.RepeatedAmount.Value,
        },
        Outcome = $"{sink.Repeated} rows repeat recoveries that came before, by their references: they change nothing"
            + (preparation.Outcome is { } outcome ? $". {outcome}" : ""),
    };

    private async Task<Sink> SinkAsync(JournalEntry entry, MemberDirectory directory, CancellationToken cancellation)
    {
        var employer = await journal.FixShardsAsync(entry.Employer, options.ShardsFor(null), cancellation);
        await shards.DrainAsync(entry.Employer, entry.Sequence - 1, cancellation);
        var used = new Dictionary<string, Recovery>(StringComparer.Ordinal);
        for (var shard = 0; shard < employer.Shards; shard++)
            foreach (var recovery in await AskAsync(entry, shard, UsedIn, cancellation))
                used.TryAdd(recovery.Reference, recovery);
        return new Sink(
            used, directory, new Identities(directory, await directories.KeyAsync(entry.Employer, cancellation)),
            new ShardedChunks(storage, entry, employer.Shards), employer.Shards,
            (shard, recovery, token) => AskAsync(entry, shard, book => book.RefusalOf(recovery), token),
            new RepairBlobs(storage, entry));
    }

    /// <summary>Those that are set aside are still to be posted.</summary>
    private static List<Recovery> UsedIn(ShardBook book) =>
    [
        .. book.Recoveries.Select(posted => posted.Recovery),
        .. book.ItemsSetAside.Where(item => item.Kind == ItemKind.Recovery)
            .Select(item => ChunkReader.ReadRecovery(item.Content)),
    ];

    /// <summary>What a drained shard knew before the entry.</summary>
    private Task<T> AskAsync<T>(
        JournalEntry entry, int shard, Func<ShardBook, T> question, CancellationToken cancellation) =>
        warm.UseAsync(
            new ShardId(entry.Employer, shard),
            async one =>
            {
                // Only a shard that is past the entry may know of later ones.
                if (one.Head.Applied.IsAfter(new Position(entry.Sequence, 0)))
                    await journal.EnsureNotFinalAsync(entry, cancellation);
                return question(one.Book);
            },
            cancellation: cancellation);

    private sealed class Sink(
        Dictionary<string, Recovery> used, MemberDirectory directory, Identities identities, ShardedChunks chunks, int shards,
        Func<int, Recovery, CancellationToken, Task<RecoveryRefusal?>> refusal, RepairBlobs repairs) : IRecoverySink
    {
        public ShardedChunks Chunks => chunks;

        public RepairBlobs Repairs => repairs;

        public int Repeated { get; private set; }

        public Cents RepeatedAmount { get; private set; }

        /// <summary>Whether the same recovery came before under its reference.</summary>
        public bool Knows(Recovery recovery) => used.GetValueOrDefault(recovery.Reference) == recovery;

        /// <summary>By the member's id, whichever of the member's numbers it names.</summary>
        public Recovery OfMember(Recovery recovery) =>
            recovery.MemberId is { } number && identities.MemberOf(number) is { } member && member != number
                ? recovery with { MemberId = member }
                : recovery;

        public int ShardOf(Recovery recovery) => recovery.MemberId is { } member
            ? ShardId.IndexFor(directory.SubscriberOf(member)!, shards)
            : ShardId.Common;

        public async ValueTask<RecoveryFault?> FaultOfAsync(Recovery recovery, CancellationToken cancellation) =>
            await ProblemOfAsync(OfMember(recovery), cancellation) switch
            {
                null => null,
                RecoveryProblems.ReferenceUsed =>
                    new RecoveryFault("reference", "a reference of its own: another recovery has this one"),
                RecoveryProblems.UnknownMember => new RecoveryFault("memberId", "a member who is or was enrolled"),
                RecoveryProblems.NoStandingClaim => new RecoveryFault(
                    "claimNumber", "a claim that stands in the member's family with a posted line of the benefit"),
                _ => new RecoveryFault("date", "a date in one of the plan years"),
            };

        /// <summary>A <see cref="RecoveryProblems">type of problem</see>; null: it can be posted, or was.</summary>
        public async ValueTask<string?> ProblemOfAsync(Recovery recovery, CancellationToken cancellation)
        {
            if (used.TryGetValue(recovery.Reference, out var before))
                return before == recovery ? null : RecoveryProblems.ReferenceUsed;
            if (recovery.MemberId is { } member && directory.SubscriberOf(member) is null)
                return RecoveryProblems.UnknownMember;
            return await refusal(ShardOf(recovery), recovery, cancellation) switch
            {
                null => null,
                RecoveryRefusal.UnknownMember => RecoveryProblems.UnknownMember,
                RecoveryRefusal.NoStandingClaim => RecoveryProblems.NoStandingClaim,
                _ => RecoveryProblems.NoPlanYear,
            };
        }

        public void Accept(Recovery recovery, FilePosition at)
        {
            recovery = OfMember(recovery);
            if (Knows(recovery))
            {
                Repeated++;
                RepeatedAmount += recovery.Amount;
                return;
            }

            chunks.Add(ShardOf(recovery), recovery);
            used.Add(recovery.Reference, recovery);
        }

        public void Reject(Rejection rejection)
        {
            // The report keeps what the acknowledgment says of it.
        }

        public ValueTask WriteAsync(CancellationToken cancellation) =>
            Repairs.WriteAfter(chunks.WriteAsync(cancellation), cancellation);
    }
}

/// <summary>Why a recovery is refused: types of problems over HTTP, and outcomes of entries (rule 5.14).</summary>
public static class RecoveryProblems
{
    public const string ReferenceUsed = "reference-used";
    public const string UnknownMember = "unknown-member";
    public const string NoStandingClaim = "no-standing-claim";
    public const string NoPlanYear = "no-plan-year";
}
