using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables.Models;

namespace Azure.Data.Tables;

/// <summary>One account's table endpoint and the pipeline to it; shared by the clients made from each other.</summary>
internal sealed class TableService
{
    private const string StorageScope = "https://storage.azure.com/.default";
    private const string Json = "application/json;odata=minimalmetadata";

    private static readonly StatusCodeClassifier Found = new([200]);
    private static readonly StatusCodeClassifier FoundOrNot = new([200, 404]);
    private static readonly StatusCodeClassifier Written = new([201, 204]);
    private static readonly StatusCodeClassifier WrittenOrThere = new([201, 204, 409]);
    private static readonly StatusCodeClassifier GoneOrAbsent = new([204, 404]);
    private static readonly StatusCodeClassifier Accepted = new([202]);

    private readonly HttpPipeline _pipeline;
    private readonly string _version;

    private TableService(Uri endpoint, HttpPipelinePolicy authentication, TableClientOptions? options, string account)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        options ??= new TableClientOptions();
        Endpoint = new Uri(endpoint.AbsoluteUri.TrimEnd('/'));
        AccountName = account;
        _version = options.Version;
        // After the retry policy: every try is signed anew.
        _pipeline = HttpPipelineBuilder.Build(new HttpPipelineOptions(options)
        {
            PerRetryPolicies = { authentication },
            RequestFailedDetailsParser = TableErrorParser.Instance,
        });
    }

    public Uri Endpoint { get; }

    public string AccountName { get; }

    public static TableService Of(string connectionString, TableClientOptions? options)
    {
        var parsed = TableConnectionString.Parse(connectionString);
        return Of(parsed.Endpoint, parsed.Credential, options);
    }

    public static TableService Of(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return new TableService(endpoint, new SharedKeyPolicy(credential), options, credential.AccountName);
    }

    public static TableService Of(Uri endpoint, TokenCredential credential, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(credential);
        var policy = new BearerTokenAuthenticationPolicy(credential, StorageScope);
        return new TableService(endpoint, policy, options, endpoint.Host.Split('.')[0]);
    }

    public static string EntityPath(string table, string partitionKey, string rowKey) =>
        $"/{table}(PartitionKey='{Key(partitionKey)}',RowKey='{Key(rowKey)}')";

    public async Task<Response<TableItem>> CreateTableAsync(string name, CancellationToken cancellationToken)
    {
        using var message = Request(RequestMethod.Post, "/Tables", WrittenOrThere);
        message.Request.Headers.Add("Prefer", "return-no-content");
        message.Request.Content = Body(body => EntityWriter.WriteTableName(body, name), message);
        var response = await SendAsync(message, cancellationToken).ConfigureAwait(false);
        if (response.Status == 409)
        {
            // A table that is still being deleted is a conflict as well, and no table.
            var conflict = new RequestFailedException(response);
            if (conflict.ErrorCode != TableErrorCode.TableAlreadyExists)
                throw conflict;
        }
        return Response.FromValue(new TableItem(name), response);
    }

    public async Task<Response> DeleteTableAsync(string name, CancellationToken cancellationToken)
    {
        using var message = Request(RequestMethod.Delete, $"/Tables('{Key(name)}')", GoneOrAbsent);
        return await SendAsync(message, cancellationToken).ConfigureAwait(false);
    }

    public async Task<Page<TableItem>> QueryTablesAsync(
        string? filter, int? top, string? continuation, CancellationToken cancellationToken)
    {
        using var message = Request(RequestMethod.Get, "/Tables", Found);
        Query(message, "$filter", filter);
        Query(message, "$top", top?.ToString(CultureInfo.InvariantCulture));
        Query(message, "NextTableName", continuation);
        var response = await SendAsync(message, cancellationToken).ConfigureAwait(false);
        var tables = EntityReader.ReadTables(response.Content.ToMemory().Span);
        response.Headers.TryGetValue("x-ms-continuation-NextTableName", out var next);
        return Page<TableItem>.FromValues(tables, next, response);
    }

    public async Task<Response> InsertAsync(string table, ITableEntity entity, CancellationToken cancellationToken)
    {
        using var message = Request(RequestMethod.Post, $"/{table}", Written);
        message.Request.Headers.Add("Prefer", "return-no-content");
        message.Request.Content = Body(body => EntityWriter.Write(body, entity), message);
        return await SendAsync(message, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Updates if <paramref name="ifMatch"/> is given, else upserts.</summary>
    public async Task<Response> WriteAsync(
        string table, ITableEntity entity, TableUpdateMode mode, ETag? ifMatch, CancellationToken cancellationToken)
    {
        var path = EntityPath(table, entity.PartitionKey, entity.RowKey);
        using var message = Request(Method(mode), path, Written);
        if (ifMatch is { } etag)
            message.Request.Headers.Add("If-Match", etag.ToString());
        message.Request.Content = Body(body => EntityWriter.Write(body, entity), message);
        return await SendAsync(message, cancellationToken).ConfigureAwait(false);
    }

    public async Task<Response> DeleteAsync(
        string table, string partitionKey, string rowKey, ETag ifMatch, CancellationToken cancellationToken)
    {
        using var message = Request(RequestMethod.Delete, EntityPath(table, partitionKey, rowKey), GoneOrAbsent);
        message.Request.Headers.Add("If-Match", ifMatch.ToString());
        return await SendAsync(message, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads one row; without a value when there is none and <paramref name="orNone"/> allows it.</summary>
    public async Task<NullableResponse<T>> GetAsync<T>(
        string table, string partitionKey, string rowKey, IEnumerable<string>? select, bool orNone,
        CancellationToken cancellationToken)
        where T : class, ITableEntity
    {
        var path = EntityPath(table, partitionKey, rowKey);
        using var message = Request(RequestMethod.Get, path, orNone ? FoundOrNot : Found);
        Query(message, "$select", select is null ? null : string.Join(',', select));
        var response = await SendAsync(message, cancellationToken).ConfigureAwait(false);
        if (response.Status == 404)
            return new NoValueResponse<T>(response);
        return Response.FromValue(EntityReader.Read<T>(response.Content.ToMemory().Span), response);
    }

    public async Task<Page<T>> QueryAsync<T>(
        string table, string? filter, int? top, IEnumerable<string>? select, string? continuation,
        CancellationToken cancellationToken)
        where T : class, ITableEntity
    {
        using var message = Request(RequestMethod.Get, $"/{table}()", Found);
        Query(message, "$filter", filter);
        Query(message, "$top", top?.ToString(CultureInfo.InvariantCulture));
        Query(message, "$select", select is null ? null : string.Join(',', select));
        var next = ContinuationToken.Parse(continuation);
        Query(message, "NextPartitionKey", next.PartitionKey);
        Query(message, "NextRowKey", next.RowKey);
        var response = await SendAsync(message, cancellationToken).ConfigureAwait(false);
        var rows = EntityReader.ReadPage<T>(response.Content.ToMemory().Span);
        return Page<T>.FromValues(rows, ContinuationToken.Of(response), response);
    }

    public async Task<Response<IReadOnlyList<Response>>> SubmitAsync(
        string table, IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        using var message = Request(RequestMethod.Post, "/$batch", Accepted);
        var batch = $"batch_{Guid.NewGuid()}";
        message.Request.Headers.SetValue("Content-Type", $"multipart/mixed; boundary={batch}");
        var content = new PooledContent();
        message.Request.Content = content; // the message returns the array, also when writing fails
        TransactionContent.Write(content, batch, Endpoint, table, actions);
        var response = await SendAsync(message, cancellationToken).ConfigureAwait(false);
        var answers = TransactionAnswer.Parse(response);
        if (answers.FirstOrDefault(answer => answer.Status >= 400) is { } refused)
        {
            throw new TableTransactionFailedException(
                new RequestFailedException(refused, null, TableErrorParser.Instance));
        }
        return Response.FromValue(answers, response);
    }

    public static RequestMethod Method(TableUpdateMode mode) => mode switch
    {
        TableUpdateMode.Merge => RequestMethod.Patch,
        TableUpdateMode.Replace => RequestMethod.Put,
        _ => throw new ArgumentException($"Unexpected value for {nameof(mode)}: {mode}"),
    };

    private static string Key(string value) => Uri.EscapeDataString(TableFilter.Escape(value));

    private static void Query(HttpMessage message, string name, string? value)
    {
        if (value is not null)
            message.Request.Uri.AppendQuery(name, value, escapeValue: true);
    }

    private static PooledContent Body(Action<PooledContent> write, HttpMessage message)
    {
        message.Request.Headers.SetValue("Content-Type", "application/json");
        var content = new PooledContent();
        try
        {
            write(content);
            return content;
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    private HttpMessage Request(RequestMethod method, string path, ResponseClassifier classifier)
    {
        var message = _pipeline.CreateMessage(context: null, classifier);
        var request = message.Request;
        request.Method = method;
        request.Uri.Reset(Endpoint);
        request.Uri.AppendPath(path, escape: false);
        request.Headers.Add("x-ms-version", _version);
        request.Headers.Add("DataServiceVersion", "3.0");
        request.Headers.Add("Accept", Json);
        return message;
    }

    private async Task<Response> SendAsync(HttpMessage message, CancellationToken cancellationToken)
    {
        await _pipeline.SendAsync(message, cancellationToken).ConfigureAwait(false);
        return message.Response.IsError ? throw new RequestFailedException(message.Response) : message.Response;
    }
}
