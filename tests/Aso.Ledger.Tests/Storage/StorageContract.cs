using System.Text;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

/// <summary>What both forms of storage promise.</summary>
public abstract class StorageContract
{
    private readonly string _partition = Guid.NewGuid().ToString("N");

    internal abstract ILedgerStorage Storage { get; }

    /// <summary>Begins to work on a message, as a host does.</summary>
    protected abstract Task TakeAsync(string queue);

    [Fact]
    public async Task A_row_reads_back_with_its_fields_and_payload()
    {
        var payload = new byte[Row.PayloadMaxBytes];
        new Random(1).NextBytes(payload);
        var row = new Row(_partition, "a") { Payload = payload }.With("text", "grün").With("number", 5_000_000_000);
        var versions = await Storage.CommitAsync(_partition, [RowAction.Insert(row)]);
        var read = (await Storage.ReadAsync(_partition, "a"))!;
        Assert.Equal("grün", read.Text("text"));
        Assert.Equal(5_000_000_000, read.Number("number"));
        Assert.Equal(payload, read.Payload.ToArray());
        Assert.Equal(versions[0], read.Version);
    }

    [Fact]
    public virtual async Task Messages_of_a_queue_are_counted_and_a_queue_that_is_not_there_has_none()
    {
        Assert.Equal(0, await Storage.CountMessagesAsync("nowhere-" + _partition));
        var before = await Storage.CountMessagesAsync(LedgerNames.EventsQueue);
        await Storage.SendAsync(LedgerNames.EventsQueue, "[]");
        Assert.Equal(before + 1, await Storage.CountMessagesAsync(LedgerNames.EventsQueue));
    }

    [Fact]
    public virtual async Task A_message_waits_until_someone_works_on_it()
    {
        Assert.Empty(await Storage.PeekAsync(LedgerNames.IntakeQueue));
        await Storage.SendAsync(LedgerNames.IntakeQueue, "acme");
        await Storage.SendAsync(LedgerNames.IntakeQueue, "zenith");
        Assert.Equal(["acme", "zenith"], await Storage.PeekAsync(LedgerNames.IntakeQueue));
        Assert.Equal(["acme", "zenith"], await Storage.PeekAsync(LedgerNames.IntakeQueue));
        await TakeAsync(LedgerNames.IntakeQueue);
        Assert.Equal(["zenith"], await Storage.PeekAsync(LedgerNames.IntakeQueue));
        await TakeAsync(LedgerNames.IntakeQueue);
        Assert.Empty(await Storage.PeekAsync(LedgerNames.IntakeQueue));
    }

    [Fact]
    public async Task A_blob_is_uploaded_piece_by_piece_where_there_is_none_of_the_name()
    {
        var blob = new BlobName(LedgerNames.WorkContainer, $"{_partition}/upload");
        // More than one block.
        var content = new byte[5 << 20];
        new Random(1).NextBytes(content);
        using var stream = new MemoryStream(content);
        await Storage.UploadBlobAsync(blob, stream);
        Assert.Equal(content, await Storage.ReadBlobAsync(blob));
        Assert.Equal(content.Length, (await Storage.ListBlobsAsync(blob.Container, blob.Name).SingleAsync()).Size);
        using var other = new MemoryStream([1]);
        await Assert.ThrowsAsync<ConflictException>(() => Storage.UploadBlobAsync(blob, other));
        Assert.Equal(content, await Storage.ReadBlobAsync(blob));
    }

    [Fact]
    public async Task A_missing_row_is_null() => Assert.Null(await Storage.ReadAsync(_partition, "none"));

