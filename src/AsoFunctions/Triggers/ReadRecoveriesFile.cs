using Aso.Ledger.Intake;
using Aso.Ledger.Storage;
using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Triggers;

/// <summary>
/// A TPA dropped a file of recoveries: gives it its place in the journal, reads it into chunks and wakes the shards up.
/// </summary>
public sealed class ReadRecoveriesFile(FileIntake intake)
{
    [Function(nameof(ReadRecoveriesFile))]
    public Task RunAsync(
        [BlobTrigger("recoveries/{name}", Source = BlobTriggerSource.EventGrid, Connection = "AzureWebJobsStorage")]
        BlobClient file,
        CancellationToken cancellation)
    {
        return intake.ArriveAsync(new BlobName(file.BlobContainerName, file.Name), cancellation);
    }
}
