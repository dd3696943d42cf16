using Aso.Ledger.Journal;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace AsoFunctions.Http.Api;

/// <summary>What needs attention, as of one moment.</summary>
public sealed record HealthCounts(int BlockedEntries, long SetAside, int PoisonMessages, DateTimeOffset At);

/// <summary>
/// Reads health at most once a second, however many callers ask, because no key is needed. It changes nothing: entries
/// that are no longer blocked are removed by the sweep.
/// </summary>
public sealed class HealthReader(
    ILedgerStorage storage, BlockedEntries blockedEntries, SetAsideCounts setAsideCounts, BusinessClock clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task<HealthCounts>? _reading;
    private long _began;

    /// <summary>
    /// A failure is remembered as long as a result, so that storage that is down is not asked more often.
    /// </summary>
    public Task<HealthCounts> ReadAsync(CancellationToken cancellation)
    {
        Task<HealthCounts> reading;
        lock (_gate)
        {
            if (_reading is not { } known || (known.IsCompleted && clock.Time.GetElapsedTime(_began) >= Kept))
            {
                _began = clock.Time.GetTimestamp();
                // All waiting callers share it, so one caller's cancellation must not end it.
                _reading = ReadAsync();
            }

            reading = _reading;
        }

        return reading.WaitAsync(cancellation);
    }

    private async Task<HealthCounts> ReadAsync()
    {
        var poison = Task.WhenAll(LedgerNames.PoisonQueues.Select(queue => storage.CountMessagesAsync(queue)));
        var blocked = await blockedEntries.ReadAsync().CountAsync();
        var setAside = (await setAsideCounts.ReadAsync()).Sum(employer => employer.Items);
        return new HealthCounts(blocked, setAside, (await poison).Sum(), clock.Now);
    }
}
