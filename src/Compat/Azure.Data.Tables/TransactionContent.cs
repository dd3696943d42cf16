using Azure.Core;

namespace Azure.Data.Tables;

/// <summary>Writes a transaction: a multipart body with one change set, an HTTP request per action.</summary>
internal static class TransactionContent
{
    public static void Write(
        PooledContent content, string batch, Uri endpoint, string table, IReadOnlyList<TableTransactionAction> actions)
    {
        var changes = $"changeset_{Guid.NewGuid()}";
        content.Write($"--{batch}\r\nContent-Type: multipart/mixed; boundary={changes}\r\n\r\n");
        foreach (var action in actions)
        {
            content.Write($"--{changes}\r\nContent-Type: application/http\r\n");
            content.Write("Content-Transfer-Encoding: binary\r\n\r\n");
            Write(content, endpoint, table, action);
        }
        content.Write($"--{changes}--\r\n--{batch}--\r\n");
    }

    private static void Write(PooledContent content, Uri endpoint, string table, TableTransactionAction action)
    {
        var entity = action.Entity;
        var method = Method(action.ActionType);
        var path = action.ActionType == TableTransactionActionType.Add
            ? $"/{table}"
            : TableService.EntityPath(table, entity.PartitionKey, entity.RowKey);
        content.Write($"{method} {endpoint.AbsoluteUri.TrimEnd('/')}{path} HTTP/1.1\r\n");
        content.Write("Accept: application/json;odata=minimalmetadata\r\nDataServiceVersion: 3.0\r\n");
        if (IfMatch(action) is { } etag)
            content.Write($"If-Match: {etag}\r\n");
        if (action.ActionType == TableTransactionActionType.Delete)
        {
            content.Write("\r\n\r\n");
            return;
        }
        if (action.ActionType == TableTransactionActionType.Add)
            content.Write("Prefer: return-no-content\r\n");
        content.Write("Content-Type: application/json\r\n\r\n");
        EntityWriter.Write(content, entity);
        content.Write("\r\n");
    }

    private static RequestMethod Method(TableTransactionActionType type) => type switch
    {
        TableTransactionActionType.Add => RequestMethod.Post,
        TableTransactionActionType.Delete => RequestMethod.Delete,
        TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpsertMerge => RequestMethod.Patch,
        TableTransactionActionType.UpdateReplace or TableTransactionActionType.UpsertReplace => RequestMethod.Put,
        _ => throw new InvalidOperationException($"Unknown action {type}."),
    };

    private static string? IfMatch(TableTransactionAction action) => action.ActionType switch
    {
        TableTransactionActionType.Delete => (action.ETag == default ? ETag.All : action.ETag).ToString(),
        TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpdateReplace
            when action.ETag != default => action.ETag.ToString(),
        _ => null,
    };
}
