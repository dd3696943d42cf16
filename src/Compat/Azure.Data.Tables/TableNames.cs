namespace Azure.Data.Tables;

/// <summary>The property names with a meaning of their own.</summary>
internal static class TableNames
{
    public const string PartitionKey = "PartitionKey";
    public const string RowKey = "RowKey";
    public const string Timestamp = "Timestamp";
    public const string ETag = "odata.etag";
    public const string Annotation = "odata.";
    public const string TypeSuffix = "@odata.type";
}
