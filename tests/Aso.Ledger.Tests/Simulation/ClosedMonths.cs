using System.Text.Json;
using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

/// <summary>
/// Law 3: what statements, cuts and heads say of closed months, noted whenever a process published a close, is what they
/// say ever after.
/// </summary>
internal sealed class ClosedMonths(MemoryStorage storage)
{
    private readonly SortedDictionary<Month, string> _noted = [];

    public async Task NoteAsync(Month month) => _noted.TryAdd(month, await DescribeAsync(month));

    public async Task<string?> ProblemAsync()
    {
        foreach (var (month, noted) in _noted)
            if (await DescribeAsync(month) is var now && now != noted)
                return $"{month} was closed with\n{noted}\nand later says\n{now}";
        return null;
    }

    private async Task<string> DescribeAsync(Month through)
    {
        var described = new List<string>();
        await foreach (var row in storage.QueryAsync(Script.Employer, "statement~", "statement~~"))
            if (row.Key.EndsWith(through.ToString(), StringComparison.Ordinal))
                described.Add($"{row.Key} {System.Text.Encoding.UTF8.GetString(row.Payload.Span)}");
        for (var shard = 0; shard < Script.Shards; shard++)
        {
            var id = new ShardId(Script.Employer, shard);
            described.Add($"{id} cut {Json(await new LedgerReader(storage).CutAsync(id, through))}");
            var head = HeadState.Read((await new LedgerReader(storage).HeadAsync(id)).State);
            foreach (var (year, totals) in head.Totals.Years)
                foreach (var (month, posted) in totals.Months)
                    if (month <= through) described.Add($"{id} {year} {month} {Json(Fixed(posted))}");
        }

        return string.Join('\n', described);
    }

    /// <summary>All but what a later document's large claim cap makes of it (rule 5.6).</summary>
    private static object Fixed(MonthTotals posted) =>
        new { posted.PaidByBenefit, posted.ClaimsByBenefit, posted.Deposits, posted.PaidByIncurredMonth };

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, LedgerJson.Options);
}
