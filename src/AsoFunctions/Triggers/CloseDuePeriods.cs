using Aso.Ledger;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Triggers;

/// <summary>Closes every month that is due, of every employer; one that was missed is caught up.</summary>
public sealed class CloseDuePeriods(PeriodCloser closer)
{
    [Function(nameof(CloseDuePeriods))]
    public Task RunAsync([TimerTrigger("%CloseSchedule%")] TimerInfo timer, CancellationToken cancellation) =>
        closer.CloseDueAsync(cancellation);
}
