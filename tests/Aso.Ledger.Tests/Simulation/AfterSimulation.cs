using System.Text.Json;
using System.Text.Json.Nodes;
using Aso.Ledger.Audit;
using Aso.Ledger.Closing;
using Aso.Ledger.Format;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Outbox;
using Aso.Ledger.Reading;
using Aso.Ledger.Search;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

/// <summary>The laws, asked of what a simulation has left in storage.</summary>
internal sealed class AfterSimulation(MemoryStorage storage, SimulatedScript script, SimulatedTime time)
{
    private readonly EmployerJournal _journal = new(storage);

    /// <param name="process">Finds nothing left to do.</param>
    /// <param name="dropped">Every file.</param>
    /// <returns>Null where all laws hold.</returns>
    public async Task<string?> ProblemAsync(SimulatedProcess process, IReadOnlySet<BlobName> dropped) =>
        await ArrivalsAsync(dropped)
        ?? await LeftAsync(process)
        ?? await SumsAsync()
        ?? await CountsAsync()
        ?? await ReferencesAsync()
        ?? await ReplayAsync()
        ?? (script.IsOrderFree ? await QuietRunAsync() : null);

    /// <summary>Law 1: each file and each change is in the journal, and no content and no change counts twice; but
    /// a plan document does where another came between.</summary>
    private async Task<string?> ArrivalsAsync(IReadOnlySet<BlobName> dropped)
    {
        var entries = await _journal.EntriesAfterAsync(Script.Employer, 0).ToListAsync();
        // A recovery is refused whose claim does not stand, or whose reference another has.
        if (entries.FirstOrDefault(entry => entry.State is not (EntryState.Ready or EntryState.Duplicate)
            && entry is not { Kind: EntryKind.Recoveries, File: null, State: EntryState.Refused }) is { } odd)
            return $"entry {odd.Sequence} is {odd.State}: {odd.Outcome}";
        var files = entries.Where(entry => entry.File is not null).ToList();
        if (!dropped.Order(Names).SequenceEqual(files.Select(entry => entry.File!.Blob).Order(Names)))
            return $"dropped: {string.Join(' ', dropped)}; registered: {string.Join(' ', files.Select(one => one.File!.Blob))}";
        var contents = files.GroupBy(entry => (entry.Kind, entry.Content));
        if (contents.FirstOrDefault(same => same.Key.Kind != EntryKind.Plan
            ? same.Count(entry => entry.State == EntryState.Ready) != 1
            : !same.Any(entry => entry.State == EntryState.Ready)) is { } same)
            return $"of entries {string.Join(' ', same.Select(entry => entry.Sequence))} not just one counts";
        // A plan document may come back once another has replaced it; one that is in force counts no more.
        var plans = files.Where(entry => entry is { Kind: EntryKind.Plan, State: EntryState.Ready }).ToList();
        if (plans.Zip(plans.Skip(1)).FirstOrDefault(two => two.First.Content == two.Second.Content).Second is { } twice)
            return $"entry {twice.Sequence} is a plan that was in force";
        var changes = entries.Where(entry => entry.File is null).Select(HttpChange.Read).ToList();
        var expected = script.Steps.Select(step => step.Change).OfType<HttpChange>()
            .Where(change => change is not CloseChange).Concat(changes.Where(change => change is CloseChange or WaitsOverChange).Distinct());
        var (asked, found) = (Sorted(expected.Distinct()), Sorted(changes));
        return asked.SequenceEqual(found)
            ? null
            : $"asked for:\n{string.Join('\n', asked)}\nin the journal:\n{string.Join('\n', found)}";
    }

