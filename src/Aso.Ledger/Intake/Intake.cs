using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Aso.Ledger;

/// <summary>
/// Takes dropped files in: gives each its place in the employer's journal at arrival, then prepares the journal's
/// entries strictly in order. Every step may be repeated, by anyone.
/// </summary>
public sealed partial class Intake(
    ILedgerStorage storage, Journal journal, PlanShelf plans, FilePreparer preparer, IWakeUps wakeUps, BusinessClock clock)
{
    /// <summary>How long an employer's files wait when the worker that prepares them dies.</summary>
    private static readonly TimeSpan LeaseLength = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);

    /// <summary>The files' containers, and the kind of entry each makes.</summary>
    public static IReadOnlyDictionary<string, EntryKind> Containers { get; } = new Dictionary<string, EntryKind>
    {
        ["plans"] = EntryKind.Plan,
        ["enrollment"] = EntryKind.Enrollment,
        ["claims"] = EntryKind.Claims,
    };

    public static bool IsEmployer(string? name) => name is not null && EmployerName().IsMatch(name);

    /// <summary>A file was dropped: registers it, and prepares what can be prepared.</summary>
    /// <param name="blob">Container and path, the employer's folder first.</param>
    public async Task ArriveAsync(BlobName blob, CancellationToken cancellation = default)
    {
        using var activity = LedgerTelemetry.Start("arrive", EmployerOf(blob), ActivityKind.Consumer);
        if (await RegisterAsync(blob, cancellation) is not { } registered) return;
        activity?.SetTag("aso.sequence", registered.Entry.Sequence);
        // Noticed again, it may be that whoever made it final died before the wake-ups went out.
        if (registered.Entry.IsFinal) await WakeAsync(registered.Entry, cancellation);
        await PrepareAsync(registered.Entry.Employer, cancellation);
    }

    /// <summary>
    /// Gives the file its place in the journal. Null where there is no such file any more, or no employer it could
    /// belong to.
    /// </summary>
    public async Task<Registration?> RegisterAsync(BlobName blob, CancellationToken cancellation = default)
    {
        var employer = EmployerOf(blob);
        if (!IsEmployer(employer))
        {
            await preparer.QuarantineAsync(blob, "the file lies in no employer's folder: expected "
                + $"{blob.Container}/{{employer}}/…, employer as [a-z0-9][a-z0-9-]{{1,38}}[a-z0-9]", cancellation);
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
            if (await storage.FreezeBlobAsync(blob, cancellation) is not { } snapshot) return null;
            var zone = (await plans.ReadAsync(employer, cancellation)).TimeZone();
            var file = new DroppedFile(blob.Container, blob.Name, facts.Version, snapshot, facts.Size);
            return await journal.RegisterAsync(
                employer, Containers[blob.Container], file, clock.Now, clock.Today(zone), cancellation);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>
    /// Prepares the employer's entries in order until none is left. Where another worker is at it, asks to be called
    /// again once that one would have finished or died.
    /// </summary>
    public async Task PrepareAsync(string employer, CancellationToken cancellation = default)
    {
        while (await journal.NextToPrepareAsync(employer, cancellation) is not null)
        {
            await using var lease = await Lease.TryTakeAsync(
                storage, clock.Time, employer, LeaseLength, cancellation);
            if (lease is null)
            {
                await storage.SendAsync(LedgerNames.IntakeQueue, employer, LeaseLength, cancellation);
                return;
            }

            lease.KeepRenewed();
            while (await journal.NextToPrepareAsync(employer, cancellation) is { } entry)
            {
                using var activity = LedgerTelemetry.Start("prepare", employer, ActivityKind.Internal);
                activity?.SetTag("aso.sequence", entry.Sequence);
                await WakeAsync(await PrepareAsync(entry, cancellation), cancellation);
            }
        }
    }

    /// <summary>Waits until all entries before one are final, preparing them where nobody else does.</summary>
    public async Task PrepareThroughAsync(string employer, long sequence, CancellationToken cancellation = default)
    {
        while (await journal.NextToPrepareAsync(employer, cancellation) is { } entry && entry.Sequence < sequence)
        {
            await PrepareAsync(employer, cancellation);
            await Task.Delay(TimeSpan.FromMilliseconds(100), clock.Time, cancellation);
        }
    }

    private async Task<JournalEntry> PrepareAsync(JournalEntry entry, CancellationToken cancellation)
    {
        try
        {
            return await preparer.PrepareAsync(entry, cancellation);
        }
        catch (Exception cause) when (FilePreparer.IsDefect(cause))
        {
            var defect = cause is ApplyFailedException failed ? failed.InnerException! : cause;
            await new Standstills(storage, journal).NoteAsync(
                entry.Employer, null, new Position(entry.Sequence, 0), defect, clock.Now, cancellation);
            throw new PrepareFailedException(entry.Employer, entry.Sequence, cause);
        }
    }

    private static string EmployerOf(BlobName blob)
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
            [.. shards.Select(shard => WakeUp.Of(new ShardId(entry.Employer, shard), entry.Sequence))],
            cancellation: cancellation);
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$")]
    private static partial Regex EmployerName();
}
