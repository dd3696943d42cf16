using Aso.ClaimFiles;
using Aso.ClaimFiles.Layouts;
using Aso.ClaimFiles.Reports;
using Aso.Ledger.Journal;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Intake;

/// <summary>Reads a file of claims into chunks by shard.</summary>
public sealed class ClaimsPreparer(
    ILedgerStorage storage, EmployerJournal journal, Directories directories, Acknowledgments acknowledgments,
    IntakeOptions options)
{
    internal async Task<JournalEntry> PrepareAsync(
        JournalEntry entry, HashedStream content, Layout? layout, IReadOnlyList<StoredPlan> inForce,
        CancellationToken cancellation)
    {
        var employer = await journal.FixShardsAsync(entry.Employer, options.ShardsFor(null), cancellation);
        var chunks = new ShardedChunks(storage, entry, employer.Shards);
        using var known = await directories.ReadAsync(entry.Employer, cancellation);
        var identities = new Identities(known.Directory, await directories.KeyAsync(entry.Employer, cancellation));
        var sink = new Sink(known.Directory, identities, chunks, employer.Shards, new RepairBlobs(storage, entry));
        await journal.EnsureNotFinalAsync(entry, cancellation);
        var report = await ClaimFile.ReadAsync(
            content,
            new ClaimFileOptions
            {
                BusinessDate = entry.ReceivedDate,
                Strict = options.Strict,
                Layout = layout,
                Repairs = sink.Repairs.Files,
                Triggers = new ClaimTriggers(inForce.Select(stored => stored.Plan)),
                EncountersPaid =
                [
                    .. inForce.Select(stored => stored.Plan).Where(plan => plan.Encounters == Encounters.Pay)
                        .Select(plan => plan.Window),
                ],
                Control = await ControlFiles.ReadAsync(storage, entry, cancellation),
            },
            sink,
            cancellation);
        await chunks.FinishAsync(cancellation);
        await sink.Repairs.FinishAsync(cancellation);
        var hash = await content.FinishAsync(cancellation);
        var preparation = PreparedFile.Summarize(report, chunks.Shares, hash, entry.BusinessDate);
        preparation = preparation with
        {
            AlsoWrite = [.. RejectedClaims.RowOf(entry, report)],
            Manifest = preparation.Manifest! with
            {
                DeclaredCents = (report.AcceptedDeclared + report.RejectedDeclared).Value,
                Lines = report.AcceptedLines + report.RejectedLines,
                Members = report.Members,
            },
        };
        return await PreparedFile.CompleteAsync(
            journal, acknowledgments, entry, preparation, report, sink.Repairs.Names, cancellation);
    }

    private sealed class Sink(
        MemberDirectory directory, Identities identities, ShardedChunks chunks, int shards, RepairBlobs repairs)
        : IClaimSink
    {
        public RepairBlobs Repairs => repairs;

        public PersonFound Find(Patient patient) => identities.Find(patient);

        public void Accept(Claim claim, FilePosition at) => chunks.Add(directory.ShardOf(claim, shards), claim);

        public void Reject(Rejection rejection)
        {
            // The report keeps what the acknowledgment says of it.
        }

        public ValueTask WriteAsync(CancellationToken cancellation) =>
            Repairs.WriteAfter(chunks.WriteAsync(cancellation), cancellation);
    }
}
