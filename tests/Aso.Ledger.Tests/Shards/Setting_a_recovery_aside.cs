using System.Text;
using Aso.Ledger.Audit;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

/// <summary>A recovery on which our own code throws keeps its reference until it is retried (rule 5.14).</summary>
public sealed class Setting_a_recovery_aside : IDisposable
{
    private const string Header = "kind,amount,date,memberId,claimNumber,benefit,reference\n";

    private readonly MemoryStorage _storage = new();
    private readonly SimulatedTime _time = new();

    public void Dispose() => TestDefects.Here.Value = null;

    [Fact]
    public async Task Its_reference_stays_used_and_a_retry_posts_it()
    {
        TestDefects.Here.Value = (point, item) =>
        {
            if (point == DefectPoint.Half && item is Recovery { Reference: "R-1" }) throw new InvalidTimeZoneException();
        };
        var process = new SimulatedProcess(_storage, _time);
        _time.AdvanceTo(new DateOnly(2026, 1, 20));
        await DropAsync(process, Script.Plan(0), "plan");
        await DropAsync(process, Script.Enrollment(0, 4, new Random(1)), "all");
        await DropAsync(process, Rows("rebate,5.00,2026-01-05,,,,R-0", "other,7.00,2026-01-05,M0-0,,medical,R-1",
            "other,9.00,2026-01-05,M1-0,,medical,R-2"), "one");

        Assert.Equal(["R-0", "R-2"], await PostedAsync());
        var item = Assert.Single(await SetAsideAsync());
        Assert.Equal(ItemKind.Recovery, item.Item.Kind);
        await CleanAsync();

        // On whichever shard the other member is.
        await DropAsync(process, Rows("other,7.00,2026-01-05,M0-0,,medical,R-1", "other,7.00,2026-01-05,M1-0,,medical,R-1",
            "other,7.00,2026-01-05,M2-0,,medical,R-1"), "two");
        var entry = await process.Journal.EntriesAfterAsync(Script.Employer, 0).LastAsync();
        Assert.Equal((2, 2), (entry.Manifest!.ItemsIn, entry.Manifest.ItemsRejected));

        TestDefects.Here.Value = null;
        process = new SimulatedProcess(_storage, _time);
        await process.Journal.AppendAsync(
            Script.Employer, new RetryChange([new SetAsideItem(item.Shard, item.Item.Sequence, item.Item.Index)]),
            _time.GetUtcNow(), new DateOnly(2026, 1, 20));
        await ApplyAsync(process);

        Assert.Equal(["R-0", "R-1", "R-2"], await PostedAsync());
        await CleanAsync();
    }

    private static Step Rows(params string[] rows) => new(
        "recoveries", EntryKind.Recoveries, Encoding.UTF8.GetBytes(Header + string.Join('\n', rows) + "\n"), null, default);

    private async Task DropAsync(SimulatedProcess process, Step step, string name)
    {
        var blob = DroppedFiles.NameOf(step, name);
        await _storage.PutBlobAsync(blob, DroppedFiles.ContentOf(step));
        await process.Intake.ArriveAsync(blob);
        await ApplyAsync(process);
    }

    private static async Task ApplyAsync(SimulatedProcess process)
    {
        for (var shard = 0; shard < Script.Shards; shard++)
            await process.DeliverAsync(
                LedgerNames.AdjudicateQueue, new ShardId(Script.Employer, shard).Partition);
    }

    private async Task<List<string>> PostedAsync() =>
        [.. (await EventsAsync()).Select(one => one.Happened).OfType<RecoveryPosted>()
            .Select(posted => posted.Recovery.Reference).Order(StringComparer.Ordinal)];

    private async Task<List<(int Shard, ItemSetAside Item)>> SetAsideAsync() =>
        [.. (await EventsAsync()).Where(one => one.Happened is ItemSetAside)
            .Select(one => (one.Shard, (ItemSetAside)one.Happened))];

    private async Task<List<(int Shard, LedgerEvent Happened)>> EventsAsync()
    {
        var events = new List<(int, LedgerEvent)>();
        for (var shard = 0; shard < Script.Shards; shard++)
            await foreach (var row in new LedgerReader(_storage).LogAsync(new ShardId(Script.Employer, shard)))
                events.AddRange(row.Events.Select(happened => (shard, happened)));
        return events;
    }

    private async Task CleanAsync() => Assert.Empty(
        (await new Reconciliation(_storage, new EmployerJournal(_storage)).RunAsync(Script.Employer)).Findings);
}
