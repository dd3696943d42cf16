using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Queues.Models;

namespace Aso.Ledger.Storage;

/// <summary>The blob and queue half of the Azure form.</summary>
public sealed partial class AzureStorage
{
    /// <summary>What is held of a body that is uploaded; 50,000 such blocks are 195 GiB.</summary>
    private const int BlockBytes = 4 << 20;

    public Task PutBlobAsync(BlobName blob, ReadOnlyMemory<byte> content, CancellationToken cancellation = default) =>
        Client(blob).UploadAsync(
            BinaryData.FromBytes(content),
            new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = ContentTypeOf(blob.Name) } },
            cancellation);

    // Block by block: a blob appears once its last block is there, so a body that breaks off leaves nothing.
    public async Task UploadBlobAsync(BlobName blob, Stream content, CancellationToken cancellation = default)
    {
        try
        {
            await Client(blob).UploadAsync(
                content,
                new BlobUploadOptions
                {
                    Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
                    HttpHeaders = new BlobHttpHeaders { ContentType = ContentTypeOf(blob.Name) },
                    TransferOptions = new StorageTransferOptions
                    {
                        MaximumConcurrency = 1, InitialTransferSize = BlockBytes, MaximumTransferSize = BlockBytes,
                    },
                },
                cancellation);
        }
        catch (RequestFailedException failure) when (failure.Status is 409 or 412)
        {
            throw new ConflictException(blob.ToString(), failure);
        }
    }

    public async Task<byte[]?> ReadBlobAsync(
        BlobName blob, long offset = 0, long? length = null, CancellationToken cancellation = default)
    {
        var options = new BlobDownloadOptions();
        if (offset > 0 || length is not null) options.Range = new HttpRange(offset, length);
        try
        {
            var answer = await Client(blob).DownloadContentAsync(options, cancellation);
            return answer.Value.Content.ToArray();
        }
        catch (RequestFailedException failure) when (failure.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
        catch (RequestFailedException failure) when (failure.ErrorCode == BlobErrorCode.InvalidRange)
        {
            return [];
        }
    }

    public async Task<Stream?> OpenBlobAsync(
        BlobName blob, string? snapshot = null, CancellationToken cancellation = default)
    {
        try
        {
            var client = snapshot is null ? Client(blob) : Client(blob).WithSnapshot(snapshot);
            var answer = await client.DownloadStreamingAsync(cancellationToken: cancellation);
            return answer.Value.Content;
        }
        catch (RequestFailedException failure) when (failure.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    public async Task<BlobFacts?> DescribeBlobAsync(BlobName blob, CancellationToken cancellation = default)
    {
        try
        {
            var facts = (await Client(blob).GetPropertiesAsync(cancellationToken: cancellation)).Value;
            return new BlobFacts(facts.ContentLength, facts.ETag.ToString(), facts.CreatedOn);
        }
        catch (RequestFailedException failure) when (failure.Status == 404)
        {
            return null;
        }
    }

    public async Task<string?> FreezeBlobAsync(BlobName blob, CancellationToken cancellation = default)
    {
        try
        {
            return (await Client(blob).CreateSnapshotAsync(cancellationToken: cancellation)).Value.Snapshot;
        }
        catch (RequestFailedException failure) when (failure.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    public async Task AppendBlobAsync(
        BlobName blob, long length, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        var client = _blobs.GetBlobContainerClient(blob.Container).GetAppendBlobClient(blob.Name);
        if (length == 0) await client.CreateIfNotExistsAsync(cancellationToken: cancellation);
        try
        {
            using var stream = new MemoryStream(content.ToArray(), writable: false);
            var options = new AppendBlobAppendBlockOptions
            {
                Conditions = new AppendBlobRequestConditions { IfAppendPositionEqual = length },
            };
            await client.AppendBlockAsync(stream, options, cancellation);
        }
        catch (RequestFailedException failure) when (failure.Status is 412 or 404)
        {
            throw new ConflictException(blob.ToString(), failure);
        }
    }

    public async Task DeleteBlobAsync(BlobName blob, CancellationToken cancellation = default) =>
        await Client(blob).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, null, cancellation);

    public async IAsyncEnumerable<ListedBlob> ListBlobsAsync(
        string container, string prefix, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var found = _blobs.GetBlobContainerClient(container)
            .GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellation).GetAsyncEnumerator(cancellation);
        await using (found)
        {
            while (await MoveNextAsync(found))
            {
                var blob = found.Current;
                // A list gives ETags without the quotes that every other response has.
                yield return new ListedBlob(
                    blob.Name, $"\"{blob.Properties.ETag.ToString()?.Trim('"')}\"", blob.Properties.LastModified!.Value,
                    blob.Properties.ContentLength ?? 0);
            }
        }
    }

    // A container that an earlier version did not make holds nothing.
    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<BlobItem> found)
    {
        try
        {
            return await found.MoveNextAsync();
        }
        catch (RequestFailedException failure) when (failure.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            return false;
        }
    }

    public async Task SendAsync(
        string queue, string message, TimeSpan? delay = null, CancellationToken cancellation = default) =>
        await _queues.GetQueueClient(queue).SendMessageAsync(message, delay, null, cancellation);

    public async Task<int> CountMessagesAsync(string queue, CancellationToken cancellation = default)
    {
        try
        {
            return (await _queues.GetQueueClient(queue).GetPropertiesAsync(cancellation)).Value.ApproximateMessagesCount;
        }
        catch (RequestFailedException failure) when (failure.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            return 0;
        }
    }

    // A count includes the messages that are being worked on; a peek sees none of these.
    public async Task<IReadOnlyList<string>> PeekAsync(string queue, CancellationToken cancellation = default)
    {
        var found = await _queues.GetQueueClient(queue).PeekMessagesAsync(ILedgerStorage.PeekMax, cancellation);
        return [.. found.Value.Select(message => message.MessageText)];
    }

    private BlobClient Client(BlobName blob) => _blobs.GetBlobContainerClient(blob.Container).GetBlobClient(blob.Name);

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".json" => "application/json",
        ".html" => "text/html; charset=utf-8",
        ".csv" => "text/csv; charset=utf-8",
        ".xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".835" or ".999" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
}
