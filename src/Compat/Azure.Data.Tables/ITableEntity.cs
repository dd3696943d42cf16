namespace Azure.Data.Tables;

/// <summary>A row: its two keys, when it was last written, and the ETag that names that write.</summary>
public interface ITableEntity
{
    string PartitionKey { get; set; }

    string RowKey { get; set; }

    DateTimeOffset? Timestamp { get; set; }

    ETag ETag { get; set; }
}
