using Aso.Ledger.Intake;
using Aso.Ledger.Storage;
using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Triggers;

/// <summary>
/// An administrator dropped a plan document: gives it its place in the journal, reads it and wakes the shards up to
/// adopt it.
/// </summary>
public sealed class AdoptPlan(FileIntake intake)
{
    [Function(nameof(AdoptPlan))]
    public Task RunAsync(
        [BlobTrigger("plans/{name}", Source = BlobTriggerSource.EventGrid, Connection = "AzureWebJobsStorage")]
        BlobClient document,
        CancellationToken cancellation)
    {
        return intake.ArriveAsync(new BlobName(document.BlobContainerName, document.Name), cancellation);
    }
}
