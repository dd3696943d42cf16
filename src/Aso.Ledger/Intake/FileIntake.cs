using System.Collections.Concurrent;
using System.Diagnostics;
using Aso.Ledger.Journal;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;
using Microsoft.Extensions.Logging;

namespace Aso.Ledger.Intake;

/// <summary>
/// Takes dropped files in: gives each its place in the employer's journal at arrival, then prepares the journal's
/// entries strictly in order. Every step may be repeated, by anyone.
/// </summary>
public sealed class FileIntake(
    ILedgerStorage storage, EmployerJournal journal, PlanStore plans, FilePreparer preparer, IWakeUps wakeUps,
    BusinessClock clock, ILogger<FileIntake>? log = null)
{
    /// <summary>How long an employer's files wait when the worker that prepares them dies.</summary>
    private static readonly TimeSpan LeaseLength = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);
    private readonly WaitingFiles _waiting = new(storage);
    private readonly Acknowledgments _acknowledgments = new(storage);

    /// <summary>The files' containers, and the kind of entry each makes.</summary>
    public static IReadOnlyDictionary<string, EntryKind> Containers { get; } = new Dictionary<string, EntryKind>
    {
        ["plans"] = EntryKind.Plan,
        ["enrollment"] = EntryKind.Enrollment,
        ["claims"] = EntryKind.Claims,
        ["recoveries"] = EntryKind.Recoveries,
    };

    /// <summary>A file was dropped: registers it, and prepares what can be prepared.</summary>
    /// <param name="blob">Container and path, the employer's folder first.</param>
    public async Task ArriveAsync(BlobName blob, CancellationToken cancellation = default)
    {
        using var activity = LedgerTelemetry.Start("arrive", EmployerOf(blob), ActivityKind.Consumer);
        if (await RegisterAsync(blob, cancellation) is not { } registered) return;
        activity?.SetTag("aso.sequence", registered.Entry.Sequence);
        // On a repeated event: the worker that made it final may have died before it sent the wake-ups.
        if (registered.Entry.IsFinal) await WakeAsync(registered.Entry, cancellation);
        await PrepareAsync(registered.Entry.Employer, cancellation);
    }

    /// <summary>
    /// Gives the file its place in the journal. Null where there is no such file any more, no employer it could belong
    /// to, or no plan of the employer yet, for which it then waits (rule 3.34).
    /// </summary>
    public async Task<Registration?> RegisterAsync(BlobName blob, CancellationToken cancellation = default)
    {
        var employer = EmployerOf(blob);
        if (!EmployerName.IsValid(employer))
        {
            await preparer.QuarantineAsync(blob, "the file lies in no employer's folder: expected "
                + $"{blob.Container}/{{employer}}/…, employer as {EmployerName.Expected}", cancellation);
            return null;
        }

        if (blob.Name.Split('/').Any(segment => segment is "." or ".."))
        {
            // An address with such segments leads elsewhere: the file that is read would be another employer's.
            await preparer.QuarantineAsync(
                blob, "the file's path has a segment . or ..: expected plain names between the slashes", cancellation);
            return null;
        }

        if (Containers[blob.Container] != EntryKind.Plan
            && await ControlFiles.IsOneAsync(storage, blob, cancellation))
        {
            await _acknowledgments.WriteControlAsync(blob, employer, cancellation);
            return null;
        }

        // Registrations of one employer enter one by one, so that files noticed in order are registered in order.
        var gate = _gates.GetOrAdd(employer, _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellation);
        try
        {
            if (await storage.DescribeBlobAsync(blob, cancellation) is not { } facts) return null;
            if (await journal.RegisteredAsync(employer, blob, facts.Version, cancellation) is { } earlier)
                return new Registration(earlier, false);
            var file = new DroppedFile(blob.Container, blob.Name, facts.Version, null, facts.Size);
            var kind = Containers[blob.Container];
            var inForce = await plans.ReadAsync(employer, cancellation);
            if (kind != EntryKind.Plan)
            {
                if (inForce.Count == 0) await WaitForPlanAsync(employer, file, cancellation);
                // Files that waited are registered first; if the first plan just took effect, this one is too.
                if (await AdmitAsync(employer, cancellation)
                    && await journal.RegisteredAsync(employer, blob, facts.Version, cancellation) is { } admitted)
                    return new Registration(admitted, true);
                if (inForce.Count == 0) return null;
            }

            if (await storage.FreezeBlobAsync(blob, cancellation) is not { } snapshot) return null;
            var registered = await journal.RegisterAsync(
                employer, kind, file with { Snapshot = snapshot }, clock.Now, clock.Today(inForce.TimeZone()),
                cancellation: cancellation);
            if (registered.IsNew) TellArrived(registered.Entry);
            return registered;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>
    /// Gives the files that waited for the employer's first plan their places in the journal, in the order in which they
    /// came, once it is in force. Returns whether it gave any a place.
    /// </summary>
    public async Task<bool> AdmitAsync(string employer, CancellationToken cancellation = default)
    {
        var waiting = await _waiting.ReadAsync(employer, cancellation).ToListAsync(cancellation);
        if (waiting.Count == 0) return false;
        if ((await plans.ReadAsync(employer, cancellation)).TimeZone() is not { } zone) return false;
        // Another worker, or one that died halfway, gives the same order: each file is registered before the next.
        foreach (var file in waiting)
        {
            var registered = await journal.RegisterAsync(
                employer, Containers[file.File.Container], file.File, file.Received, clock.Today(zone),
                clock.DateOf(file.Received, zone), cancellation);
            if (registered.IsNew) TellArrived(registered.Entry);
            await _waiting.ForgetAsync(file, cancellation);
        }

        return true;
    }

    private async Task WaitForPlanAsync(string employer, DroppedFile file, CancellationToken cancellation)
    {
        if (await _waiting.HoldsAsync(employer, file, cancellation)
            || await storage.FreezeBlobAsync(file.Blob, cancellation) is not { } snapshot) return;
        var waiting = new WaitingFile(employer, file with { Snapshot = snapshot }, clock.Now);
        // Acknowledged first: no crash can leave a waiting file without an acknowledgment.
        await _acknowledgments.WriteWaitingAsync(waiting, cancellation);
        await _waiting.AddAsync(waiting, cancellation);
    }

    /// <summary>
    /// Prepares the employer's entries in order until none is left. Where another worker is at it, asks to be called
    /// again once that one would have finished or died.
    /// </summary>
    /// <returns>False: another worker is at it.</returns>
    public async Task<bool> PrepareAsync(string employer, CancellationToken cancellation = default)
    {
        var prepared = await TryPrepareAsync(employer, cancellation);
        if (!prepared) await storage.SendAsync(LedgerNames.IntakeQueue, employer, LeaseLength, cancellation);
        return prepared;
    }

    /// <summary>Waits until all entries before one are final, preparing them where no other worker does.</summary>
    public async Task PrepareThroughAsync(string employer, long sequence, CancellationToken cancellation = default)
    {
        var backoff = new Backoff(clock.Time);
        while (await journal.NextToPrepareAsync(employer, cancellation) is { } entry && entry.Sequence < sequence)
            if (!await TryPrepareAsync(employer, cancellation)) await backoff.WaitAsync(cancellation);
    }

    /// <summary>False: another worker is at it.</summary>
    private async Task<bool> TryPrepareAsync(string employer, CancellationToken cancellation)
    {
        await AdmitAsync(employer, cancellation);
        while (await journal.NextToPrepareAsync(employer, cancellation) is not null)
        {
            await using var lease = await Lease.TryTakeAsync(
                storage, clock.Time, employer, LeaseLength, cancellation);
            if (lease is null) return false;
            lease.KeepRenewed();
            while (!lease.IsLost && await journal.NextToPrepareAsync(employer, cancellation) is { } entry)
            {
                using var activity = LedgerTelemetry.Start("prepare", employer, ActivityKind.Internal);
                activity?.SetTag("aso.sequence", entry.Sequence);
                var prepared = await PrepareAsync(entry, cancellation);
                TellRead(prepared);
                await WakeAsync(prepared, cancellation);
                if (prepared is { Kind: EntryKind.Plan, State: EntryState.Ready })
                    await AdmitAsync(employer, cancellation);
            }
        }

        return true;
    }

    private async Task<JournalEntry> PrepareAsync(JournalEntry entry, CancellationToken cancellation)
    {
        try
        {
            return await preparer.PrepareAsync(entry, cancellation);
        }
        catch (Exception cause) when (StorageFailure.IsDefect(cause))
        {
            var defect = cause is ApplyFailedException failed ? failed.InnerException! : cause;
            await new BlockedEntries(storage).RecordAsync(
                entry.Employer, null, new Position(entry.Sequence, 0), defect, clock.Now, cancellation);
            throw new PrepareFailedException(entry.Employer, entry.Sequence, cause);
        }
    }

    // A file's name may be a person's: its place in the journal leads to it.
    private void TellArrived(JournalEntry entry) => log?.LogInformation(
        "{Employer}: a file of {Kind} arrived as number {Sequence}, {Bytes} bytes", entry.Employer, Name(entry.Kind),
        entry.Sequence, entry.File!.SizeBytes);

    private void TellRead(JournalEntry entry)
    {
        if (log?.IsEnabled(LogLevel.Information) != true) return;
        if (entry is { State: EntryState.Ready, Manifest: { } manifest })
            log.LogInformation(
                "{Employer}: {Kind} number {Sequence} read, {Accepted} accepted, {Rejected} rejected{Incomplete}",
                entry.Employer, Name(entry.Kind), entry.Sequence, manifest.ItemsIn - manifest.ItemsRejected,
                manifest.ItemsRejected, manifest.IsIncomplete ? "; part of the file could not be read" : "");
        else
            log.LogInformation(
                "{Employer}: {Kind} number {Sequence} read, {State}", entry.Employer, Name(entry.Kind), entry.Sequence,
                entry.State == EntryState.Ready ? "in force" : Name(entry.State));
    }

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>The folder that a file lies in, which may be no employer's name; empty: in none.</summary>
    internal static string EmployerOf(BlobName blob)
    {
        var slash = blob.Name.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : blob.Name[..slash];
    }

    private async Task WakeAsync(JournalEntry entry, CancellationToken cancellation)
    {
        if (entry.State != EntryState.Ready) return;
        var shards = entry.Kind == EntryKind.Plan
            ? Enumerable.Range(0, (await journal.EmployerAsync(entry.Employer, cancellation))!.Shards)
            : entry.Manifest!.Shares.Select(share => share.Shard);
        await wakeUps.SendAsync(
            [.. shards.Select(shard => WakeUp.ForEntry(new ShardId(entry.Employer, shard), entry.Sequence))],
            cancellation: cancellation);
    }
}
