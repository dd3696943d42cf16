using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Shards;

/// <summary>An announcement and the entry of the journal that caused it.</summary>
/// <param name="Received">When that entry arrived.</param>
public sealed record Announced(Announcement What, long Sequence, DateTimeOffset Received);

/// <summary>Announcements of one commit, stored until they are published.</summary>
/// <param name="Key">The row's key; with the shard and an announcement's place it names each one for good.</param>
public sealed record OutboxRow(ShardId Shard, string Key, IReadOnlyList<Announced> Announcements)
{
    /// <summary>The log row of the commit that announced it.</summary>
    public long LogRow => long.Parse(Key.AsSpan("outbox~".Length, 10), CultureInfo.InvariantCulture);

    /// <summary>The same for every delivery of the same announcement: receivers recognize repeats by it.</summary>
    public string IdOf(int index) => string.Create(CultureInfo.InvariantCulture, $"{Shard}/{Key}/{index}");
}

/// <summary>A closed month of a shard whose remittances and export are not written yet.</summary>
/// <param name="Closed">When its close was asked for.</param>
public sealed record DueRemittance(Month Month, DateTimeOffset Closed);

/// <summary>Some rows of an outbox, the oldest first.</summary>
/// <param name="Remittances">Of the last page only.</param>
/// <param name="IsLast">No more were there when they were read.</param>
public sealed record OutboxPage(
    IReadOnlyList<OutboxRow> Rows, IReadOnlyList<DueRemittance> Remittances, bool IsLast);

/// <summary>
/// What shards announced and is not published yet: announcements, and after them the months to remit and to export, so
/// that these hold up nothing else.
/// </summary>
public sealed class ShardOutbox(ILedgerStorage storage)
{
    private const int AnnouncementsPerRow = 2000;
    private const int RowsPerPage = 50;
    private const int AnnouncementsPerPage = 4000;
    private const string From = "outbox~";
    private const string To = "outbox~:";
    private const string Remit = "remit~";
    private const string RemitEnd = "remit~:";

    /// <summary>Oldest first.</summary>
    public async IAsyncEnumerable<OutboxRow> ReadAsync(
        ShardId shard, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var row in storage.QueryAsync(shard.Partition, From, To, cancellation))
            yield return ToOutboxRow(shard, row);
    }

    /// <summary>The oldest rows, at most a page of them; its last row may take it over the limit of announcements.</summary>
    public async Task<OutboxPage> PageAsync(ShardId shard, CancellationToken cancellation = default)
    {
        var rows = new List<OutboxRow>();
        var remittances = new List<DueRemittance>();
        var announcements = 0;
        await foreach (var found in storage.QueryAsync(shard.Partition, From, RemitEnd, cancellation))
        {
            if (found.Key.StartsWith(Remit, StringComparison.Ordinal))
            {
                remittances.Add(ToRemittance(found));
                continue;
            }

            var row = ToOutboxRow(shard, found);
            rows.Add(row);
            announcements += row.Announcements.Count;
            if (rows.Count >= RowsPerPage || announcements >= AnnouncementsPerPage)
                return new OutboxPage(rows, [], false);
        }

        return new OutboxPage(rows, remittances, true);
    }

    public async Task<bool> IsEmptyAsync(ShardId shard, CancellationToken cancellation = default)
    {
        await foreach (var _ in storage.QueryAsync(shard.Partition, From, RemitEnd, cancellation)) return false;
        return true;
    }

    internal static Row ToRow(ShardId shard, DueRemittance due) =>
        new Row(shard.Partition, RemitKey(due.Month))
            .With("month", due.Month.ToString())
            .With("closed", due.Closed.ToString("O", CultureInfo.InvariantCulture));

    internal static string RemitKey(Month month) => Remit + month;

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
    private static OutboxRow ToOutboxRow(ShardId shard, Row row) =>
        new(shard, row.Key,
            JsonSerializer.Deserialize<List<Announced>>(row.Payload.Span, LedgerJson.Options)
            ?? throw new CorruptLedgerException(row.Partition, row.Key, "an empty outbox row"));

    private static DueRemittance ToRemittance(Row row) =>
        new(Month.TryParse(row.RequiredText("month"), out var month)
                ? month
                : throw new CorruptLedgerException(row.Partition, row.Key, "a month was expected"),
            DateTimeOffset.ParseExact(row.RequiredText("closed"), "O", CultureInfo.InvariantCulture));
}
