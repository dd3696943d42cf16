using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Aso.Ledger.Audit;
using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;
using Aso.Ledger.Upkeep;

namespace Aso.Ledger.Tests;

/// <summary>What a claim on which our own code threw has cost a simulation: itself, until the program is mended.</summary>
internal sealed partial class AfterDefect(MemoryStorage storage, SimulatedTime time, ClaimDefect defect)
{
    public async Task<string?> ProblemAsync()
    {
        var items = await new SetAsideItems(storage).ListAsync(Script.Employer, new ShardCache(storage));
        if (items.FirstOrDefault(item => item.Item.Kind != ItemKind.Claim) is { } odd) return $"set aside: {odd}";
        return items.Count == 0 ? null : await WithoutAsync() ?? await MendedAsync(items);
    }

    /// <summary>The journal's quiet run on files without the claim decides every other claim alike.</summary>
    private async Task<string?> WithoutAsync()
    {
        ClaimDefect.Set(null);
        var target = new MemoryStorage();
        var there = new SimulatedProcess(target, time);
        var source = new FilesWithout(storage, defect);
        await new Replay(source, target, there.SettleAsync, time).RunAsync(Script.Employer);
        ClaimDefect.Set(defect);
        var (here, without) = (await DescribeAsync(storage), await DescribeAsync(target));
        return here.SequenceEqual(without)
            ? null
            : $"without {defect.ClaimNumber}:\n{string.Join('\n', here.Except(without))}\n"
                + $"differs from\n{string.Join('\n', without.Except(here))}";
    }

    private async Task<string?> MendedAsync(IReadOnlyList<SetAsideFound> items)
    {
        ClaimDefect.Set(null);
        var process = new SimulatedProcess(storage, time);
        await process.Journal.AppendAsync(
            Script.Employer, new RetryChange([.. items.Select(item => item.Id)]), time.GetUtcNow(),
            new BusinessClock(time).Today("America/Chicago"));
        await process.Sweep.RunAsync();
        var left = await new SetAsideItems(storage).ListAsync(Script.Employer, new ShardCache(storage));
        var report = await new Reconciliation(storage, process.Journal).RunAsync(Script.Employer);
        ClaimDefect.Set(defect);
        if (left.Count > 0) return $"still set aside: {left[0]}";
        return report.IsClean ? null : string.Join('\n', report.Findings);
    }

    /// <summary>
    /// Every event but that something is set aside or waits, but for where in its file a claim was; and the totals. The
    /// claim itself may have waited, which numbers the waits after it.
    /// </summary>
    private static async Task<List<string>> DescribeAsync(MemoryStorage ledger)
    {
        var described = new List<string>();
        for (var shard = 0; shard < Script.Shards; shard++)
        {
            var id = new ShardId(Script.Employer, shard);
            var head = await new LedgerReader(ledger).HeadAsync(id);
            described.Add($"{id} {head.OpenMonth} {Json(HeadState.Read(head.State).Totals)}");
            await foreach (var row in new LedgerReader(ledger).LogAsync(id))
                described.AddRange(row.Events.Where(happened => happened is not (ItemSetAside or ClaimWaits or WaitEnded))
                    .Select(happened => $"{id} {Position().Replace(Json(happened), "")}"));
        }

        return described;
    }

    private static string Json(object value) => JsonSerializer.Serialize(value, value.GetType(), LedgerJson.Options);

    [GeneratedRegex("\"position\":\\d+,?")]
    private static partial Regex Position();

    /// <summary>Files of claims lack the rows of the claim.</summary>
    private sealed class FilesWithout(ILedgerStorage inner, ClaimDefect defect) : StorageDecorator(inner)
    {
        protected override Task<T> AroundAsync<T>(string what, Func<Task<T>> call, bool hasCondition = false) => call();

        public override async Task<Stream?> OpenBlobAsync(
            BlobName blob, string? snapshot = null, CancellationToken cancellation = default)
        {
            if (await base.OpenBlobAsync(blob, snapshot, cancellation) is not { } content) return null;
            if (blob.Container != "claims") return content;
            using var reader = new StreamReader(content);
            var rows = (await reader.ReadToEndAsync(cancellation)).Split('\n');
            return new MemoryStream(Encoding.UTF8.GetBytes(
                string.Join('\n', rows.Where(row => !DroppedFiles.IsRowOf(row, defect.Claim)))));
        }
    }
}
