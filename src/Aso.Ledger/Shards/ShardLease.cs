using System.Globalization;

namespace Aso.Ledger;

/// <summary>
/// Keeps two workers from fighting over a shard. Nothing depends on it but speed: commits are conditional, so a lease
/// that expired under a slow worker costs that worker its work, never the ledger its truth.
/// </summary>
internal sealed class ShardLease
{
    /// <summary>Longer than a commit ever takes; a dead worker's shard waits no longer.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);

    private readonly ILedgerStorage _storage;
    private readonly ShardId _shard;
    private readonly TimeProvider _time;
    private string? _version;

    private ShardLease(ILedgerStorage storage, ShardId shard, TimeProvider time)
    {
        _storage = storage;
        _shard = shard;
        _time = time;
    }

    /// <summary>Null: someone else holds it.</summary>
    public static async Task<ShardLease?> TryTakeAsync(
        ILedgerStorage storage, ShardId shard, TimeProvider time, CancellationToken cancellation)
    {
        var lease = new ShardLease(storage, shard, time);
        if (await lease.TryWriteAsync(RowAction.Insert(lease.Row()), cancellation)) return lease;
        var held = await storage.ReadAsync(shard.Partition, ShardRows.LeaseKey, cancellation);
        // Released between the two calls: the holder's look at the journal after its release covers our work too.
        if (held is null || Until(held) > time.GetUtcNow()) return null;
        return await lease.TryWriteAsync(RowAction.Replace(lease.Row(), held.Version!), cancellation) ? lease : null;
    }

    /// <summary>False: it was lost to someone else.</summary>
    public Task<bool> TryRenewAsync(CancellationToken cancellation) =>
        TryWriteAsync(RowAction.Replace(Row(), _version!), cancellation);

    public Task ReleaseAsync(CancellationToken cancellation) =>
        TryWriteAsync(RowAction.Delete(_shard.Partition, ShardRows.LeaseKey, _version), cancellation);

    private Row Row() =>
        new Row(_shard.Partition, ShardRows.LeaseKey)
            .With("until", (_time.GetUtcNow() + Duration).ToString("O", CultureInfo.InvariantCulture));

    private static DateTimeOffset Until(Row row) =>
        DateTimeOffset.ParseExact(row.RequiredText("until"), "O", CultureInfo.InvariantCulture);

    private async Task<bool> TryWriteAsync(RowAction action, CancellationToken cancellation)
    {
        try
        {
            _version = (await _storage.CommitOwnAsync(_shard.Partition, [action], cancellation))[0];
            return true;
        }
        catch (ConflictException)
        {
            return false;
        }
    }
}
