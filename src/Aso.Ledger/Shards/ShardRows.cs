using System.Globalization;
using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Shards;

/// <summary>
/// Rows of a shard's partition: <c>head</c>, <c>log~{n}</c>, <c>outbox~{n}~{part}</c>, <c>cut~{month}</c>,
/// <c>remit~{month}</c>, the members' cases (<see cref="MemberCase"/>) and the lease (docs/ledger-format.md).
/// </summary>
internal static class ShardRows
{
    public const string HeadKey = "head";

    /// <summary>After every <c>log~</c> key: a colon follows the digits.</summary>
    public const string LogEnd = "log~:";

    public static string LogKey(long row) => string.Create(CultureInfo.InvariantCulture, $"log~{row:D10}");

    public static string OutboxKey(long row, int part) =>
        string.Create(CultureInfo.InvariantCulture, $"outbox~{row:D10}~{part:D2}");

    public static string CutKey(Month month) => $"cut~{month}";

    public static BlobName SnapshotBlob(ShardId shard) =>
        new(LedgerNames.WorkContainer, string.Create(
            CultureInfo.InvariantCulture, $"{shard.Employer}/snapshots/{shard.Shard:D2}"));

    public static Row ToRow(ShardId shard, Head head) =>
        new Row(shard.Partition, HeadKey) { Payload = head.State }
            .With("logRows", head.LogRows)
            .With("events", head.Events)
            .With("appliedSequence", head.Applied.Sequence)
            .With("appliedIndex", head.Applied.Index)
            .With("openMonth", head.OpenMonth?.ToString())
            .With("waitsUntil", head.WaitsUntil)
            .With("hash", head.Hash.ToString())
            .With("snapshotRows", head.Snapshot.Rows)
            .With("snapshotBytes", head.Snapshot.Bytes)
            .With("snapshotHash", head.Snapshot.Hash.ToString());

    public static Head ToHead(Row row) => new()
    {
        LogRows = row.RequiredNumber("logRows"),
        Events = row.RequiredNumber("events"),
        Applied = new Position(row.RequiredNumber("appliedSequence"), row.RequiredNumber("appliedIndex")),
        OpenMonth = Month.TryParse(row.Text("openMonth"), out var month) ? month : null,
        WaitsUntil = row.Date("waitsUntil"),
        Hash = HashOf(row, "hash"),
        Snapshot = new SnapshotPointer(
            row.RequiredNumber("snapshotRows"), row.RequiredNumber("snapshotBytes"), HashOf(row, "snapshotHash")),
        State = row.Payload,
        Version = row.Version,
    };

    public static Row ToRow(ShardId shard, long number, PackedRow packed, Position applied) =>
        new Row(shard.Partition, LogKey(number)) { Payload = packed.Payload }
            .With("events", packed.Events)
            .With("hash", packed.Hash.ToString())
            .With("appliedSequence", applied.Sequence)
            .With("appliedIndex", applied.Index);

    /// <param name="posted">The log rows between which the month's decisions lie; null: it has none.</param>
    public static Row ToCutRow(ShardId shard, DraftCut cut, LogRange? posted) =>
        new Row(shard.Partition, CutKey(cut.Month)) { Payload = cut.State }
            .With("firstLogRow", posted?.First).With("lastLogRow", posted?.Last)
            .With("sequence", cut.Close.Sequence);

    /// <summary>The entry that closed the month; null: the first that asked for it, in ledgers of before.</summary>
    public static long? ClosedBy(Row cut) => cut.Number("sequence");

    public static LogRange? PostedOf(Row cut) =>
        cut.Number("firstLogRow") is { } first ? new LogRange(first, cut.RequiredNumber("lastLogRow")) : null;

    public static long LogNumber(Row row) =>
        long.Parse(row.Key.AsSpan("log~".Length), NumberStyles.None, CultureInfo.InvariantCulture);

    public static ChainHash HashOf(Row row, string field)
    {
        try
        {
            return ChainHash.Parse(row.RequiredText(field));
        }
        catch (FormatException damaged)
        {
            throw new CorruptLedgerException(row.Partition, row.Key, $"{field} is no hash", damaged);
        }
    }
}
