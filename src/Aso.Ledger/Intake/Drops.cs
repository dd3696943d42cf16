using System.Security.Cryptography;
using System.Text;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Intake;

/// <summary>A file dropped over HTTP.</summary>
/// <param name="Sha256">Of its bytes, in hex.</param>
/// <param name="Entry">
/// Its place in the journal; null: it waits for the employer's first plan, or is a control file.
/// </param>
/// <param name="IsNew">False: the same bytes lay there already.</param>
/// <param name="IsControl">Whether it is a control file.</param>
public sealed record Dropped(BlobName File, string Sha256, JournalEntry? Entry, bool IsNew, bool IsControl);

/// <summary>
/// Drops files over HTTP: into the containers where every other way drops them, so that all that follows is the same.
/// Who dropped what is a row each, <c>dropped~{hash}</c>.
/// </summary>
public sealed class Drops(ILedgerStorage storage, FileIntake intake, BusinessClock clock)
{
    private const string Prefix = "dropped~";

    /// <summary>
    /// Writes the file as it is read, unless one lies there, and gives it its place in the journal. The same bytes
    /// again change nothing; null: other bytes lie there.
    /// </summary>
    /// <param name="by">Who drops it, so that they find it again (<see cref="IsByAsync"/>).</param>
    /// <param name="who">For the audit trail.</param>
    public async Task<Dropped?> DropAsync(
        string employer, BlobName blob, Stream content, string by, string who, CancellationToken cancellation = default)
    {
        var (hash, isNew) = await WriteAsync(blob, content, cancellation);
        if (hash is null) return null;
        if (await storage.DescribeBlobAsync(blob, cancellation) is not { } facts) return null;
        await NoteAsync(employer, blob, facts, by, who, cancellation);
        var registered = await intake.RegisterAsync(blob, cancellation);
        // The container's own event comes too; whichever is first prepares it.
        if (registered is { Entry.IsFinal: false })
            await storage.SendAsync(LedgerNames.IntakeQueue, employer, cancellation: cancellation);
        return new Dropped(
            blob, hash, registered?.Entry, isNew,
            registered is null && await ControlFiles.IsOneAsync(storage, blob, cancellation));
    }

    /// <summary>Whether they dropped the file of an entry over HTTP.</summary>
    public async Task<bool> IsByAsync(JournalEntry entry, string by, CancellationToken cancellation = default) =>
        entry.File is { } file && await storage.ReadAsync(
            entry.Employer, KeyOf(file.Blob, file.ETag, by), cancellation) is not null;

    /// <summary>Whether they dropped a file over HTTP, for each of an employer's files: one query, however many.</summary>
    public async Task<Predicate<DroppedFile>> OfAsync(
        string employer, string by, CancellationToken cancellation = default)
    {
        var theirs = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var row in storage.QueryAsync(employer, Prefix, cancellation))
            if (row.Text("by") == by) theirs.Add(row.Key);
        return file => theirs.Contains(KeyOf(file.Blob, file.ETag, by));
    }

    /// <summary>The content's hash, null where another file lies there; and whether it was written now.</summary>
    private async Task<(string? Hash, bool IsNew)> WriteAsync(
        BlobName blob, Stream content, CancellationToken cancellation)
    {
        await using var read = new HashedStream(content);
        if (await storage.DescribeBlobAsync(blob, cancellation) is null)
        {
            try
            {
                await storage.UploadBlobAsync(blob, read, cancellation);
                return (await read.FinishAsync(cancellation), true);
            }
            catch (ConflictException)
            {
                // Someone else dropped it at the same moment: it may be the same.
            }
        }

        var hash = await read.FinishAsync(cancellation);
        if (await storage.OpenBlobAsync(blob, cancellation: cancellation) is not { } there) return (null, false);
        await using var known = new HashedStream(there);
        return (await known.FinishAsync(cancellation) == hash ? hash : null, false);
    }

    private async Task NoteAsync(
        string employer, BlobName blob, BlobFacts facts, string by, string who, CancellationToken cancellation)
    {
        var row = new Row(employer, KeyOf(blob, facts.Version, by)).With("file", blob.ToString()).With("by", by);
        try
        {
            await storage.CommitOwnAsync(
                employer,
                [
                    RowAction.Insert(row),
                    AuditTrail.Entry(employer, clock.Now, who, "file.dropped", $"{blob}, {facts.Size} bytes"),
                ],
                cancellation);
        }
        catch (ConflictException)
        {
            // They dropped the same before.
        }
    }

    private static string KeyOf(BlobName blob, string etag, string by) =>
        Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{blob} {etag} {by}")));
}
