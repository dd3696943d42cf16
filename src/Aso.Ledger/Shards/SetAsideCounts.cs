using System.Globalization;
using System.Runtime.CompilerServices;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Shards;

/// <summary>How many items of an employer's journal are set aside, on all its shards.</summary>
public sealed record SetAsideTotal(string Employer, long Items)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Items} of {Employer}");
}

/// <summary>
/// How many items each shard has set aside, in a few rows for people to see. The heads have the true numbers; the sweep
/// corrects these rows from them.
/// </summary>
public sealed class SetAsideCounts(ILedgerStorage storage)
{
    private const string Partition = "~set-aside";

    /// <summary>By employer, without those that have none. One query, of rows that mostly do not exist.</summary>
    public async Task<IReadOnlyList<SetAsideTotal>> ReadAsync(CancellationToken cancellation = default)
    {
        var found = new SortedDictionary<string, long>(StringComparer.Ordinal);
        await foreach (var (shard, items) in ByShardAsync(cancellation))
            found[shard.Employer] = found.GetValueOrDefault(shard.Employer) + items;
        return [.. found.Select(employer => new SetAsideTotal(employer.Key, employer.Value))];
    }

    internal async IAsyncEnumerable<(ShardId Shard, long Items)> ByShardAsync(
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in storage.QueryAsync(Partition, "", "~", cancellation))
            if (ShardId.TryParse(row.Key, out var shard)) yield return (shard, row.RequiredNumber("items"));
    }

    internal async Task WriteAsync(ShardId shard, long items, CancellationToken cancellation)
    {
        var action = items > 0
            ? RowAction.Upsert(new Row(Partition, shard.Partition).With("items", items))
            : RowAction.Delete(Partition, shard.Partition);
        try
        {
            await storage.CommitAsync(Partition, [action], cancellation);
        }
        catch (ConflictException)
        {
            // The row did not exist.
        }
    }
}
