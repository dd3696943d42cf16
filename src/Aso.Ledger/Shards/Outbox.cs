using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Aso.Domain;

namespace Aso.Ledger;

/// <summary>An announcement and the entry of the journal that caused it.</summary>
/// <param name="Received">When that entry arrived.</param>
public sealed record Announced(Announcement What, long Sequence, DateTimeOffset Received);

/// <summary>Announcements of one commit, kept until they are published.</summary>
/// <param name="Key">The row's key; with the shard and an announcement's place it names each one for good.</param>
public sealed record OutboxRow(ShardId Shard, string Key, IReadOnlyList<Announced> Announcements)
{
    /// <summary>The log row of the commit that announced it.</summary>
    public long LogRow => long.Parse(Key.AsSpan("outbox~".Length, 10), CultureInfo.InvariantCulture);

    /// <summary>The same for every delivery of the same announcement: receivers tell repeats by it.</summary>
    public string IdOf(int index) => string.Create(CultureInfo.InvariantCulture, $"{Shard}/{Key}/{index}");
}

/// <summary>Some rows of an outbox, the oldest first.</summary>
/// <param name="IsLast">No more were there when they were read.</param>
public sealed record OutboxPage(IReadOnlyList<OutboxRow> Rows, bool IsLast);

/// <summary>What shards announced and nobody has published yet.</summary>
public sealed class Outbox(ILedgerStorage storage)
{
    private const int AnnouncementsPerRow = 2000;
    private const int RowsPerPage = 50;
    private const int AnnouncementsPerPage = 4000;
    private const string From = "outbox~";
    private const string To = "outbox~:";

    /// <summary>Oldest first.</summary>
    public async IAsyncEnumerable<OutboxRow> ReadAsync(
        ShardId shard, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var row in storage.QueryAsync(shard.Partition, From, To, cancellation))
        {
            var announcements = JsonSerializer.Deserialize<List<Announced>>(row.Payload.Span, LedgerJson.Options)
                ?? throw new CorruptLedgerException(row.Partition, row.Key, "an empty outbox row");
            yield return new OutboxRow(shard, row.Key, announcements);
        }
    }

    /// <summary>The oldest rows, at most a page of them; its last row may take it over the limit of announcements.</summary>
    public async Task<OutboxPage> PageAsync(ShardId shard, CancellationToken cancellation = default)
    {
        var rows = new List<OutboxRow>();
        var announcements = 0;
        await foreach (var row in ReadAsync(shard, cancellation))
        {
            rows.Add(row);
            announcements += row.Announcements.Count;
            if (rows.Count >= RowsPerPage || announcements >= AnnouncementsPerPage) return new OutboxPage(rows, false);
        }

        return new OutboxPage(rows, true);
    }

    public async Task<bool> IsEmptyAsync(ShardId shard, CancellationToken cancellation = default)
    {
        await foreach (var _ in storage.QueryAsync(shard.Partition, From, To, cancellation)) return false;
        return true;
    }

    internal static void AddRows(
        List<RowAction> actions, ShardId shard, long number, IReadOnlyList<Announced> announcements)
    {
        var part = 0;
        foreach (var some in announcements.Chunk(AnnouncementsPerRow))
        {
            var payload = JsonSerializer.SerializeToUtf8Bytes(some, LedgerJson.Options);
            actions.Add(RowAction.Insert(
                new Row(shard.Partition, ShardRows.OutboxKey(number, part++)) { Payload = payload }));
        }
    }
}
