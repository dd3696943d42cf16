using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Intake;

/// <summary>
/// Packs a prepared file's items into chunk blobs, each for one shard, and keeps the shares. Items are taken in memory,
/// whole or not at all; what is full is written by <see cref="WriteAsync"/>.
/// </summary>
internal sealed class ShardedChunks(ILedgerStorage storage, JournalEntry entry, int shards)
{
    private readonly Part?[] _parts = new Part?[shards];
    private readonly Queue<(BlobName Name, byte[] Content)> _full = new();

    /// <summary>The chunk that is being written while the file is read on: one, so that few are held.</summary>
    private Task _writing = Task.CompletedTask;

    private bool _isBroken;

    public IReadOnlyList<ShardShare> Shares =>
        [.. _parts.Index().Where(part => part.Item is { Items: > 0 } or { Moves.Count: > 0 })
            .Select(part => new ShardShare(part.Index, part.Item!.Chunks, part.Item.Items, part.Item.Charge.Value)
            {
                Moves = part.Item.Moves.Count,
            })];

    /// <summary>Takes it, or throws and leaves everything as it was, or else broken.</summary>
    public void Add(int shard, Claim claim)
    {
        var part = PartOf(shard);
        var charge = part.Charge + claim.Charge;
        part.Writer.Encode(claim);
        _isBroken = true;
        part.Charge = charge;
        AddEncoded(shard, part);
        _isBroken = false;
    }

    /// <summary>Takes all of them, or throws and leaves everything as it was, or else broken.</summary>
    public void Add(int shard, IReadOnlyList<EnrollmentRow> rows)
    {
        var part = PartOf(shard);
        foreach (var row in rows) part.Writer.Encode(row);
        _isBroken = true;
        foreach (var row in rows)
        {
            part.Writer.Encode(row);
            AddEncoded(shard, part);
        }

        _isBroken = false;
    }

    /// <summary>Takes it, or throws and leaves everything as it was, or else broken.</summary>
    public void Add(int shard, Recovery recovery)
    {
        var part = PartOf(shard);
        var amount = part.Charge + recovery.Amount;
        part.Writer.Encode(recovery);
        _isBroken = true;
        part.Charge = amount;
        AddEncoded(shard, part);
        _isBroken = false;
    }

    /// <summary>Sees to it that what is full is written.</summary>
    /// <exception cref="InvalidOperationException">An item was taken in part: nothing of the file can be.</exception>
    public ValueTask WriteAsync(CancellationToken cancellation)
    {
        if (_isBroken) throw new InvalidOperationException("an item of the file was packed in part");
        return _full.Count == 0 ? ValueTask.CompletedTask : new ValueTask(WriteFullAsync(cancellation));
    }

    /// <summary>The shard gives the waiting claim away, or takes it over.</summary>
    public void AddMove(int shard, LedgerEvent move) => PartOf(shard).Moves.Add(move);

    public async Task FinishAsync(CancellationToken cancellation)
    {
        await WriteAsync(cancellation);
        await _writing;
        foreach (var (shard, part) in _parts.Index())
            if (part is { Writer.Items: > 0 }) Close(shard, part);
        await Task.WhenAll(_full.Select(full => storage.PutBlobAsync(full.Name, full.Content, cancellation)));
        _full.Clear();
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
                ChunkNames.BlobFor(entry.Employer, entry.Sequence, shard, part.Chunks + index), chunk.Finish(),
                cancellation);
        }
    }

    private Part PartOf(int shard) => _parts[shard] ??= new Part();

    private void AddEncoded(int shard, Part part)
    {
        part.Writer.AddEncoded();
        part.Items++;
        if (part.Writer.IsFull) Close(shard, part);
    }

    // Preparing twice writes the same bytes under the same name: a second write changes nothing.
    private void Close(int shard, Part part) => _full.Enqueue(
        (ChunkNames.BlobFor(entry.Employer, entry.Sequence, shard, part.Chunks++), part.Writer.Finish()));

    private async Task WriteFullAsync(CancellationToken cancellation)
    {
        while (_full.TryDequeue(out var full))
        {
            await _writing;
            _writing = storage.PutBlobAsync(full.Name, full.Content, cancellation);
        }
    }

    private sealed class Part
    {
        public ChunkWriter Writer { get; } = new();

        public int Chunks { get; set; }

        public long Items { get; set; }

        public List<LedgerEvent> Moves { get; } = [];

        public Cents Charge { get; set; }
    }
}