    [Fact]
    public async Task A_payload_above_the_limit_is_refused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Storage.CommitAsync(
            _partition, [RowAction.Insert(new Row(_partition, "a") { Payload = new byte[Row.PayloadMaxBytes + 1] })]));

    [Fact]
    public async Task Inserting_what_exists_conflicts_and_changes_nothing()
    {
        await InsertAsync("a", 1);
        await Assert.ThrowsAsync<ConflictException>(() => Storage.CommitAsync(
            _partition, [RowAction.Insert(Numbered("b", 2)), RowAction.Insert(Numbered("a", 2))]));
        Assert.Null(await Storage.ReadAsync(_partition, "b"));
        Assert.Equal(1, (await Storage.ReadAsync(_partition, "a"))!.Number("number"));
    }

    [Fact]
    public async Task Replacing_with_a_stale_version_conflicts_and_changes_nothing()
    {
        var stale = await InsertAsync("a", 1);
        await Storage.CommitAsync(_partition, [RowAction.Replace(Numbered("a", 2), stale)]);
        await Assert.ThrowsAsync<ConflictException>(() => Storage.CommitAsync(
            _partition, [RowAction.Insert(Numbered("b", 3)), RowAction.Replace(Numbered("a", 3), stale)]));
        Assert.Null(await Storage.ReadAsync(_partition, "b"));
        Assert.Equal(2, (await Storage.ReadAsync(_partition, "a"))!.Number("number"));
    }

    [Fact]
    public async Task Replacing_replaces_all_fields()
    {
        var version = await InsertAsync("a", 1);
        await Storage.CommitAsync(_partition, [RowAction.Replace(new Row(_partition, "a").With("text", "x"), version)]);
        Assert.Null((await Storage.ReadAsync(_partition, "a"))!.Number("number"));
    }

    [Fact]
    public async Task Replacing_or_deleting_what_is_gone_conflicts()
    {
        var version = await InsertAsync("a", 1);
        await Storage.CommitAsync(_partition, [RowAction.Delete(_partition, "a", version)]);
        await Assert.ThrowsAsync<ConflictException>(() => Storage.CommitAsync(
            _partition, [RowAction.Replace(Numbered("a", 2), version)]));
        await Assert.ThrowsAsync<ConflictException>(() => Storage.CommitAsync(
            _partition, [RowAction.Delete(_partition, "a")]));
    }

    [Fact]
    public async Task Upserting_needs_no_condition()
    {
        await Storage.CommitAsync(_partition, [RowAction.Upsert(Numbered("a", 1))]);
        await Storage.CommitAsync(_partition, [RowAction.Upsert(Numbered("a", 2))]);
        Assert.Equal(2, (await Storage.ReadAsync(_partition, "a"))!.Number("number"));
    }

    [Fact]
    public async Task A_query_answers_the_range_in_order_of_keys()
    {
        foreach (var key in (string[])["log~0000000010", "log~0000000009", "log~0000000011", "head", "m"])
            await InsertAsync(key, 1);
        var keys = await Storage.QueryAsync(_partition, "log~0000000009", "log~0000000011").ToListAsync();
        Assert.Equal(["log~0000000009", "log~0000000010"], keys.Select(row => row.Key));
    }

    [Fact]
    public async Task A_transaction_that_meets_itself_is_recognised()
    {
        var lossy = new FaultInjector(Storage, 1, Fault.RetryRefused);
        var versions = await lossy.CommitOwnAsync(_partition, [RowAction.Insert(Numbered("a", 1))]);
        Assert.Equal((await Storage.ReadAsync(_partition, "a"))!.Version, versions[0]);
    }

    [Fact]
    public async Task A_transaction_that_meets_another_is_not_recognised()
    {
        await InsertAsync("a", 1);
        await Assert.ThrowsAsync<ConflictException>(() => Storage.CommitOwnAsync(
            _partition, [RowAction.Insert(Numbered("a", 1)), RowAction.Upsert(Numbered("b", 1))]));
    }

    [Fact]
    public async Task A_blob_is_read_whole_or_in_part()
    {
        var blob = Blob("part");
        await Storage.PutBlobAsync(blob, "first"u8.ToArray());
        Assert.Equal("first", Text(await Storage.ReadBlobAsync(blob)));
        Assert.Equal("irs", Text(await Storage.ReadBlobAsync(blob, 1, 3)));
        Assert.Equal("", Text(await Storage.ReadBlobAsync(blob, 5)));
        Assert.Equal(5, (await Storage.DescribeBlobAsync(blob))!.Size);
    }

    [Fact]
    public async Task A_missing_blob_is_null()
    {
        Assert.Null(await Storage.ReadBlobAsync(Blob("none")));
        Assert.Null(await Storage.OpenBlobAsync(Blob("none")));
        Assert.Null(await Storage.DescribeBlobAsync(Blob("none")));
        Assert.Null(await Storage.FreezeBlobAsync(Blob("none")));
        await Storage.DeleteBlobAsync(Blob("none"));
    }

    [Fact]
    public async Task A_frozen_blob_reads_as_it_was()
    {
        var blob = Blob("drop");
        await Storage.PutBlobAsync(blob, "then"u8.ToArray());
        var snapshot = await Storage.FreezeBlobAsync(blob);
        await Storage.PutBlobAsync(blob, "now"u8.ToArray());
        await using var then = (await Storage.OpenBlobAsync(blob, snapshot))!;
        await using var now = (await Storage.OpenBlobAsync(blob))!;
        Assert.Equal("then", await new StreamReader(then).ReadToEndAsync());
        Assert.Equal("now", await new StreamReader(now).ReadToEndAsync());
    }

    [Fact]
    public async Task Appending_asks_for_the_length_before()
    {
        var blob = Blob("log");
        await Storage.AppendBlobAsync(blob, 0, "ab"u8.ToArray());
        await Storage.AppendBlobAsync(blob, 2, "c"u8.ToArray());
        await Assert.ThrowsAsync<ConflictException>(() => Storage.AppendBlobAsync(blob, 2, "d"u8.ToArray()));
        await Assert.ThrowsAsync<ConflictException>(() => Storage.AppendBlobAsync(blob, 0, "d"u8.ToArray()));
        Assert.Equal("abc", Text(await Storage.ReadBlobAsync(blob)));
    }

    [Fact]
    public async Task Blobs_are_listed_by_prefix_in_order()
    {
        foreach (var name in (string[])["x/2", "x/1", "y/1"])
            await Storage.PutBlobAsync(Blob(name), "1"u8.ToArray());
        await Storage.DeleteBlobAsync(Blob("x/2"));
        await Storage.PutBlobAsync(Blob("x/3"), "1"u8.ToArray());
        var found = await Storage.ListBlobsAsync(LedgerNames.WorkContainer, $"{_partition}/x/").ToListAsync();
        Assert.Equal([$"{_partition}/x/1", $"{_partition}/x/3"], found.Select(blob => blob.Name));
        Assert.Equal((await Storage.DescribeBlobAsync(Blob("x/1")))!.Version, found[0].Version);
    }

    [Fact]
    public virtual async Task Every_call_is_counted()
    {
        var (tables, blobs, queues) = (Storage.Counts.Tables, Storage.Counts.Blobs, Storage.Counts.Queues);
        await InsertAsync("a", 1);
        await Storage.ReadAsync(_partition, "a");
        await Storage.PutBlobAsync(Blob("a"), "1"u8.ToArray());
        await Storage.SendAsync(LedgerNames.AdjudicateQueue, "acme~0");
        Assert.Equal(
            (tables + 2, blobs + 1, queues + 1),
            (Storage.Counts.Tables, Storage.Counts.Blobs, Storage.Counts.Queues));
    }

    private async Task<string> InsertAsync(string key, long number) =>
        (await Storage.CommitAsync(_partition, [RowAction.Insert(Numbered(key, number))]))[0]!;

    private Row Numbered(string key, long number) => new Row(_partition, key).With("number", number);

    private BlobName Blob(string name) => new(LedgerNames.WorkContainer, $"{_partition}/{name}");

    private static string Text(byte[]? content) => Encoding.UTF8.GetString(content!);
}

public sealed class Memory_storage : StorageContract
{
    private readonly MemoryStorage _memory = new();

    internal override ILedgerStorage Storage => _memory;

    protected override Task TakeAsync(string queue)
    {
        Assert.NotNull(_memory.Take(queue));
        return Task.CompletedTask;
    }
}
