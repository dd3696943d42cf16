using System.Linq.Expressions;
using Azure.Core;
using Azure.Data.Tables.Models;

namespace Azure.Data.Tables;

// Stands in for the package Azure.Data.Tables 12.11 where a feed lacks it: same namespaces, names and signatures, over
// Azure.Core's pipeline, against the storage account's Table service or Azurite.
// Left out, since this app does not use it: synchronous methods, shared access signatures, access policies, service
// properties and statistics, geo-replication, Cosmos DB endpoints, tenant discovery, audiences of other clouds, client
// diagnostic scopes (the pipeline's own are there), and the coercion of a TableEntity value to the type it had before.

/// <summary>
/// One table. Refused requests throw <see cref="RequestFailedException"/>, whose ErrorCode is one of
/// <see cref="TableErrorCode"/>.
/// </summary>
public class TableClient
{
    private readonly TableService _service;

    public TableClient(string connectionString, string tableName)
        : this(connectionString, tableName, null)
    {
    }

    public TableClient(string connectionString, string tableName, TableClientOptions? options = null)
        : this(TableService.Of(connectionString, options), tableName)
    {
    }

    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential)
        : this(endpoint, tableName, credential, null)
    {
    }

    public TableClient(
        Uri endpoint, string tableName, TableSharedKeyCredential credential, TableClientOptions? options = null)
        : this(TableService.Of(endpoint, credential, options), tableName)
    {
    }

    public TableClient(
        Uri endpoint, string tableName, TokenCredential tokenCredential, TableClientOptions? options = null)
        : this(TableService.Of(endpoint, tokenCredential, options), tableName)
    {
    }

    internal TableClient(TableService service, string tableName)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        _service = service;
        Name = tableName;
    }

    public virtual string Name { get; }

    public virtual string AccountName => _service.AccountName;

    public virtual Uri Uri => new($"{_service.Endpoint.AbsoluteUri.TrimEnd('/')}/{Name}");

    /// <summary>Writes values into a filter, quoted and escaped by their type.</summary>
    public static string CreateQueryFilter(FormattableString filter) => TableFilter.Create(filter);

    /// <summary>Writes a lambda as a filter.</summary>
    /// <exception cref="NotSupportedException">The filter language cannot say it.</exception>
    public static string CreateQueryFilter<T>(Expression<Func<T, bool>> filter) => TableExpression.Filter(filter);

    public virtual Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default) =>
        _service.CreateTableAsync(Name, cancellationToken);

    /// <summary>Deletes the table; one that is absent is no error.</summary>
    public virtual Task<Response> DeleteAsync(CancellationToken cancellationToken = default) =>
        _service.DeleteTableAsync(Name, cancellationToken);

    public virtual Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        RequireKeys(entity);
        return _service.InsertAsync(Name, entity, cancellationToken);
    }

    public virtual async Task<Response<T>> GetEntityAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null,
        CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        RequireKeys(partitionKey, rowKey);
        var found = await _service.GetAsync<T>(Name, partitionKey, rowKey, select, orNone: false, cancellationToken)
            .ConfigureAwait(false);
        return (Response<T>)found;
    }

    /// <summary>Reads one row; HasValue is false when the row, or the table, is absent.</summary>
    public virtual Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null,
        CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        RequireKeys(partitionKey, rowKey);
        return _service.GetAsync<T>(Name, partitionKey, rowKey, select, orNone: true, cancellationToken);
    }

    public virtual Task<Response> UpsertEntityAsync<T>(
        T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        RequireKeys(entity);
        return _service.WriteAsync(Name, entity, mode, null, cancellationToken);
    }

    /// <summary>Writes over a row whose ETag is <paramref name="ifMatch"/>; <see cref="ETag.All"/> is any.</summary>
    public virtual Task<Response> UpdateEntityAsync<T>(
        T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge,
        CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        RequireKeys(entity);
        if (ifMatch == default)
            throw new ArgumentException("An update needs an ETag; ETag.All is any.", nameof(ifMatch));
        return _service.WriteAsync(Name, entity, mode, ifMatch, cancellationToken);
    }

    /// <summary>Deletes a row; one that is absent is no error.</summary>
    public virtual Task<Response> DeleteEntityAsync(
        string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        RequireKeys(partitionKey, rowKey);
        var etag = ifMatch == default ? ETag.All : ifMatch;
        return _service.DeleteAsync(Name, partitionKey, rowKey, etag, cancellationToken);
    }

    public virtual AsyncPageable<T> QueryAsync<T>(
        Expression<Func<T, bool>> filter, int? maxPerPage = null, IEnumerable<string>? select = null,
        CancellationToken cancellationToken = default)
        where T : class, ITableEntity =>
        QueryAsync<T>(CreateQueryFilter(filter), maxPerPage, select, cancellationToken);

    /// <summary>Reads the rows that pass a filter, in the order of their keys, at most 1,000 a page.</summary>
    public virtual AsyncPageable<T> QueryAsync<T>(
        string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null,
        CancellationToken cancellationToken = default)
        where T : class, ITableEntity =>
        new TablePages<T>(
            (continuation, size, token) =>
                _service.QueryAsync<T>(Name, filter, size ?? maxPerPage, select, continuation, token),
            cancellationToken);

    /// <summary>Writes up to 100 rows of one partition, all or none.</summary>
    /// <exception cref="TableTransactionFailedException">One action was refused; nothing was written.</exception>
    /// <exception cref="InvalidOperationException">There is no action.</exception>
    public virtual async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transactionActions);
        var actions = transactionActions.ToList();
        if (actions.Count == 0)
            throw new InvalidOperationException("A transaction needs at least one action.");
        foreach (var action in actions)
            RequireKeys(action.Entity);
        return await _service.SubmitAsync(Name, actions, cancellationToken).ConfigureAwait(false);
    }

    private static void RequireKeys(ITableEntity? entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        RequireKeys(entity.PartitionKey, entity.RowKey);
    }

    private static void RequireKeys(string? partitionKey, string? rowKey)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
    }
}
