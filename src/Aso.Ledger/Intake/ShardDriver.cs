using System.Diagnostics;

namespace Aso.Ledger;

/// <summary>Sees to it that shards apply what is ready, whoever does it.</summary>
public sealed class ShardDriver(Journal journal, ShardWorker worker, IWakeUps wakeUps, TimeProvider time)
{
    private const int CommitsPerLook = 2;

    /// <summary>How long one message works before others have their turn: a large file delays nobody long.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long it works where nobody else waits: another worker would have to read what this one knows. Well within
    /// what a host allows a function.
    /// </summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromMinutes(2);

    /// <summary>Storage is waited for by several shards at once; their memory is needed at once too.</summary>
    private const int ShardsAtOnce = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// A wake-up: applies what is ready, or has someone look again once the present worker would be dead.
    /// </summary>
    /// <param name="text">As <see cref="WakeUp.Parse"/> reads it.</param>
    public async Task WorkAsync(string text, CancellationToken cancellation = default)
    {
        var wakeUp = WakeUp.Parse(text);
        using var activity = LedgerTelemetry.Start(
            "adjudicate", wakeUp.Shard.Employer, ActivityKind.Consumer, wakeUp.Trace);
        activity?.SetTag("aso.shard", wakeUp.Shard.Shard).SetTag("aso.sequence", wakeUp.Sequence);
        var began = time.GetTimestamp();
        ApplyResult result;
        do result = await worker.ApplyReadyAsync(wakeUp.Shard, CommitsPerLook, cancellation);
        while (result.HasMore && await HasTimeAsync(time.GetElapsedTime(began), cancellation));
        if (result.HasMore) await wakeUps.SendAsync([wakeUp.Again], default, cancellation);
        if (result.HandedOn)
            await wakeUps.SendAsync([wakeUp.Again], ShardWorker.LeaseLength + TimeSpan.FromSeconds(1), cancellation);
    }

    private async Task<bool> HasTimeAsync(TimeSpan worked, CancellationToken cancellation) =>
        worked < Turn || (worked < LongestTurn && !await wakeUps.MayWaitAsync(cancellation));

    /// <summary>Has every shard apply all entries up to one.</summary>
    /// <param name="through">The entries up to it must be final.</param>
    public async Task DrainAsync(string employer, long through, CancellationToken cancellation = default)
    {
        var shards = (await journal.EmployerAsync(employer, cancellation))?.Shards ?? 0;
        foreach (var some in Enumerable.Range(0, shards).Chunk(ShardsAtOnce))
            await Task.WhenAll(
                some.Select(shard => DrainAsync(new ShardId(employer, shard), through, cancellation)));
    }

    /// <summary>Has one shard apply all entries up to one.</summary>
    public async Task DrainAsync(ShardId shard, long through, CancellationToken cancellation = default)
    {
        while (true)
        {
            var result = await worker.ApplyReadyAsync(shard, cancellation);
            if (!result.HandedOn && !(result.WaitsFor <= through)) return;
            await Task.Delay(Patience, time, cancellation);
        }
    }
}
