using Aso.Ledger.Audit;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

public sealed class Tampering_with_a_row : IAsyncLifetime
{
    private readonly MemoryStorage _storage = new();
    private ShardId _shard;
    private long _rows;

    public async Task InitializeAsync()
    {
        await new TestProcess(_storage, new ManualTime()).RunAsync(Script.Create(3, families: 4));
        // The shard with the longest log.
        for (var shard = 0; shard < Script.Shards; shard++)
        {
            var id = new ShardId(Script.Employer, shard);
            var rows = (await new LedgerReader(_storage).HeadAsync(id)).LogRows;
            if (rows > _rows) (_shard, _rows) = (id, rows);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Changing_it_is_found_and_named()
    {
        var row = (await _storage.ReadAsync(_shard.Partition, "log~0000000004"))!;
        var other = (await _storage.ReadAsync(_shard.Partition, "log~0000000003"))!;
        row.Payload = other.Payload;
        _storage.Tamper(_shard.Partition, row.Key, row);
        Assert.Equal($"{_shard}/log~0000000004", (await FindAsync()).Place);
    }

    [Fact]
    public async Task Damaging_it_is_found_and_named()
    {
        var row = (await _storage.ReadAsync(_shard.Partition, "log~0000000004"))!;
        row.Payload = row.Payload[..^1];
        _storage.Tamper(_shard.Partition, row.Key, row);
        Assert.Equal($"{_shard}/log~0000000004", (await FindAsync()).Place);
    }

    [Fact]
    public async Task Removing_it_is_found_and_named()
    {
        _storage.Tamper(_shard.Partition, "log~0000000004", null);
        var finding = await FindAsync();
        Assert.Equal(($"{_shard}/log~0000000004", "none"), (finding.Place, finding.Found));
    }

    [Fact]
    public async Task Removing_the_last_is_found_and_named()
    {
        _storage.Tamper(_shard.Partition, ShardRows.LogKey(_rows), null);
        Assert.Equal($"{_shard}/{ShardRows.LogKey(_rows)}", (await FindAsync()).Place);
    }

    [Fact]
    public async Task Inserting_one_is_found_and_named()
    {
        var row = (await _storage.ReadAsync(_shard.Partition, ShardRows.LogKey(_rows)))!;
        var inserted = new Row(_shard.Partition, ShardRows.LogKey(_rows + 1)) { Payload = row.Payload };
        _storage.Tamper(_shard.Partition, inserted.Key, inserted);
        Assert.Equal($"{_shard}/{inserted.Key}", (await FindAsync()).Place);
    }

    [Fact]
    public async Task Changing_the_totals_alone_is_found()
    {
        var row = (await _storage.ReadAsync(_shard.Partition, "head"))!;
        var state = HeadState.Read(row.Payload);
        state.Totals.Years.Values.First().Months.Values.First().PaidByBenefit[0] += new Cents(1);
        row.Payload = HeadState.Write(state);
        _storage.Tamper(_shard.Partition, row.Key, row);
        var finding = await FindAsync();
        Assert.Equal(2, finding.Law);
        Assert.StartsWith($"{_shard}/head: 2026-01-01 2026-01 medical", finding.Place, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loading_the_shard_refuses_a_changed_row()
    {
        // Without its snapshot, which holds the row as it was.
        await _storage.DeleteBlobAsync(ShardRows.SnapshotBlob(_shard));
        var row = (await _storage.ReadAsync(_shard.Partition, "log~0000000004"))!;
        row.Payload = (await _storage.ReadAsync(_shard.Partition, "log~0000000003"))!.Payload;
        _storage.Tamper(_shard.Partition, row.Key, row);
        var refused = await Assert.ThrowsAsync<CorruptLedgerException>(() => Shard.LoadAsync(_storage, _shard));
        Assert.Equal("log~0000000004", refused.Key);
    }

    private async Task<Finding> FindAsync()
    {
        var report = await new Reconciliation(_storage, new EmployerJournal(_storage)).RunAsync(Script.Employer);
        return Assert.Single(report.Findings);
    }
}
