using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Aso.Ledger.Exports;
using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Outbox;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

/// <summary>
/// A process with the ledger's parts over a storage: what dies in a crash. Its intake is the plainest there can be: a
/// dropped file is a chunk, or a canonical plan document.
/// </summary>
/// <param name="commitFullEvents">
/// Small, so that files are cut into several commits and the log outgrows snapshots.
/// </param>
internal sealed class TestProcess(ILedgerStorage storage, TimeProvider time, int commitFullEvents = 2)
{
    public EmployerJournal Journal { get; } = new(storage);

    public ShardCache Cache { get; } = new(storage);

    public ShardWorker Worker => new(storage, Journal, Cache, time, commitFullEvents);

    public StopLossCases Cases { get; } = new(
        storage, new ShardOutbox(storage), new LedgerReader(storage), new StorageEvents(storage),
        new MonthlyLists(
            storage, new LedgerReader(storage), new RemittancePublisher(storage),
            new MonthlyExports(storage, new LedgerReader(storage), new ShardCache(storage))),
        time);

    /// <summary>Everything, from the start; what was done before is recognised.</summary>
    public async Task RunAsync(IReadOnlyList<Step> steps)
    {
        await Journal.FixShardsAsync(Script.Employer, Script.Shards);
        for (var index = 0; index < steps.Count; index++)
        {
            await ArriveAsync(steps[index], index);
            await PrepareAllAsync();
            await ApplyAllAsync();
        }

        await CarryOutAllAsync();
    }

    /// <param name="index">Names the arrival, so that the same step again is the same arrival.</param>
    public async Task<JournalEntry> ArriveAsync(Step step, int index)
    {
        if (step.Change is { } change)
            return (await Journal.AppendAsync(Script.Employer, change, time.GetUtcNow(), step.Date)).Entry;
        var path = string.Create(CultureInfo.InvariantCulture, $"{Script.Employer}/{index}");
        var blob = new BlobName(step.Kind == EntryKind.Claims ? "claims" : "plans", path);
        await storage.PutBlobAsync(blob, step.Content);
        var file = new DroppedFile(
            blob.Container, blob.Name, "etag", await storage.FreezeBlobAsync(blob), step.Content.Length);
        var registered = await Journal.RegisterAsync(Script.Employer, step.Kind, file, time.GetUtcNow(), step.Date);
        return registered.Entry;
    }

    public async Task PrepareAllAsync()
    {
        while (await Journal.NextToPrepareAsync(Script.Employer) is { } entry) await PrepareAsync(entry);
    }

    public async Task<bool> PrepareNextAsync()
    {
        if (await Journal.NextToPrepareAsync(Script.Employer) is not { } entry) return false;
        await PrepareAsync(entry);
        return true;
    }

    public async Task ApplyAllAsync()
    {
        for (var shard = 0; shard < Script.Shards; shard++)
            await Worker.ApplyReadyAsync(new ShardId(Script.Employer, shard));
    }

    public async Task CarryOutAllAsync()
    {
        for (var shard = 0; shard < Script.Shards; shard++)
            await Cases.ApplyAsync(new ShardId(Script.Employer, shard).Partition);
    }

    private async Task PrepareAsync(JournalEntry entry)
    {
        var content = (await storage.ReadBlobAsync(entry.File!.Blob))!;
        var sha = Convert.ToHexStringLower(SHA256.HashData(content));
        var preparation = new Preparation(EntryState.Ready) { Content = sha };
        if (entry.Kind == EntryKind.Plan) preparation = preparation with { Body = content };
        else
        {
            var manifest = entry.Kind == EntryKind.Claims
                ? await ShareAsync(entry, ChunkReader.Claims(content), claim => claim.SubscriberId!,
                    (chunk, claim) => chunk.Add(claim), claim => claim.Charge)
                : await ShareAsync(entry, ChunkReader.Rows(content), row => row.SubscriberId,
                    (chunk, row) => chunk.Add(row), _ => Cents.Zero);
            preparation = preparation with { Manifest = manifest };
        }

        await Journal.CompleteAsync(entry, preparation);
    }

    private async Task<Manifest> ShareAsync<T>(
        JournalEntry entry,
        IEnumerable<T> items,
        Func<T, string> family,
        Action<ChunkWriter, T> add,
        Func<T, Cents> charge)
    {
        var shares = new List<ShardShare>();
        var groups = items.GroupBy(item => ShardId.IndexFor(family(item), Script.Shards));
        foreach (var group in groups.OrderBy(group => group.Key))
        {
            var chunk = new ChunkWriter();
            foreach (var item in group) add(chunk, item);
            shares.Add(new ShardShare(group.Key, 1, group.Count(), group.Sum(charge).Value));
            await storage.PutBlobAsync(
                ChunkNames.BlobFor(entry.Employer, entry.Sequence, group.Key, 0), chunk.Finish());
        }

        return new Manifest
        {
            Shares = shares,
            ItemsIn = shares.Sum(share => share.Items),
            ChargeInCents = shares.Sum(share => share.ChargeCents),
        };
    }
}

/// <summary>What a ledger adds up to, for comparing two of them.</summary>
internal static class Ledgers
{
    /// <summary>
    /// Hash, events, totals, cuts, announcements and cases as one text a shard, and each remittance from its first
    /// claim on: all that does not hang on timing.
    /// </summary>
    public static async Task<List<string>> DescribeAsync(ILedgerStorage storage)
    {
        var described = new List<string>();
        for (var shard = 0; shard < Script.Shards; shard++)
        {
            var id = new ShardId(Script.Employer, shard);
            var head = await new LedgerReader(storage).HeadAsync(id);
            var text = $"{id} {head.Events} {head.OpenMonth} {head.Hash} {Json(head.State)}";
            await foreach (var cut in storage.QueryAsync(id.Partition, "cut~", "cut~~"))
                text += $"\n{cut.Key} {Json(cut.Payload)}";
            await foreach (var row in new ShardOutbox(storage).ReadAsync(id))
                foreach (var announced in row.Announcements) text += $"\n{announced.Sequence} {announced.What}";
            await foreach (var row in storage.QueryAsync(id.Partition, "case~", "case~~"))
                text += $"\n{MemberCase.FromRow(row) with { LogRow = 0 }}";
            described.Add(text);
        }

        await foreach (var blob in storage.ListBlobsAsync("remittances", Script.Employer))
            described.Add(await DescribeAsync(storage, new BlobName("remittances", blob.Name)));
        return described;
    }

    private static async Task<string> DescribeAsync(ILedgerStorage storage, BlobName blob)
    {
        var text = System.Text.Encoding.UTF8.GetString((await storage.ReadBlobAsync(blob))!);
        return $"{blob} {text[text.IndexOf("~CLP", StringComparison.Ordinal)..]}";
    }

    /// <summary>
    /// What was told, each event once, in the order in which it was first told, but for the time; taken from the queue.
    /// </summary>
    public static List<string> TakeTold(MemoryStorage storage)
    {
        var told = new List<string>();
        while (storage.Take(LedgerNames.EventsQueue) is { } message)
        {
            foreach (var one in JsonNode.Parse(message)!.AsArray())
            {
                one!.AsObject().Remove("occurredAt");
                if (!told.Contains(one.ToJsonString())) told.Add(one.ToJsonString());
            }
        }

        return told;
    }

    private static string Json(ReadOnlyMemory<byte> state)
    {
        using var json = HeadState.Unpack(state);
        return System.Text.Encoding.UTF8.GetString(json.ToArray());
    }
}
