using Aso.Ledger.Shards;

namespace Aso.Ledger.Tests;

/// <summary>A clock on which every look at it takes longer than a turn.</summary>
internal sealed class HurriedTime : TimeProvider
{
    private long _stamp;

    public override long TimestampFrequency => 1;

    public override long GetTimestamp() => _stamp += 2;

    /// <summary>A turn that ends as soon as anything was applied, since others always wait.</summary>
    public static TimeSlice ShortestTurn() => new(Script.Employer, new AlwaysWaiting(), new HurriedTime());

    private sealed class AlwaysWaiting : IWakeUps
    {
        public Task SendAsync(
            IReadOnlyCollection<WakeUp> wakeUps, TimeSpan delay = default, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public Task<bool> MayOthersWaitAsync(string employer, CancellationToken cancellation = default) =>
            Task.FromResult(true);
    }
}
