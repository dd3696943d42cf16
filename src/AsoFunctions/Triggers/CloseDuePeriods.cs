using Aso.Ledger.Closing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace AsoFunctions.Triggers;

/// <summary>Closes every month that is due, of every employer; a missed month is caught up.</summary>
public sealed class CloseDuePeriods(PeriodCloser closer, ILogger<CloseDuePeriods> log)
{
    [Function(nameof(CloseDuePeriods))]
    public async Task RunAsync([TimerTrigger("%CloseSchedule%")] TimerInfo timer, CancellationToken cancellation)
    {
        try
        {
            await closer.CloseDueAsync(cancellation);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // An alert reads this line.
            log.LogError(failure, "Close failed: the next run resumes where it stopped");
            throw;
        }
    }
}
