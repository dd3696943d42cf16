using Aso.Ledger.Intake;
using Aso.Ledger.Storage;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Triggers;

/// <summary>Files of an employer may wait to be prepared: another worker was at it when they arrived.</summary>
public sealed class PrepareIntake(FileIntake intake)
{
    [Function(nameof(PrepareIntake))]
    public Task RunAsync(
        [QueueTrigger(LedgerNames.IntakeQueue, Connection = "AzureWebJobsStorage")] string employer,
        CancellationToken cancellation) => intake.PrepareAsync(employer, cancellation);
}
