using Azure.Core;
using Azure.Core.Pipeline;

namespace Aso.Ledger.Storage;

public enum StorageKind
{
    Table,
    Blob,
    Queue,
}

/// <summary>
/// How many storage transactions were made, by kind, retries included: what an account is billed for.
/// </summary>
public sealed class StorageCounts
{
    private readonly long[] _counts = new long[3];

    public long Tables => this[StorageKind.Table];

    public long Blobs => this[StorageKind.Blob];

    public long Queues => this[StorageKind.Queue];

    public long Total => Tables + Blobs + Queues;

    public long this[StorageKind kind] => Interlocked.Read(ref _counts[(int)kind]);

    public void Add(StorageKind kind) => Interlocked.Increment(ref _counts[(int)kind]);

    /// <summary>A policy for a client's options that counts each request it sends.</summary>
    public HttpPipelinePolicy PolicyFor(StorageKind kind) => new CountingPolicy(this, kind);

    private sealed class CountingPolicy(StorageCounts counts, StorageKind kind) : HttpPipelineSynchronousPolicy
    {
        public override void OnSendingRequest(HttpMessage message) => counts.Add(kind);
    }
}
