using System.Text;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

/// <summary>A storage over another keeps the same promises, and the other never hears of a write.</summary>
public sealed class Overlay_storage : StorageContract
{
    private static readonly BlobName Log = new(LedgerNames.WorkContainer, "log");

    private readonly MemoryStorage _below = new();
    private readonly OverlayStorage _over;

    public Overlay_storage() => _over = new OverlayStorage(new ReadOnly(_below), 64 << 20);

    internal override ILedgerStorage Storage => _over;

    public override async Task Messages_of_a_queue_are_counted_and_a_queue_that_is_not_there_has_none()
    {
        await _over.SendAsync(LedgerNames.EventsQueue, "[]");
        Assert.Equal(0, await _over.CountMessagesAsync(LedgerNames.EventsQueue));
    }

    public override async Task A_message_waits_until_someone_works_on_it()
    {
        await _over.SendAsync(LedgerNames.IntakeQueue, "acme");
        Assert.Empty(await _over.PeekAsync(LedgerNames.IntakeQueue));
    }

    public override async Task Every_call_is_counted()
    {
        var tables = _over.Counts.Tables;
        await _over.ReadAsync("acme", "head");
        Assert.Equal(tables + 1, _over.Counts.Tables);
    }

    [Fact]
    public async Task Rows_below_are_seen_where_none_are_over_them_and_conditions_hold_for_both()
    {
        foreach (var key in (string[])["a", "b", "c"]) await BelowAsync(key, 1);
        var b = (await _over.ReadAsync("acme", "b"))!;
        await _over.CommitAsync("acme", [RowAction.Replace(Numbered("b", 2), b.Version!), RowAction.Delete("acme", "c")]);
        await _over.CommitAsync("acme", [RowAction.Insert(Numbered("d", 4)), RowAction.Insert(Numbered("aa", 5))]);
        Assert.Equal("a1 aa5 b2 d4", await NumbersAsync(_over));
        Assert.Equal("a1 b1 c1", await NumbersAsync(_below));
        Assert.Null(await _over.ReadAsync("acme", "c"));
        await Assert.ThrowsAsync<ConflictException>(() => _over.CommitAsync("acme", [RowAction.Insert(Numbered("a", 9))]));
        await Assert.ThrowsAsync<ConflictException>(
            () => _over.CommitAsync("acme", [RowAction.Replace(Numbered("b", 9), b.Version!)]));
        await Assert.ThrowsAsync<ConflictException>(() => _over.CommitAsync("acme", [RowAction.Delete("acme", "c")]));
    }

    [Fact]
    public async Task What_is_pinned_stays_and_what_is_hidden_is_not_there()
    {
        await BelowAsync("a", 1);
        await _over.PinAsync("acme", "a");
        await _over.PinAsync("acme", "b");
        _over.Hide("acme", "x", "y");
        await _below.CommitAsync("acme", [RowAction.Upsert(Numbered("a", 2)), RowAction.Insert(Numbered("b", 2))]);
        await BelowAsync("x", 2);
        await BelowAsync("y", 2);
        Assert.Equal("a1 y2", await NumbersAsync(_over));
        Assert.Null(await _over.ReadAsync("acme", "x"));
    }

    [Fact]
    public async Task Whoever_holds_a_lease_below_holds_up_nobody_over_it()
    {
        await BelowAsync("lease", 1);
        Assert.Null(await _over.ReadAsync("acme", "lease"));
    }

    [Fact]
    public async Task A_blob_below_is_appended_to_over_it()
    {
        await _below.AppendBlobAsync(Log, 0, "below"u8.ToArray());
        await Assert.ThrowsAsync<ConflictException>(() => _over.AppendBlobAsync(Log, 4, "x"u8.ToArray()));
        await _over.AppendBlobAsync(Log, 5, "over"u8.ToArray());
        await _over.AppendBlobAsync(Log, 9, "!"u8.ToArray());
        Assert.Equal("belowover!", Text(await _over.ReadBlobAsync(Log)));
        Assert.Equal("wov", Text(await _over.ReadBlobAsync(Log, 4, 3)));
        Assert.Equal("ver", Text(await _over.ReadBlobAsync(Log, 6, 3)));
        Assert.Equal("lo", Text(await _over.ReadBlobAsync(Log, 2, 2)));
        Assert.Equal("below", Text(await _below.ReadBlobAsync(Log)));
        await using var whole = (await _over.OpenBlobAsync(Log))!;
        Assert.Equal("belowover!", await new StreamReader(whole).ReadToEndAsync());
        await _over.DeleteBlobAsync(Log);
        Assert.Null(await _over.ReadBlobAsync(Log));
    }

    [Fact]
    public async Task A_snapshot_below_is_read_and_one_is_taken_without_writing_there()
    {
        await _below.PutBlobAsync(Log, "then"u8.ToArray());
        var earlier = await _below.FreezeBlobAsync(Log);
        await _below.PutBlobAsync(Log, "now"u8.ToArray());
        var here = await _over.FreezeBlobAsync(Log);
        await _over.PutBlobAsync(Log, "later"u8.ToArray());
        foreach (var (snapshot, text) in ((string?, string)[])[(earlier, "then"), (here, "now"), (null, "later")])
        {
            await using var content = (await _over.OpenBlobAsync(Log, snapshot))!;
            Assert.Equal(text, await new StreamReader(content).ReadToEndAsync());
        }
    }

    [Fact]
    public async Task It_takes_no_more_memory_than_it_may()
    {
        var small = new OverlayStorage(_below, 10);
        await small.PutBlobAsync(Log, new byte[10]);
        await Assert.ThrowsAsync<OverlayFullException>(() => small.PutBlobAsync(Log, new byte[1]));
    }

    protected override Task TakeAsync(string queue) => Task.CompletedTask;

    private async Task BelowAsync(string key, long number) =>
        await _below.CommitAsync("acme", [RowAction.Insert(Numbered(key, number))]);

    private static Row Numbered(string key, long number) => new Row("acme", key).With("number", number);

    private static async Task<string> NumbersAsync(ILedgerStorage storage) => string.Join(
        ' ', await storage.QueryAsync("acme", "a", "z").Select(row => $"{row.Key}{row.Number("number")}").ToListAsync());

    private static string Text(byte[]? content) => Encoding.UTF8.GetString(content!);

    /// <summary>Fails on the first write.</summary>
    private sealed class ReadOnly(ILedgerStorage inner) : StorageDecorator(inner)
    {
        protected override Task<T> AroundAsync<T>(string what, Func<Task<T>> call, bool hasCondition = false) =>
            what.StartsWith("read", StringComparison.Ordinal) || what.StartsWith("query", StringComparison.Ordinal)
            || what.StartsWith("open", StringComparison.Ordinal) || what.StartsWith("describe", StringComparison.Ordinal)
            || what.StartsWith("list", StringComparison.Ordinal)
                ? call()
                : throw new InvalidOperationException($"a write came through: {what}");
    }
}
