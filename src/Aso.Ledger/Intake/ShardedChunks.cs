using Aso.Domain;

namespace Aso.Ledger;

/// <summary>Writes a prepared file's items to chunk blobs, each for one shard, and keeps the shares.</summary>
internal sealed class ShardedChunks(ILedgerStorage storage, JournalEntry entry, int shards)
{
    private readonly Part?[] _parts = new Part?[shards];

    /// <summary>The chunk that is being written while the file is read on: one, so that few are held.</summary>
    private Task _writing = Task.CompletedTask;

    public IReadOnlyList<ShardShare> Shares =>
        [.. _parts.Index().Where(part => part.Item is not null)
            .Select(part => new ShardShare(part.Index, part.Item!.Chunks, part.Item.Items, part.Item.Charge.Value)
            {
                Moves = part.Item.Moves.Count,
            })];

    public ValueTask AddAsync(int shard, Claim claim, CancellationToken cancellation)
    {
        var part = PartOf(shard);
        part.Writer.Add(claim);
        part.Charge += claim.Charge;
        return AddedAsync(shard, part, cancellation);
    }

    public ValueTask AddAsync(int shard, EnrollmentRow row, CancellationToken cancellation)
    {
        var part = PartOf(shard);
        part.Writer.Add(row);
        return AddedAsync(shard, part, cancellation);
    }

    /// <summary>The shard gives the waiting claim away, or takes it over.</summary>
    public void AddMove(int shard, LedgerEvent move) => PartOf(shard).Moves.Add(move);

    public async Task FinishAsync(CancellationToken cancellation)
    {
        await _writing;
        await Task.WhenAll(_parts.Index().Where(part => part.Item is { Writer.Items: > 0 })
            .Select(part => WriteAsync(part.Index, part.Item!, cancellation)));
        await Task.WhenAll(_parts.Index().Where(part => part.Item is not null)
            .SelectMany(part => WriteMoves(part.Index, part.Item!, cancellation)));
    }

    private IEnumerable<Task> WriteMoves(int shard, Part part, CancellationToken cancellation)
    {
        foreach (var (index, moves) in part.Moves.Chunk(ChunkWriter.ItemsMax).Index())
        {
            var chunk = new ChunkWriter();
            foreach (var move in moves) chunk.Add(move);
            yield return storage.PutBlobAsync(
                ChunkNames.Of(entry.Employer, entry.Sequence, shard, part.Chunks + index), chunk.Finish(), cancellation);
        }
    }

    private Part PartOf(int shard) => _parts[shard] ??= new Part();

    private ValueTask AddedAsync(int shard, Part part, CancellationToken cancellation)
    {
        part.Items++;
        return part.Writer.IsFull ? new ValueTask(FlushAsync(shard, part, cancellation)) : ValueTask.CompletedTask;
    }

    private async Task FlushAsync(int shard, Part part, CancellationToken cancellation)
    {
        await _writing;
        _writing = WriteAsync(shard, part, cancellation);
    }

    // Preparing twice writes the same bytes under the same name: whoever wrote first wrote this.
    private Task WriteAsync(int shard, Part part, CancellationToken cancellation) =>
        storage.PutBlobAsync(
            ChunkNames.Of(entry.Employer, entry.Sequence, shard, part.Chunks++), part.Writer.Finish(), cancellation);

    private sealed class Part
    {
        public ChunkWriter Writer { get; } = new();

        public int Chunks { get; set; }

        public long Items { get; set; }

        public List<LedgerEvent> Moves { get; } = [];

        public Cents Charge { get; set; }
    }
}
