using Aso.Ledger.Intake;
using Aso.Ledger.Storage;
using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Triggers;

/// <summary>
/// A TPA dropped a file of claims: gives it its place in the journal, parses it into chunks and wakes the shards up.
/// </summary>
public sealed class ParseClaimFile(FileIntake intake)
{
    [Function(nameof(ParseClaimFile))]
    public Task RunAsync(
        [BlobTrigger("claims/{name}", Source = BlobTriggerSource.EventGrid, Connection = "AzureWebJobsStorage")]
        BlobClient file,
        CancellationToken cancellation)
    {
        return intake.ArriveAsync(new BlobName(file.BlobContainerName, file.Name), cancellation);
    }
}
