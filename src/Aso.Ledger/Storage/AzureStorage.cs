using System.Runtime.CompilerServices;
using Azure;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace Aso.Ledger.Storage;

/// <summary>The Azure form of storage. Only conflicts are translated; every other failure passes through.</summary>
public sealed partial class AzureStorage : ILedgerStorage
{
    private readonly TableClient _table;
    private readonly BlobServiceClient _blobs;
    private readonly QueueServiceClient _queues;

    /// <summary>
    /// Clients whose options carry <see cref="StorageCounts.PolicyFor"/> of <paramref name="counts"/>.
    /// </summary>
    public AzureStorage(
        TableServiceClient tables, BlobServiceClient blobs, QueueServiceClient queues, StorageCounts counts)
    {
        _table = tables.GetTableClient(LedgerNames.Table);
        _blobs = blobs;
        _queues = queues;
        Counts = counts;
    }

    public StorageCounts Counts { get; }

    /// <summary>By an account's connection string.</summary>
    public static AzureStorage Connect(string connectionString)
    {
        var options = new Options();
        return new AzureStorage(
            new TableServiceClient(connectionString, options.Tables),
            new BlobServiceClient(connectionString, options.Blobs),
            new QueueServiceClient(connectionString, options.Queues),
            options.Counts);
    }

    /// <summary>By the app's identity, in the public cloud's account of that name.</summary>
    public static AzureStorage Connect(string account, TokenCredential identity)
    {
        var options = new Options();
        return new AzureStorage(
            new TableServiceClient(AddressOf(account, "table"), identity, options.Tables),
            new BlobServiceClient(AddressOf(account, "blob"), identity, options.Blobs),
            new QueueServiceClient(AddressOf(account, "queue"), identity, options.Queues),
            options.Counts);
    }

    /// <summary>Where the public cloud serves an account's <c>blob</c>, <c>queue</c> or <c>table</c>.</summary>
    public static Uri AddressOf(string account, string service) => new($"https://{account}.{service}.core.windows.net");

    /// <summary>The clients' options, each with the policy that counts its transactions.</summary>
    private sealed class Options
    {
        public Options()
        {
            Tables.AddPolicy(Counts.PolicyFor(StorageKind.Table), HttpPipelinePosition.PerRetry);
            Blobs.AddPolicy(Counts.PolicyFor(StorageKind.Blob), HttpPipelinePosition.PerRetry);
            Queues.AddPolicy(Counts.PolicyFor(StorageKind.Queue), HttpPipelinePosition.PerRetry);
        }

        public StorageCounts Counts { get; } = new();

        public TableClientOptions Tables { get; } = new();

        public BlobClientOptions Blobs { get; } = new();

        public QueueClientOptions Queues { get; } = new() { MessageEncoding = QueueMessageEncoding.Base64 };
    }

    /// <summary>Makes the table, the containers and the queues that do not exist yet.</summary>
    public async Task CreateAsync(CancellationToken cancellation = default)
    {
        await _table.CreateIfNotExistsAsync(cancellation);
        foreach (var container in LedgerNames.Containers)
            await _blobs.GetBlobContainerClient(container).CreateIfNotExistsAsync(cancellationToken: cancellation);
        foreach (var queue in LedgerNames.Queues)
            await _queues.GetQueueClient(queue).CreateIfNotExistsAsync(cancellationToken: cancellation);
    }

    public async Task<Row?> ReadAsync(string partition, string key, CancellationToken cancellation = default)
    {
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(partition, key, null, cancellation);
        return found.HasValue ? RowEntity.ToRow(found.Value!) : null;
    }

    public async IAsyncEnumerable<Row> QueryAsync(
        string partition,
        string from,
        string to,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {partition} and RowKey ge {from} and RowKey lt {to}");
        var entities = _table.QueryAsync<TableEntity>(filter, null, null, cancellation);
        await foreach (var entity in entities) yield return RowEntity.ToRow(entity);
    }

    public async Task<IReadOnlyList<string?>> CommitAsync(
        string partition, IReadOnlyList<RowAction> actions, CancellationToken cancellation = default)
    {
        RowLimits.Check(partition, actions);
        try
        {
            var answers = await _table.SubmitTransactionAsync(actions.Select(RowEntity.ToAction), cancellation);
            return answers.Value.Select(answer => answer.Headers.ETag?.ToString()).ToList();
        }
        catch (RequestFailedException failure) when (IsConflict(failure))
        {
            throw new ConflictException(partition, failure);
        }
    }

    /// <summary>409 and 412; 404 where the table is there but the row to be replaced or deleted is not.</summary>
    private static bool IsConflict(RequestFailedException failure) =>
        failure is { Status: 409, ErrorCode: "EntityAlreadyExists" }
            or { Status: 412 }
            or { Status: 404, ErrorCode: "ResourceNotFound" };
}
