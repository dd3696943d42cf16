using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

public sealed class Loading_a_shard : IAsyncLifetime
{
    private readonly MemoryStorage _storage = new();
    private ShardId _shard;
    private Head _head = new();

    public async Task InitializeAsync()
    {
        await new TestProcess(_storage, new ManualTime()).RunAsync(Script.Create(5, families: 3, claimsPerFile: 30));
        for (var shard = 0; shard < Script.Shards; shard++)
        {
            var id = new ShardId(Script.Employer, shard);
            var head = await new LedgerReader(_storage).HeadAsync(id);
            if (head.LogRows > _head.LogRows) (_shard, _head) = (id, head);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task From_the_snapshot_reads_only_the_rows_after_it()
    {
        Assert.True(_head.Snapshot.Rows > 0);
        var before = _storage.Counts.Total;
        await AssertLoadsAsync();
        // The employer, the head, the snapshot, the rows.
        Assert.Equal(4, _storage.Counts.Total - before);
    }

    [Fact]
    public async Task Without_its_snapshot_gives_the_same()
    {
        await _storage.DeleteBlobAsync(ShardRows.SnapshotBlob(_shard));
        await AssertLoadsAsync();
    }

    [Fact]
    public async Task With_a_damaged_snapshot_gives_the_same()
    {
        var blob = ShardRows.SnapshotBlob(_shard);
        var content = (await _storage.ReadBlobAsync(blob))!;
        content[content.Length / 2] ^= 1;
        await _storage.PutBlobAsync(blob, content);
        await AssertLoadsAsync();
    }

    [Fact]
    public async Task Catching_up_costs_one_read_where_nothing_happened()
    {
        var shard = await Shard.LoadAsync(_storage, _shard);
        var before = _storage.Counts.Total;
        await shard.CatchUpAsync();
        Assert.Equal(1, _storage.Counts.Total - before);
    }

    [Fact]
    public async Task Snapshots_of_any_moment_are_prefixes_of_the_last()
    {
        var content = (await _storage.ReadBlobAsync(ShardRows.SnapshotBlob(_shard)))!;
        var again = new MemoryStorage();
        await new TestProcess(again, new ManualTime(), commitFullEvents: 2)
            .RunAsync(Script.Create(5, families: 3, claimsPerFile: 30)[..^1]);
        var shorter = (await again.ReadBlobAsync(ShardRows.SnapshotBlob(_shard)))!;
        Assert.Equal(shorter, content[..shorter.Length]);
    }

    [Fact]
    public async Task Commit_sizes_change_rows_but_not_the_hash()
    {
        var large = new MemoryStorage();
        await new TestProcess(large, new ManualTime(), commitFullEvents: 1000)
            .RunAsync(Script.Create(5, families: 3, claimsPerFile: 30));
        var head = await new LedgerReader(large).HeadAsync(_shard);
        Assert.True(head.LogRows < _head.LogRows);
        Assert.Equal(_head.Hash, head.Hash);
    }

    private async Task AssertLoadsAsync()
    {
        var shard = await Shard.LoadAsync(_storage, _shard);
        Assert.Equal(_head.Hash, shard.Head.Hash);
        Assert.Equal(_head.Events, shard.Head.Events);
        Assert.Equal(HeadState.PackHead(shard.Book), _head.State.ToArray());
    }
}
