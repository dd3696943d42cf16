using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.Logging;

namespace Aso.Local.Hosting;

/// <summary>
/// A timer's saved status, and the lease under which it runs: of several hosts on one storage, one holds the lease,
/// runs the function and updates the status; the others then find nothing due.
/// </summary>
internal sealed class TimerStatusBlob(BlobContainerClient container, string hostId, string functionId, ILogger logger)
{
    // The shortest lease a blob allows: after it, a killed host's timer is free again.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    private readonly BlobClient _blob = container.GetBlobClient($"timers/{hostId}/{functionId}/status");

    /// <summary>The status; created if there is none.</summary>
    public async Task<TimerStatus> ReadAsync(Func<TimerStatus> first, CancellationToken cancel)
    {
        try
        {
            return await ReadAsync(cancel);
        }
        catch (RequestFailedException missing)
            when (missing.ErrorCode == BlobErrorCode.BlobNotFound || missing.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
        }
        try
        {
            await container.CreateIfNotExistsAsync(cancellationToken: cancel);
            var options = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
            await _blob.UploadAsync(BinaryData.FromObjectAsJson(first()), options, cancel);
        }
        catch (RequestFailedException there) when (there.Status is 409 or 412)
        {
            logger.LogDebug("Another host was first to write the status");
        }
        return await ReadAsync(cancel);
    }

    /// <summary>
    /// Runs an action on the status while no other host can. What the action returns, if anything, is the new status.
    /// False: another host has the lease.
    /// </summary>
    public async Task<bool> UnderLeaseAsync(
        Func<TimerStatus, Task<TimerStatus?>> action, CancellationToken cancel)
    {
        var lease = _blob.GetBlobLeaseClient();
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
            await using (Repeating.Every(Lease / 3, _ => RenewAsync(lease)))
            {
                if (await action(await ReadAsync(cancel)) is { } changed)
                {
                    var held = new BlobRequestConditions { LeaseId = lease.LeaseId };
                    await _blob.UploadAsync(
                        BinaryData.FromObjectAsJson(changed), new BlobUploadOptions { Conditions = held },
                        CancellationToken.None);
                }
            }
            return true;
        }
        finally
        {
            await lease.ReleaseAsync(cancellationToken: CancellationToken.None);
        }
    }

    private async Task<TimerStatus> ReadAsync(CancellationToken cancel) =>
        (await _blob.DownloadContentAsync(cancel)).Value.Content.ToObjectFromJson<TimerStatus>()!;

    private async Task RenewAsync(BlobLeaseClient lease)
    {
        try
        {
            await lease.RenewAsync();
        }
        catch (Exception failure) when (StorageFailures.Is(failure))
        {
            logger.LogWarning(failure, "The timer's lease could not be renewed: it may run twice");
        }
    }
}
