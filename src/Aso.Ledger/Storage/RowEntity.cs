using System.Globalization;
using Azure;
using Azure.Data.Tables;

namespace Aso.Ledger.Storage;

/// <summary>A row as an entity: its fields, and <c>payload00…</c>, binary properties of at most 60 KiB.</summary>
internal static class RowEntity
{
    private const string PayloadPrefix = "payload";
    private const int PartMaxBytes = 60 * 1024;

    public static Row ToRow(TableEntity entity)
    {
        var row = new Row(entity.PartitionKey, entity.RowKey) { Version = entity.ETag.ToString() };
        var length = 0;
        foreach (var (field, value) in entity)
        {
            if (value is byte[] part) length += part.Length;
            else if (value is long number) row.With(field, number);
            else if (value is string text && !IsKey(field)) row.With(field, text);
        }

        var payload = new byte[length];
        for (int index = 0, filled = 0; filled < length; index++)
        {
            var part = entity.GetBinary(PartName(index))
                ?? throw new CorruptLedgerException(row.Partition, row.Key, "a part of the payload is missing");
            part.CopyTo(payload, filled);
            filled += part.Length;
        }

        row.Payload = payload;
        return row;
    }

    public static TableTransactionAction ToAction(RowAction action)
    {
        var ifMatch = action.IfMatch is { } version ? new ETag(version) : ETag.All;
        return action.Kind switch
        {
            RowActionKind.Insert => new TableTransactionAction(TableTransactionActionType.Add, ToEntity(action.Row)),
            RowActionKind.Replace => new TableTransactionAction(
                TableTransactionActionType.UpdateReplace, ToEntity(action.Row), ifMatch),
            RowActionKind.Upsert => new TableTransactionAction(
                TableTransactionActionType.UpsertReplace, ToEntity(action.Row)),
            _ => new TableTransactionAction(
                TableTransactionActionType.Delete, new TableEntity(action.Row.Partition, action.Row.Key), ifMatch),
        };
    }

    private static TableEntity ToEntity(Row row)
    {
        var entity = new TableEntity(row.Partition, row.Key);
        foreach (var (field, value) in row.Fields) entity[field] = value;
        for (int index = 0, start = 0; start < row.Payload.Length; index++, start += PartMaxBytes)
        {
            var length = Math.Min(PartMaxBytes, row.Payload.Length - start);
            entity[PartName(index)] = row.Payload.Slice(start, length).ToArray();
        }

        return entity;
    }

    private static string PartName(int index) => PayloadPrefix + index.ToString("D2", CultureInfo.InvariantCulture);

    private static bool IsKey(string field) => field is "PartitionKey" or "RowKey" or "odata.etag";
}
