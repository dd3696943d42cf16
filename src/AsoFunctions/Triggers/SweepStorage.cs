using Aso.Ledger.Upkeep;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace AsoFunctions.Triggers;

/// <summary>
/// Finds what a lost event or message left undone: files not registered, entries not prepared or not applied.
/// </summary>
public sealed class SweepStorage(Sweep sweep, ILogger<SweepStorage> log)
{
    [Function(nameof(SweepStorage))]
    public async Task RunAsync([TimerTrigger("%SweepSchedule%")] TimerInfo timer, CancellationToken cancellation)
    {
        var result = await sweep.RunAsync(cancellation);
        // The alerts read these sentences (infra/modules/alerts.bicep).
        log.LogInformation("Oldest waiting file: {Seconds} s", (long)result.OldestWaiting.TotalSeconds);
        foreach (var blocked in result.Blocked) log.LogError("Processing blocked: {BlockedEntry}", blocked);
        foreach (var setAside in result.SetAside) log.LogError("Items set aside: {SetAside}", setAside);
        foreach (var (queue, count) in result.Poison) log.LogError("Poison messages in {Queue}: {Count}", queue, count);
        if (result.FilesFound > 0) log.LogWarning("Found {Files} files that no event announced", result.FilesFound);
        if (result.Failures.Count > 0) throw new AggregateException(result.Failures);
    }
}
