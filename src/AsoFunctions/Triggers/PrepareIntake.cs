using Aso.Ledger.Intake;
using Aso.Ledger.Storage;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Triggers;

/// <summary>Prepares files of an employer that arrived while another worker was preparing its earlier ones.</summary>
public sealed class PrepareIntake(FileIntake intake)
{
    [Function(nameof(PrepareIntake))]
    public Task RunAsync(
        [QueueTrigger(LedgerNames.IntakeQueue, Connection = "AzureWebJobsStorage")] string employer,
        CancellationToken cancellation) => intake.PrepareAsync(employer, cancellation);
}
