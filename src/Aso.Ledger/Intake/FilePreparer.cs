using System.Text.Json;
using Aso.ClaimFiles.Defects;
using Aso.ClaimFiles.Reports;
using Aso.Ledger.Journal;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Intake;

/// <summary>Reads one registered file, or a request that is prepared as one, writes what the shards need of it and its acknowledgment, and makes it final.</summary>
public sealed class FilePreparer(
    ILedgerStorage storage,
    EmployerJournal journal,
    PlanStore plans,
    PlanPreparer planPreparer,
    EnrollmentPreparer enrollmentPreparer,
    ClaimsPreparer claimsPreparer,
    RecoveriesPreparer recoveriesPreparer,
    Acknowledgments acknowledgments,
    BusinessClock clock)
{
    private readonly LayoutStore _layouts = new(storage);

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Returns the entry as it then stands.</summary>
    public async Task<JournalEntry> PrepareAsync(JournalEntry entry, CancellationToken cancellation = default)
    {
        try
        {
            return await ReadAsync(entry, cancellation);
        }
        catch (OvertakenException overtaken)
        {
            return overtaken.Entry;
        }
        catch (Exception cause) when (
            StorageFailure.IsDefect(cause) && cause is not (ApplyFailedException or CorruptLedgerException))
        {
            return await SetAsideAsync(entry, cause, cancellation);
        }
    }

    /// <summary>Says why a file is set aside that belongs to no employer.</summary>
    public async Task QuarantineAsync(BlobName blob, string reason, CancellationToken cancellation)
    {
        var why = JsonSerializer.SerializeToUtf8Bytes(
            new { container = blob.Container, file = blob.Name, reason }, Indented);
        // Segments . and .. would lead out of the container.
        var name = string.Join('/', blob.Name.Split('/').Select(
            segment => segment is "." or ".." ? segment.Replace('.', '_') : segment));
        await storage.PutBlobAsync(
            new BlobName("quarantine", $"{blob.Container}/{name}.reason.json"), why, cancellation);
    }

    private async Task<JournalEntry> ReadAsync(JournalEntry entry, CancellationToken cancellation)
    {
        var inForce = await plans.ReadAsync(entry.Employer, cancellation);
        // The plan may not have been known at arrival; by now every earlier entry is final. Files that waited for the
        // first plan were registered after it.
        if (entry.Dropped is null)
            entry = entry with { BusinessDate = clock.DateOf(entry.Received, inForce.TimeZone()) };
        if (entry.File is null) return await recoveriesPreparer.PrepareAsync(entry, cancellation);
        var source = await storage.OpenBlobAsync(entry.File.Blob, entry.File.Snapshot, cancellation);
        if (source is null)
            return await journal.CompleteAsync(
                entry, new Preparation(EntryState.Failed) { Outcome = "the file was deleted before it was read" },
                cancellation);

        await using var content = new HashedStream(source);
        DefectSwitch.Pass(DefectPlace.File, entry.File.Path);
        if (entry.Kind == EntryKind.Plan) return await planPreparer.PrepareAsync(entry, content, inForce, cancellation);
        var (layout, refusal) = await _layouts.ChooseAsync(entry, cancellation);
        if (refusal is not null) return await RefuseAsync(entry, content, refusal, cancellation);
        return entry.Kind switch
        {
            EntryKind.Enrollment => await enrollmentPreparer.PrepareAsync(
                entry, content, layout, inForce, cancellation),
            EntryKind.Recoveries => await recoveriesPreparer.PrepareAsync(entry, content, layout, cancellation),
            _ => await claimsPreparer.PrepareAsync(entry, content, layout, inForce, cancellation),
        };
    }

    /// <summary>Nothing is read of a file whose layout is not known: it is quarantined with the reason.</summary>
    private async Task<JournalEntry> RefuseAsync(
        JournalEntry entry, HashedStream content, string reason, CancellationToken cancellation)
    {
        var report = new FileReport();
        report.Quarantine(reason);
        var preparation = PreparedFile.Summarize(
            report, [], await content.FinishAsync(cancellation), entry.BusinessDate);
        return await PreparedFile.CompleteAsync(
            journal, acknowledgments, entry, preparation, report, [], cancellation);
    }

    /// <summary>
    /// Our own code failed on the file as a whole: it is quarantined, and the employer's next file goes on. Its content
    /// counts as never seen, so that it can be dropped again.
    /// </summary>
    private async Task<JournalEntry> SetAsideAsync(
        JournalEntry entry, Exception cause, CancellationToken cancellation)
    {
        var preparation = new Preparation(EntryState.Quarantined)
        {
            Outcome = $"{Rejection.DefectReason}: our own program failed on the file ({InternalDefect.TypeOf(cause)})",
            Body = entry.Body,
        };
        try
        {
            await journal.EnsureNotFinalAsync(entry, cancellation);
        }
        catch (OvertakenException overtaken)
        {
            return overtaken.Entry;
        }

        try
        {
            if (entry.File is not null) await acknowledgments.SetAsideAsync(entry, preparation, cancellation);
        }
        catch (Exception again) when (StorageFailure.IsDefect(again))
        {
            // Then the journal alone says it.
        }

        LedgerTelemetry.Failed(entry.Employer, "reading", 1);
        return await journal.CompleteAsync(entry, preparation, cancellation);
    }
}