    private static readonly Comparer<BlobName> Names =
        Comparer<BlobName>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()));

    private static List<string> Sorted(IEnumerable<HttpChange> changes) =>
        [.. changes.Select(change => change.ToString()).Order(StringComparer.Ordinal)];

    /// <summary>Timers and messages have left nothing undone, and nothing that nobody needs.</summary>
    private async Task<string?> LeftAsync(SimulatedProcess process)
    {
        for (var shard = 0; shard < Script.Shards; shard++)
        {
            var id = new ShardId(Script.Employer, shard);
            var result = await process.Worker.ApplyReadyAsync(id);
            if (result is not { HandedOn: false, Commits: 0, WaitsFor: null }) return $"shard {shard} was left {result}";
            if (!await new ShardOutbox(storage).IsEmptyAsync(id)) return $"the outbox of shard {shard} is not empty";
            if (await storage.ReadAsync(id.Partition, Lease.Key) is not null) return $"shard {shard} is still leased";
        }

        var chunks = storage.ListBlobsAsync(LedgerNames.WorkContainer, ChunkNames.Folder(Script.Employer));
        await foreach (var chunk in chunks)
            if (!await IsNeededAsync(chunk.Name)) return $"nobody needs {chunk.Name}";
        var directories = await storage.ListBlobsAsync(
            LedgerNames.WorkContainer, Directories.Folder(Script.Employer)).ToListAsync();
        if (directories.Count > 1) return $"{directories.Count} directories";
        var plans = await new PlanStore(storage).ReadAsync(Script.Employer);
        var today = new BusinessClock(time).Today(plans.TimeZone());
        var due = Month.Of(today) - 1;
        if (CloseCalendar.DueOn(due, CloseCalendar.DefaultBusinessDay) > today) due -= 1;
        var closed = await new Periods(storage).ClosedThroughAsync(Script.Employer);
        return plans.Count == 0 || due < plans[0].Plan.Year.First || closed >= due ? null : $"{due} is not closed";
    }

    /// <summary>A shard that an entry changed nothing for has written nothing, and would read its chunk again.</summary>
    private async Task<bool> IsNeededAsync(string chunk)
    {
        Assert.True(ChunkNames.TryParse(chunk, Script.Employer, out var sequence, out var shard));
        var head = await new LedgerReader(storage).HeadAsync(new ShardId(Script.Employer, shard));
        return head.Applied.Sequence <= sequence
            && (await _journal.ReadAsync(Script.Employer, sequence))!.State == EntryState.Ready;
    }

    /// <summary>Laws 2 and 3.</summary>
    private async Task<string?> SumsAsync()
    {
        var report = await new Reconciliation(storage, _journal).RunAsync(Script.Employer);
        return report.IsClean ? null : string.Join('\n', report.Findings);
    }

    /// <summary>
    /// Every claim that a file brought is found once, and counts add up: of each plan year as liability has them, and
    /// of each file.
    /// </summary>
    private async Task<string?> CountsAsync()
    {
        var ledger = new EmployerLedger(
            new LedgerReader(storage), new ShardCache(storage), new StatementStore(storage), new BusinessClock(time));
        var search = new ClaimSearch(ledger, _journal, new RejectedClaims(storage, _journal));
        if (await ledger.FindAsync(Script.Employer, default) is not { HasPlan: true } view) return null;
        var all = (await search.FindAsync(view, new ClaimQuery())).Claims;
        foreach (var (year, totals) in view.Totals().Years)
        {
            var found = all.Where(claim => claim.Decided is { } brought
                && (brought.Claim.Type != ClaimType.Void) && year.Contains(FirstIncurred(brought.Claim))).ToList();
            var counts = totals.Counts;
            long[] told =
            [
                counts.Received, counts.Paid, counts.Denied, counts.Pended, counts.Refused, counts.Voided, counts.Waiting,
            ];
            long[] met =
            [
                found.Count, Of(found, ClaimFate.Paid), Of(found, ClaimFate.Denied), Of(found, ClaimFate.Pended),
                Of(found, ClaimFate.Refused), Of(found, ClaimFate.Voided),
                all.Count(claim => claim.Waiting is { } waiting && year.Contains(FirstIncurred(waiting.Claim))),
            ];
            if (!told.SequenceEqual(met))
                return $"{year} counts {string.Join(' ', told)}, found were {string.Join(' ', met)}";
        }

        var waiting = view.WaitingForMember();
        await foreach (var entry in _journal.EntriesAfterAsync(Script.Employer, 0))
        {
            if (entry is not { Kind: EntryKind.Claims, State: EntryState.Ready }) continue;
            var fates = await search.FatesAsync(view, entry);
            // What is not decided is what waits: nothing else is left, and nothing is there twice.
            if (fates.Waiting != waiting.GetValueOrDefault(entry.Sequence)
                || fates.SetAside != view.SetAsideOf(entry)
                || fates.Received != fates.Paid + fates.Denied + fates.Refused + fates.Pended + fates.Waiting
                    + fates.Voided + fates.Voids + fates.SetAside)
                return $"{waiting.GetValueOrDefault(entry.Sequence)} claims of entry {entry.Sequence} wait: {fates}";
            var listed = all.Count(claim => claim.Sequence == entry.Sequence && claim.Fate != ClaimFate.Rejected);
            if (listed != fates.Received - fates.Voids)
                return $"{listed} claims of entry {entry.Sequence} are listed: {fates}";
        }

        return null;

        static long Of(List<FoundClaim> found, ClaimFate fate) => found.LongCount(claim => claim.Fate == fate);

        static DateOnly FirstIncurred(Claim claim) =>
            claim.Lines.Count > 0 ? claim.IncurredOn(claim.Lines[0]) : claim.Received;
    }

    /// <summary>Rule 5.14: a reference counts once for the employer, on whichever shard.</summary>
    private async Task<string?> ReferencesAsync()
    {
        var references = new HashSet<string>();
        for (var shard = 0; shard < Script.Shards; shard++)
            await foreach (var row in new LedgerReader(storage).LogAsync(new ShardId(Script.Employer, shard)))
                foreach (var posted in row.Events.OfType<RecoveryPosted>())
                    if (!references.Add(posted.Recovery.Reference)) return $"{posted} is not the only one";
        return null;
    }

    /// <summary>
    /// Law 4, and laws 1 and 5 for whatever order the arrivals came in: the quiet run of the journal, by one process
    /// and without a fault, comes to the same ledger and tells others the same.
    /// </summary>
    private async Task<string?> ReplayAsync()
    {
        var target = new MemoryStorage();
        var there = new SimulatedProcess(target, time);
        var replay = new Replay(storage, target, there.SettleAsync, time);
        var differences = await replay.RunAsync(Script.Employer);
        if (differences.Count > 0) return string.Join('\n', differences);
        for (var shard = 0; shard < Script.Shards; shard++)
            await there.DeliverAsync(LedgerNames.StopLossQueue, new ShardId(Script.Employer, shard).Partition);
        var (here, again) = (await Ledgers.DescribeAsync(storage), await Ledgers.DescribeAsync(target));
        if (!here.SequenceEqual(again))
            return $"the journal's quiet run differs:\n{string.Join('\n', here)}\n{string.Join('\n', again)}";
        var (told, toldAgain) = (Told(storage), Told(target));
        return told.SequenceEqual(toldAgain)
            ? null
            : $"the journal's quiet run tells other things:\n{string.Join('\n', told)}\n{string.Join('\n', toldAgain)}";
    }

    /// <summary>Law 5: families meet only in sums, so that the script's own order gives the same.</summary>
    private async Task<string?> QuietRunAsync()
    {
        // A file that waited for the plan to be read counts on the day on which it got its place (rule 3.34), and in the
        // script's own run none waits.
        await foreach (var entry in _journal.EntriesAfterAsync(Script.Employer, 0))
            if (entry.BusinessDate != entry.ReceivedDate) return null;
        var (quiet, clock) = (new MemoryStorage(), new SimulatedTime());
        var process = new SimulatedProcess(quiet, clock);
        foreach (var (index, step) in script.Steps.Index())
        {
            clock.AdvanceTo(step.Date);
            if (step.Change is CloseChange close)
                await process.Closer.CloseAsync(Script.Employer, close.Month, null);
            else if (step.Change is { } change)
                await process.Journal.AppendAsync(Script.Employer, change, clock.GetUtcNow(), step.Date);
            else
            {
                var blob = DroppedFiles.NameOf(step, $"{index}");
                await quiet.PutBlobAsync(blob, DroppedFiles.ContentOf(step));
                await process.Intake.ArriveAsync(blob);
            }
        }

        await process.Intake.PrepareAsync(Script.Employer);
        for (var shard = 0; shard < Script.Shards; shard++)
        {
            await process.DeliverAsync(LedgerNames.AdjudicateQueue, new ShardId(Script.Employer, shard).Partition);
            await process.DeliverAsync(LedgerNames.StopLossQueue, new ShardId(Script.Employer, shard).Partition);
        }

        var (here, there) = (await WithoutOrderAsync(storage), await WithoutOrderAsync(quiet));
        return here.SequenceEqual(there)
            ? null
            : $"the script's quiet run differs:\n{string.Join('\n', here)}\n{string.Join('\n', there)}";
    }

    /// <summary>Totals, statements, cases and every decision, but for when and in which order they came.</summary>
    private static async Task<List<string>> WithoutOrderAsync(MemoryStorage ledger)
    {
        var described = new List<string>();
        for (var shard = 0; shard < Script.Shards; shard++)
        {
            var id = new ShardId(Script.Employer, shard);
            var head = await new LedgerReader(ledger).HeadAsync(id);
            described.Add($"{id} {head.Events} {head.OpenMonth} {Json(HeadState.Read(head.State).Totals)}");
            await foreach (var row in new LedgerReader(ledger).LogAsync(id))
                described.AddRange(row.Events.OfType<ClaimDecided>()
                    .Select(decided => $"{id} {Json(decided.Decision with { Sequence = 0 })}"));
            await foreach (var row in ledger.QueryAsync(id.Partition, "case~", "case~~"))
                described.Add($"{MemberCase.FromRow(row) with { LogRow = 0 }}");
        }

        foreach (var plan in await new PlanStore(ledger).ReadAsync(Script.Employer))
            foreach (var statement in await new StatementStore(ledger).ReadAsync(Script.Employer, plan.Plan.Year))
                described.Add(Json(statement with { ClosedAt = default }));
        described.Sort(StringComparer.Ordinal);
        return described;
    }

    /// <summary>Each event once, in an order of its own, but for its id, which names the commit it came of.</summary>
    private static List<string> Told(MemoryStorage ledger)
    {
        var told = new HashSet<(string Id, string Event)>();
        while (ledger.Take(LedgerNames.EventsQueue) is { } message)
        {
            foreach (var one in JsonNode.Parse(message)!.AsArray())
            {
                var id = (string)one!["messageId"]!;
                one.AsObject().Remove("messageId");
                told.Add((id, one.ToJsonString()));
            }
        }

        return [.. told.Select(one => one.Event).Order(StringComparer.Ordinal)];
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, LedgerJson.Options);
}
