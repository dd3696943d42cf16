namespace Aso.Ledger.Shards;

/// <summary>
/// Waits for what another worker does: briefly at first, for it is mostly done at once, then less and less often.
/// </summary>
internal sealed class Backoff(TimeProvider time)
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(2);

    private TimeSpan _next = TimeSpan.FromMilliseconds(100);

    public async Task WaitAsync(CancellationToken cancellation)
    {
        await Task.Delay(_next, time, cancellation);
        _next = _next * 2 < Most ? _next * 2 : Most;
    }
}
