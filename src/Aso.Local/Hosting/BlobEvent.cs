using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;

namespace Aso.Local.Hosting;

/// <summary>A new or changed blob.</summary>
internal sealed class BlobEvent : TriggerEvent
{
    private readonly BlobClient _blob;
    private Stream? _stream;

    public BlobEvent(BlobClient blob, IReadOnlyDictionary<string, string> parameters)
    {
        _blob = blob;
        foreach (var (name, value) in parameters)
        {
            Data[name] = value;
        }
        Data["BlobTrigger"] = $"{blob.BlobContainerName}/{blob.Name}";
        Data["Uri"] = blob.Uri;
    }

    public override async ValueTask<object?> ValueAsync(Type type, CancellationToken cancel)
    {
        if (type == typeof(BlobClient) || type == typeof(BlobBaseClient))
        {
            return _blob;
        }
        if (type == typeof(BlockBlobClient))
        {
            return _blob.GetParentBlobContainerClient().GetBlockBlobClient(_blob.Name);
        }
        if (type == typeof(BlobContainerClient))
        {
            return _blob.GetParentBlobContainerClient();
        }
        if (type == typeof(Stream))
        {
            return _stream = await _blob.OpenReadAsync(cancellationToken: cancel);
        }
        return ParameterBinding.Payload((await _blob.DownloadContentAsync(cancel)).Value.Content, type);
    }

    public override ValueTask DisposeAsync() => _stream?.DisposeAsync() ?? ValueTask.CompletedTask;
}
