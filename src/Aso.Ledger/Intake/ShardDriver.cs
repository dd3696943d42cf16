using System.Diagnostics;
using Aso.Domain;

namespace Aso.Ledger;

/// <summary>Sees to it that shards apply what is ready, whoever does it.</summary>
public sealed class ShardDriver(ILedgerStorage storage, Journal journal, ShardWorker worker, IWakeUps wakeUps)
{
    /// <summary>What one message may do before others have their turn: an employer's large file delays nobody long.</summary>
    private const int CommitsPerTurn = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>A wake-up: applies what is ready, or has someone look again once the present worker would be dead.</summary>
    /// <param name="text">As <see cref="WakeUp.Parse"/> reads it.</param>
    public async Task WorkAsync(string text, CancellationToken cancellation = default)
    {
        var wakeUp = WakeUp.Parse(text);
        using var activity = LedgerTelemetry.Start(
            "adjudicate", wakeUp.Shard.Employer, ActivityKind.Consumer, wakeUp.Trace);
        activity?.SetTag("aso.shard", wakeUp.Shard.Shard).SetTag("aso.sequence", wakeUp.Sequence);
        var result = await worker.ApplyReadyAsync(wakeUp.Shard, CommitsPerTurn, cancellation);
        if (result.HasMore) await wakeUps.SendAsync([wakeUp.Again], default, cancellation);
        if (result.HandedOn)
            await wakeUps.SendAsync([wakeUp.Again], ShardWorker.LeaseLength + TimeSpan.FromSeconds(1), cancellation);
    }

    /// <summary>Has every shard apply all entries up to one; answers the employer's totals as of then or later.</summary>
    /// <param name="through">The entries up to it must be final.</param>
    public async Task<Totals> DrainAsync(string employer, long through, CancellationToken cancellation = default)
    {
        var shards = (await journal.EmployerAsync(employer, cancellation))?.Shards ?? 0;
        var totals = new Totals();
        for (var index = 0; index < shards; index++)
        {
            var shard = new ShardId(employer, index);
            await DrainAsync(shard, through, cancellation);
            if (await storage.ReadAsync(shard.Partition, ShardRows.HeadKey, cancellation) is { } head)
                totals.Add(HeadState.Read(ShardRows.ToHead(head).State).Totals);
        }

        return totals;
    }

    /// <summary>Has one shard apply all entries up to one.</summary>
    public async Task DrainAsync(ShardId shard, long through, CancellationToken cancellation = default)
    {
        while (true)
        {
            var result = await worker.ApplyReadyAsync(shard, cancellation);
            if (!result.HandedOn && !(result.WaitsFor <= through)) return;
            await Task.Delay(Patience, cancellation);
        }
    }
}
