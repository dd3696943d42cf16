using System.Text.Json;
using Aso.Ledger.Storage;
using Aso.Local.Hosting.Protocol;
using Azure.Storage.Blobs;
using Google.Protobuf;
using Microsoft.Azure.WebJobs;

namespace Aso.Local.Hosting;

/// <summary>
/// The app's blob and queue triggers, declared again for Microsoft's own listeners: each passes what it finds to the
/// function of the same name in the app's process. In Azure an event announces a blob; here its container is scanned.
/// </summary>
/// <remarks>A failure in the app fails here too, so retries, delays and poison queues are the listeners'.</remarks>
[Disable("AzureWebJobs.{MethodShortName}.Disabled")]
internal sealed class Triggers(Workers workers)
{
    /// <summary>The setting with the storage's connection string.</summary>
    public const string Storage = "AzureWebJobsStorage";

    public Task AdoptPlan(
        [BlobTrigger("plans/{name}", Connection = Storage)] BlobClient blob, CancellationToken cancellation) =>
        workers.InvokeAsync(nameof(AdoptPlan), ToData(blob), cancellation);

    public Task ReadEnrollmentFile(
        [BlobTrigger("enrollment/{name}", Connection = Storage)] BlobClient blob, CancellationToken cancellation) =>
        workers.InvokeAsync(nameof(ReadEnrollmentFile), ToData(blob), cancellation);

    public Task ParseClaimFile(
        [BlobTrigger("claims/{name}", Connection = Storage)] BlobClient blob, CancellationToken cancellation) =>
        workers.InvokeAsync(nameof(ParseClaimFile), ToData(blob), cancellation);

    public Task ReadRecoveriesFile(
        [BlobTrigger("recoveries/{name}", Connection = Storage)] BlobClient blob, CancellationToken cancellation) =>
        workers.InvokeAsync(nameof(ReadRecoveriesFile), ToData(blob), cancellation);

    public Task PrepareIntake(
        [QueueTrigger(LedgerNames.IntakeQueue, Connection = Storage)] string message, CancellationToken cancellation) =>
        workers.InvokeAsync(nameof(PrepareIntake), ToData(message), cancellation);

    public Task AdjudicateClaims(
        [QueueTrigger(LedgerNames.AdjudicateQueue, Connection = Storage)] string message, CancellationToken cancellation) =>
        workers.InvokeAsync(nameof(AdjudicateClaims), ToData(message), cancellation);

    public Task ApplyStopLoss(
        [QueueTrigger(LedgerNames.StopLossQueue, Connection = Storage)] string message, CancellationToken cancellation) =>
        workers.InvokeAsync(nameof(ApplyStopLoss), ToData(message), cancellation);

    private static TypedData ToData(string message) => new() { String = message };

    private static TypedData ToData(BlobClient blob) => new()
    {
        ModelBindingData = new ModelBindingData
        {
            Version = "1.0",
            Source = "AzureStorageBlobs",
            ContentType = "application/json",
            Content = ByteString.CopyFrom(JsonSerializer.SerializeToUtf8Bytes(new
            {
                Connection = Storage,
                ContainerName = blob.BlobContainerName,
                BlobName = blob.Name,
            })),
        },
    };
}
