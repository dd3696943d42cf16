using System.Text.Json;

namespace Aso.Ledger;

/// <summary>Reads one registered file, writes what the shards need of it and its acknowledgment, and makes it final.</summary>
public sealed class FilePreparer(
    ILedgerStorage storage,
    Journal journal,
    PlanShelf plans,
    PlanPreparer planPreparer,
    EnrollmentPreparer enrollmentPreparer,
    ClaimsPreparer claimsPreparer,
    BusinessClock clock)
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Answers the entry as it then stands.</summary>
    public async Task<JournalEntry> PrepareAsync(JournalEntry entry, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var inForce = await plans.ReadAsync(entry.Employer, cancellation);
        // At arrival the plan may not have been known yet; by now all that came before is. What waited for the first
        // plan came in order after it.
        if (entry.Dropped is null)
            entry = entry with { BusinessDate = clock.DateOf(entry.Received, inForce.TimeZone()) };
        var source = await storage.OpenBlobAsync(entry.File!.Blob, entry.File.Snapshot, cancellation);
        if (source is null)
            return await journal.CompleteAsync(
                entry, new Preparation(EntryState.Failed) { Outcome = "the file was deleted before it was read" },
                cancellation);

        await using var content = new HashedStream(source);
        try
        {
            return entry.Kind switch
            {
                EntryKind.Plan => await planPreparer.PrepareAsync(entry, content, inForce, cancellation),
                EntryKind.Enrollment => await enrollmentPreparer.PrepareAsync(
                    entry, content, inForce, cancellation),
                _ => await claimsPreparer.PrepareAsync(entry, content, cancellation),
            };
        }
        catch (OvertakenException overtaken)
        {
            return overtaken.Entry;
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
}
