using System.Collections.Concurrent;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Upkeep;

/// <summary>What a sweep found.</summary>
/// <param name="FilesFound">Dropped files that no event had reported.</param>
/// <param name="OldestWaiting">Age of the oldest file not yet completely applied; zero: there was none.</param>
/// <param name="Blocked">Journal entries that our own code failed on, and that still block what comes after.</param>
/// <param name="SetAside">Items on which our own code failed, and which cost nothing but themselves, by employer.</param>
/// <param name="Poison">Messages set aside because they failed too often: the queues that hold some.</param>
/// <param name="Failures">What kept it from doing its work; one employer's failure stops no other's.</param>
public sealed record SweepResult(
    int FilesFound,
    TimeSpan OldestWaiting,
    IReadOnlyList<BlockedEntry> Blocked,
    IReadOnlyList<SetAsideTotal> SetAside,
    IReadOnlyDictionary<string, int> Poison,
    IReadOnlyList<Exception> Failures);

/// <summary>
/// Finds what a lost event or message left behind: files not registered, entries not prepared, entries ready but not
/// applied, announcements not published; removes what is no longer needed. What was in order once is not checked
/// again until it changes.
/// </summary>
public sealed class Sweep(
    ILedgerStorage storage, EmployerJournal journal, FileIntake intake, ShardWorker worker, ShardOutbox outbox,
    BusinessClock clock)
{
    private readonly Retention _retention = new(storage);
    private readonly BlockedEntryReview _blocked = new(storage, journal);
    private readonly WaitingFiles _waiting = new(storage);
    private readonly PlanStore _plans = new(storage);
    private readonly SetAsideItems _setAside = new(storage);
    private readonly LedgerReader _reader = new(storage);

    /// <summary>By employer, what was found: the journal's end, and the first day on which something is due by itself.</summary>
    private readonly ConcurrentDictionary<string, (long NextSequence, DateOnly? Due)> _inOrder = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<BlobName, string> _seen = new();

    public async Task<SweepResult> RunAsync(CancellationToken cancellation = default)
    {
        var failures = new List<Exception>();
        var found = await FindFilesAsync(failures, cancellation);
        await AdmitAsync(failures, cancellation);
        var oldest = TimeSpan.Zero;
        failures.AddRange(await journal.ForEachAsync(
            async name =>
            {
                var age = await SweepAsync(name, failures, cancellation);
                if (age > oldest) oldest = age;
            },
            cancellation));
        var blocked = await _blocked.RunAsync(cancellation);
        var setAside = await _setAside.ReviewAsync(cancellation);
        var poison = await CountPoisonAsync(cancellation);
        LedgerTelemetry.Waiting(oldest);
        LedgerTelemetry.Blocked(blocked.Count);
        return new SweepResult(found, oldest, blocked, setAside, poison, failures);
    }

    /// <summary>
    /// Files that wait for a plan that is in force: the worker that did so died, or the file arrived just then.
    /// </summary>
    private async Task AdmitAsync(List<Exception> failures, CancellationToken cancellation)
    {
        var waiting = _waiting.ReadAsync(cancellation: cancellation).Select(file => file.Employer).Distinct();
        foreach (var employer in await waiting.ToListAsync(cancellation))
            await TryAsync(() => intake.AdmitAsync(employer, cancellation), failures);
    }

    /// <summary>Returns how long the employer's oldest file waits; what goes wrong is added to the failures.</summary>
    private async Task<TimeSpan> SweepAsync(string name, List<Exception> failures, CancellationToken cancellation)
    {
        if (await journal.EmployerAsync(name, cancellation) is not { } employer
            || (_inOrder.TryGetValue(name, out var known) && known.NextSequence == employer.NextSequence
                && !await IsDueAsync(name, known.Due, cancellation))) return TimeSpan.Zero;
        if (employer.SecondEditionFrom is null)
            employer = await journal.BeginSecondEditionAsync(
                employer, clock.Now, await TodayAsync(name, cancellation), cancellation);
        var waiting = await WaitingAsync(name, cancellation);
        var before = failures.Count;
        await TryAsync(() => intake.PrepareAsync(name, cancellation), failures);
        var inOrder = await ApplyAsync(employer, failures, cancellation);
        await _retention.CleanAsync(name, cancellation);
        var due = (await _reader.ViewAsync(name, cancellation))?.WaitsUntil;
        if (await IsDueAsync(name, due, cancellation)) inOrder = await EndWaitsAsync(employer, failures, cancellation);
        if (inOrder && failures.Count == before) _inOrder[name] = (employer.NextSequence, due);
        return waiting;
    }

    private async Task<bool> IsDueAsync(string employer, DateOnly? due, CancellationToken cancellation) =>
        due is { } day && day <= await TodayAsync(employer, cancellation);

    private async Task<DateOnly> TodayAsync(string employer, CancellationToken cancellation) =>
        clock.Today((await _plans.ReadAsync(employer, cancellation)).TimeZone());

    /// <summary>Claims whose wait ends today (rule 3.34): one journal entry says so, once.</summary>
    private async Task<bool> EndWaitsAsync(Employer employer, List<Exception> failures, CancellationToken cancellation)
    {
        var today = await TodayAsync(employer.Name, cancellation);
        await journal.AppendAsync(
            employer.Name, new WaitsOverChange(today), clock.Now, today, cancellation: cancellation);
        await ApplyAsync(employer, failures, cancellation);
        // The journal is longer now: the next sweep looks.
        return false;
    }

    private async Task<TimeSpan> WaitingAsync(string name, CancellationToken cancellation)
    {
        if (await _reader.ViewAsync(name, cancellation) is not { } view) return TimeSpan.Zero;
        await _setAside.RecordAsync(view, cancellation);
        var applied = view.Heads.Count == 0 ? 0 : view.Heads.Min(head => head.Applied.Sequence) - 1;
        await foreach (var entry in journal.EntriesAfterAsync(name, applied, cancellation))
            if (view.IsWaiting(entry)) return clock.Now - entry.Received;
        return TimeSpan.Zero;
    }

    private async Task<IReadOnlyDictionary<string, int>> CountPoisonAsync(CancellationToken cancellation)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var queue in LedgerNames.PoisonQueues)
        {
            var count = await storage.CountMessagesAsync(queue, cancellation);
            LedgerTelemetry.Poisoned(queue, count);
            if (count > 0) counts.Add(queue, count);
        }

        return counts;
    }

    /// <summary>Registers dropped files that are not in their employer's journal yet, the oldest first.</summary>
    private async Task<int> FindFilesAsync(List<Exception> failures, CancellationToken cancellation)
    {
        var unknown = new List<(BlobName Blob, ListedBlob Listed)>();
        foreach (var container in FileIntake.Containers.Keys)
            await foreach (var listed in storage.ListBlobsAsync(container, "", cancellation))
            {
                var blob = new BlobName(container, listed.Name);
                if (!_seen.TryGetValue(blob, out var version) || version != listed.Version) unknown.Add((blob, listed));
            }

        var found = 0;
        foreach (var (blob, listed) in unknown.OrderBy(one => one.Listed.Modified).ThenBy(one => one.Blob.ToString()))
        {
            await TryAsync(
                async () =>
                {
                    if (await intake.RegisterAsync(blob, cancellation) is { IsNew: true }) found++;
                    _seen[blob] = listed.Version;
                },
                failures);
        }

        return found;
    }

    /// <summary>True: every shard has applied all there is, and its outbox is empty.</summary>
    private async Task<bool> ApplyAsync(Employer employer, List<Exception> failures, CancellationToken cancellation)
    {
        var inOrder = true;
        for (var shard = 0; shard < employer.Shards; shard++)
        {
            var id = new ShardId(employer.Name, shard);
            await TryAsync(
                async () =>
                {
                    var result = await worker.ApplyReadyAsync(id, cancellation: cancellation);
                    inOrder &= result is { HandedOn: false, WaitsFor: null };
                },
                failures);
            if (await outbox.IsEmptyAsync(id, cancellation)) continue;
            await storage.SendAsync(LedgerNames.StopLossQueue, id.Partition, cancellation: cancellation);
            inOrder = false;
        }

        return inOrder;
    }

    private static async Task TryAsync(Func<Task> step, List<Exception> failures)
    {
        try
        {
            await step();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            failures.Add(failure);
        }
    }
}
