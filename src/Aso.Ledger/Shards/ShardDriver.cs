using System.Diagnostics;
using Aso.Ledger.Journal;

namespace Aso.Ledger.Shards;

/// <summary>Gets shards to apply what is ready, in this process or another.</summary>
public sealed class ShardDriver(EmployerJournal journal, ShardWorker worker, IWakeUps wakeUps, TimeProvider time)
{
    /// <summary>Storage is waited for by several shards at once; so is their memory.</summary>
    private const int ShardsAtOnce = 8;

    /// <summary>
    /// A wake-up: applies what is ready, or sends another wake-up for when the present worker's lease has expired.
    /// </summary>
    /// <param name="text">As <see cref="WakeUp.Parse"/> reads it.</param>
    public async Task WorkAsync(string text, CancellationToken cancellation = default)
    {
        var wakeUp = WakeUp.Parse(text);
        using var activity = LedgerTelemetry.Start(
            "adjudicate", wakeUp.Shard.Employer, ActivityKind.Consumer, wakeUp.Trace);
        activity?.SetTag("aso.shard", wakeUp.Shard.Shard).SetTag("aso.sequence", wakeUp.Sequence);
        var slice = new TimeSlice(wakeUp.Shard.Employer, wakeUps, time);
        var result = await worker.ApplyReadyAsync(wakeUp.Shard, slice, cancellation);
        if (result.HasMore) await wakeUps.SendAsync([wakeUp.Again], default, cancellation);
        if (result.HandedOn)
            await wakeUps.SendAsync([wakeUp.Again], ShardWorker.LeaseLength + TimeSpan.FromSeconds(1), cancellation);
    }

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
        var backoff = new Backoff(time);
        while (true)
        {
            var result = await worker.ApplyReadyAsync(shard, cancellation: cancellation);
            if (!result.HandedOn && !(result.WaitsFor <= through)) return;
            await backoff.WaitAsync(cancellation);
        }
    }
}
