using Aso.Ledger;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Triggers;

/// <summary>Finds what a lost event or message left lying: files not registered, entries not prepared or not applied.</summary>
public sealed class SweepStorage(Sweep sweep)
{
    [Function(nameof(SweepStorage))]
    public Task RunAsync([TimerTrigger("%SweepSchedule%")] TimerInfo timer, CancellationToken cancellation) =>
        sweep.RunAsync(cancellation);
}
