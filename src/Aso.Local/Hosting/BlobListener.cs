using System.Diagnostics;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Aso.Local.Hosting;

/// <summary>
/// Runs the blob-triggered functions of one storage connection. As on the platform a scan finds new and changed
/// blobs and puts a message for each into a queue of the host's own; that queue's dequeue count is the number of
/// tries, and its poison queue <c>webjobs-blobtrigger-poison</c>. The Event Grid source is scanned for as well,
/// since there is no Event Grid here.
/// </summary>
internal sealed class BlobListener : IListener
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly List<(HostedFunction Function, BlobPathPattern Path)> _functions;
    private readonly ListenerServices _services;
    private readonly BlobServiceClient _blobs;
    private readonly BlobReceipts _receipts;
    private readonly QueueClient _queue;
    private readonly QueuePump _pump;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private HashSet<string> _handedOver = [];
    private Task _loop = Task.CompletedTask;

    public BlobListener(string connection, IEnumerable<HostedFunction> functions, ListenerServices services)
    {
        _services = services;
        _functions = [.. functions.Select(function => (function, BlobPathPattern.Parse(
            services.Settings.Resolve(((BlobTriggerAttribute)function.Trigger).BlobPath))))];
        _blobs = new BlobServiceClient(connection);
        _receipts = new BlobReceipts(_blobs.GetBlobContainerClient(ListenerServices.Container), services.HostId);
        var queues = new QueueServiceClient(connection, new QueueClientOptions
        {
            MessageEncoding = services.Host.Queues.Base64 ? QueueMessageEncoding.Base64 : QueueMessageEncoding.None,
        });
        _queue = queues.GetQueueClient("azure-webjobs-blobtrigger-" + services.HostId);
        _pump = new QueuePump(
            new QueueServiceClient(connection), _queue.Name, "webjobs-blobtrigger-poison",
            running => services.Host.BlobParallelism - running, RunAsync, services);
        _logger = services.Loggers.CreateLogger("Host.Blobs");
    }

    public async Task StartAsync(CancellationToken cancel)
    {
        var own = _blobs.GetBlobContainerClient(ListenerServices.Container);
        await own.CreateIfNotExistsAsync(cancellationToken: cancel);
        foreach (var (function, path) in _functions)
        {
            await _blobs.GetBlobContainerClient(path.Container).CreateIfNotExistsAsync(cancellationToken: cancel);
            _handedOver.UnionWith(await _receipts.MarkedAsync(function, cancel));
        }
        await _pump.StartAsync(cancel);
        _loop = Listening.Run(LoopAsync, _logger);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        await _pump.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task LoopAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            var pause = ShortestPause;
            try
            {
                var started = Stopwatch.GetTimestamp();
                var found = await ListAsync();
                // Listing many blobs takes its time; it should not be most of what the storage does.
                pause = TimeSpan.FromTicks(Math.Clamp(
                    5 * Stopwatch.GetElapsedTime(started).Ticks, ShortestPause.Ticks, LongestPause.Ticks));
                await HandOverAsync(found);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (StorageFailures.Is(failure))
            {
                _logger.LogWarning(failure, "The containers cannot be scanned now");
            }
            await Task.Delay(pause, _stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task<List<(string Container, BlobItem Blob)>> ListAsync()
    {
        var found = new List<(string Container, BlobItem Blob)>();
        foreach (var container in _functions.Select(f => f.Path.Container).Distinct())
        {
            await ListAsync(container, found);
        }
        // What was dropped first is handed over first, whichever container it is in.
        found.Sort((a, b) => (a.Blob.Properties.LastModified, a.Container, a.Blob.Name)
            .CompareTo((b.Blob.Properties.LastModified, b.Container, b.Blob.Name)));
        return found;
    }

    private async Task ListAsync(string container, List<(string Container, BlobItem Blob)> found)
    {
        var client = _blobs.GetBlobContainerClient(container);
        try
        {
            await foreach (var blob in client.GetBlobsAsync(cancellationToken: _stopping.Token))
            {
                found.Add((container, blob));
            }
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            await client.CreateIfNotExistsAsync(cancellationToken: _stopping.Token);
        }
    }

    private async Task HandOverAsync(List<(string Container, BlobItem Blob)> found)
    {
        var present = new HashSet<string>();
        foreach (var (container, blob) in found)
        {
            foreach (var (function, path) in _functions)
            {
                if (path.Container == container && path.Match(blob.Name) is not null)
                {
                    await NoticeAsync(function, container, blob, present);
                }
            }
        }
        // A blob that is gone comes back, if at all, with another version: nobody asks for its receipt again.
        foreach (var gone in _handedOver.Except(present)) await _receipts.ForgetAsync(gone, _stopping.Token);
        _handedOver = present;
    }

    private async Task NoticeAsync(HostedFunction function, string container, BlobItem blob, HashSet<string> present)
    {
        var version = blob.Properties.ETag!.Value;
        var receipt = _receipts.Name(function, container, blob.Name, version);
        try
        {
            if (_handedOver.Contains(receipt) || await _receipts.HandOverAsync(receipt, SendAsync, _stopping.Token))
            {
                present.Add(receipt);
            }
        }
        catch (Exception failure) when (StorageFailures.Is(failure) && !_stopping.IsCancellationRequested)
        {
            // One blob that cannot be handed over must not keep back those behind it.
            _logger.LogWarning(failure, "A blob in {Container} could not be handed over and is tried again", container);
        }

        async Task SendAsync()
        {
            var message = new BlobTriggerMessage(
                "BlobTrigger", function.Id, blob.Properties.BlobType + "Blob", container, blob.Name,
                version.ToString("H"));
            await _queue.SendMessageAsync(
                JsonSerializer.Serialize(message), timeToLive: QueuePump.WithoutEnd,
                cancellationToken: _stopping.Token);
            _pump.Nudge();
        }
    }

    private async Task RunAsync(QueueMessage queued)
    {
        var message = queued.Body.ToObjectFromJson<BlobTriggerMessage>()!;
        var (function, path) = _functions.Find(f => f.Function.Id == message.FunctionId);
        if (function is null)
        {
            _logger.LogWarning("A blob waits for {Function}, which is not here any more", message.FunctionId);
            return;
        }
        var blob = _blobs.GetBlobContainerClient(message.ContainerName).GetBlobClient(message.BlobName);
        if (await IsStillAsync(blob, message.ETag) && path.Match(message.BlobName) is { } parameters)
        {
            await _services.Invoker.InvokeAsync(function, new BlobEvent(blob, parameters));
        }
    }

    // A deleted blob has nothing to run for, and a changed one has a message of its own.
    private static async Task<bool> IsStillAsync(BlobClient blob, string version)
    {
        try
        {
            return (await blob.GetPropertiesAsync()).Value.ETag.ToString("H") == version;
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return false;
        }
    }

    // The platform's form: people and tools that read the poison queue know it.
    private sealed record BlobTriggerMessage(
        string Type, string FunctionId, string BlobType, string ContainerName, string BlobName, string ETag);
}
