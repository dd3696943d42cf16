using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Aso.Local.Hosting;

/// <summary>
/// Remembers in storage which version of which blob was handed to which function, as the platform does: a blob per
/// function and version, made before and marked when the message that runs the function is in its queue.
/// </summary>
internal sealed class BlobReceipts(BlobContainerClient container, string hostId)
{
    private const string Completed = "completed";
    private const int LongestBlobName = 1024;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>The receipts of a function that are marked, by name.</summary>
    public async Task<HashSet<string>> MarkedAsync(HostedFunction function, CancellationToken cancel)
    {
        var marked = new HashSet<string>();
        await foreach (var receipt in container.GetBlobsAsync(
            BlobTraits.Metadata, BlobStates.None, Prefix(function), cancel))
        {
            if (receipt.Metadata?.ContainsKey(Completed) == true)
            {
                marked.Add(receipt.Name);
            }
        }
        return marked;
    }

    /// <summary>The name of a receipt. The version comes first, since a blob's name may hold slashes.</summary>
    public string Name(HostedFunction function, string blobContainer, string blobName, ETag version)
    {
        var name = $"{Prefix(function)}{version.ToString().Trim('"')}/{blobContainer}/{blobName}";
        return name.Length <= LongestBlobName
            ? name
            : Prefix(function) + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
    }

    /// <summary>
    /// Hands a blob over unless that was done. False: another host is at it, ask again later.
    /// </summary>
    public async Task<bool> HandOverAsync(string name, Func<Task> handOver, CancellationToken cancel)
    {
        var receipt = container.GetBlobClient(name);
        if (!await TryCreateAsync(receipt, cancel) && await IsMarkedAsync(receipt, cancel))
        {
            return true;
        }
        var lease = receipt.GetBlobLeaseClient();
        try
        {
            await lease.AcquireAsync(Lease, cancellationToken: cancel);
        }
        catch (RequestFailedException held) when (held.ErrorCode == BlobErrorCode.LeaseAlreadyPresent)
        {
            return false;
        }
        try
        {
            if (!await IsMarkedAsync(receipt, cancel))
            {
                await handOver();
                await receipt.SetMetadataAsync(
                    new Dictionary<string, string> { [Completed] = "true" },
                    new BlobRequestConditions { LeaseId = lease.LeaseId }, CancellationToken.None);
            }
            return true;
        }
        finally
        {
            await lease.ReleaseAsync(cancellationToken: CancellationToken.None);
        }
    }

    public async Task ForgetAsync(string name, CancellationToken cancel) =>
        await container.GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: cancel);

    private static async Task<bool> TryCreateAsync(BlobClient receipt, CancellationToken cancel)
    {
        try
        {
            await receipt.UploadAsync(
                BinaryData.FromString(""),
                new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } }, cancel);
            return true;
        }
        catch (RequestFailedException there) when (there.ErrorCode == BlobErrorCode.BlobAlreadyExists
            || there.ErrorCode == BlobErrorCode.LeaseIdMissing)
        {
            return false;
        }
    }

    private static async Task<bool> IsMarkedAsync(BlobClient receipt, CancellationToken cancel) =>
        (await receipt.GetPropertiesAsync(cancellationToken: cancel)).Value.Metadata.ContainsKey(Completed);

    private string Prefix(HostedFunction function) => $"blobreceipts/{hostId}/{function.Id}/";
}
