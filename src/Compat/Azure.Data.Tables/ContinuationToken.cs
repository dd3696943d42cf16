namespace Azure.Data.Tables;

/// <summary>Where the next page begins: two opaque words of the service, joined by a blank.</summary>
internal readonly record struct ContinuationToken(string? PartitionKey, string? RowKey)
{
    public static ContinuationToken Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return default;
        var words = text.Split(' ', 2);
        return new ContinuationToken(words[0], words is [_, { Length: > 0 } row] ? row : null);
    }

    /// <summary>The token an answer carries; null after the last page.</summary>
    public static string? Of(Response response)
    {
        response.Headers.TryGetValue("x-ms-continuation-NextPartitionKey", out var partition);
        response.Headers.TryGetValue("x-ms-continuation-NextRowKey", out var row);
        return partition is null ? null : $"{partition} {row}";
    }
}
