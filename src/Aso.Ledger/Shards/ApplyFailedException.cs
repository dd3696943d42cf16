using Aso.Ledger.Journal;

namespace Aso.Ledger.Shards;

/// <summary>
/// An item of the journal cannot be applied: a defect of ours. Its shard waits at it, so that nothing is left out; all
/// other shards go on, and the shard does once the cause is gone.
/// </summary>
public sealed class ApplyFailedException(ShardId shard, Position position, Exception cause)
    : Exception($"shard {shard} cannot apply item {position.Index} of journal entry {position.Sequence}", cause)
{
    public ShardId Shard { get; } = shard;

    public Position Position { get; } = position;
}
