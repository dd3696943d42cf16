using Aso.Ledger.Upkeep;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Triggers;

/// <summary>
/// Tells of deadlines that come near, once a business day of each employer; the hours between make up for a missed run.
/// </summary>
public sealed class RemindOfDeadlines(DeadlineReminders reminders)
{
    [Function(nameof(RemindOfDeadlines))]
    public Task RunAsync([TimerTrigger("0 10 * * * *")] TimerInfo timer, CancellationToken cancellation) =>
        reminders.RunAsync(cancellation);
}
