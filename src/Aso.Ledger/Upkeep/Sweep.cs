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
/// again until it changes, which the list of employers tells; a new process checks everything once, some each time.
/// </summary>
public sealed class Sweep(
    ILedgerStorage storage, EmployerJournal journal, FileIntake intake, ShardWorker worker, ShardOutbox outbox,
    BusinessClock clock)
{
    /// <summary>
    /// How many employers marked as in order a new process checks at once. Marks may be wrong where an account failed
    /// over, for its rows are copied each in its own time, or where a former version registers beside this one.
    /// </summary>
    private const int CheckedAnewMax = 100;

    /// <summary>The time zone in which a day begins first.</summary>
    private const string FarthestEast = "Pacific/Kiritimati";

    private readonly Retention _retention = new(storage);
    private readonly BlockedEntryReview _blocked = new(storage, journal);
    private readonly PlanStore _plans = new(storage);
    private readonly SetAsideItems _setAside = new(storage);
    private readonly LedgerReader _reader = new(storage);
    private readonly WaitingFiles _waiting = new(storage);
    private readonly EmployerList _employers = new(storage);
    private readonly UnregisteredFiles _files = new(storage, journal, clock.Time);

    /// <summary>Employers that this process has looked at.</summary>
    private readonly ConcurrentDictionary<string, bool> _checked = new(StringComparer.Ordinal);

    public async Task<SweepResult> RunAsync(CancellationToken cancellation = default)
    {
        var failures = new List<Exception>();
        var found = await FindFilesAsync(failures, cancellation);
        await AdmitAsync(failures, cancellation);
        var swept = new ConcurrentQueue<(TimeSpan Waiting, IReadOnlyList<Exception> Failures)>();
        failures.AddRange(await EmployerList.ForEachAsync(
            await ToSweepAsync(cancellation),
            async listed => swept.Enqueue(await SweepAsync(listed, cancellation))));
        failures.AddRange(swept.SelectMany(employer => employer.Failures));
        var oldest = swept.Select(employer => employer.Waiting).DefaultIfEmpty().Max();
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

    /// <summary>The employers that may have work, and some of those that this process has not looked at yet.</summary>
    private async Task<IReadOnlyList<ListedEmployer>> ToSweepAsync(CancellationToken cancellation)
    {
        var listed = await _employers.ReadAsync(cancellation).ToListAsync(cancellation);
        var latest = clock.Today(FarthestEast);
        var mayHaveWork = listed.ToLookup(employer => employer.InOrder is null || employer.Due <= latest);
        var fresh = mayHaveWork[false].Where(employer => !_checked.ContainsKey(employer.Name));
        return [.. mayHaveWork[true], .. fresh.Take(CheckedAnewMax)];
    }

    /// <summary>Returns how long the employer's oldest file waits, and what went wrong.</summary>
    private async Task<(TimeSpan Waiting, IReadOnlyList<Exception> Failures)> SweepAsync(
        ListedEmployer listed, CancellationToken cancellation)
    {
        var name = listed.Name;
        var failures = new List<Exception>();
        if (listed.InOrder is not null && _checked.ContainsKey(name)
            && !await IsDueAsync(name, listed.Due, cancellation)) return (TimeSpan.Zero, failures);
        if (await journal.EmployerAsync(name, cancellation) is not { } employer) return (TimeSpan.Zero, failures);
        if (employer.SecondEditionFrom is null)
            employer = await journal.BeginSecondEditionAsync(
                employer, clock.Now, await TodayAsync(name, cancellation), cancellation);
        var waiting = await WaitingAsync(name, cancellation);
        var inOrder = true;
        await TryAsync(async () => inOrder = await intake.PrepareAsync(name, cancellation), failures);
        inOrder &= await ApplyAsync(employer, failures, cancellation);
        await _retention.CleanAsync(name, cancellation);
        var due = (await _reader.ViewAsync(name, cancellation))?.WaitsUntil;
        if (await IsDueAsync(name, due, cancellation)) inOrder = await EndWaitsAsync(employer, failures, cancellation);
        await NoteAsync(listed, employer, inOrder && failures.Count == 0, due, cancellation);
        return (waiting, failures);
    }

    private async Task NoteAsync(
        ListedEmployer listed, Employer employer, bool inOrder, DateOnly? due, CancellationToken cancellation)
    {
        _checked[listed.Name] = true;
        if (!inOrder)
        {
            if (listed.InOrder is not null) await _employers.PutAsync(listed.Name, cancellation);
        }
        else if ((listed.InOrder, listed.Due) != (employer.NextSequence, due))
        {
            await _employers.MarkAsync(listed, employer, due, cancellation);
        }
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
        var found = 0;
        var before = failures.Count;
        var (files, newest) = await _files.FindAsync(failures, cancellation);
        foreach (var file in files)
            await TryAsync(
                async () =>
                {
                    if (await intake.RegisterAsync(file.Blob, cancellation) is { IsNew: true }) found++;
                    _files.Note(file);
                },
                failures);
        if (failures.Count == before) _files.NoteAll(newest);
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
