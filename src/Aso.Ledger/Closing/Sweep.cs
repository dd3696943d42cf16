using System.Collections.Concurrent;

namespace Aso.Ledger;

/// <summary>
/// Finds what a lost event or message left lying, for every employer: entries not prepared, and entries ready but not
/// applied. What was found in order once is not looked at again until the journal grows.
/// </summary>
public sealed class Sweep(Journal journal, Intake intake, ShardWorker worker)
{
    private readonly ConcurrentDictionary<string, long> _inOrder = new(StringComparer.Ordinal);

    public async Task RunAsync(CancellationToken cancellation = default)
    {
        await foreach (var name in journal.EmployersAsync(cancellation))
        {
            if (await journal.EmployerAsync(name, cancellation) is not { } employer) continue;
            if (_inOrder.TryGetValue(name, out var known) && known == employer.NextSequence) continue;
            await intake.PrepareAsync(name, cancellation);
            var inOrder = true;
            for (var shard = 0; shard < employer.Shards; shard++)
            {
                var result = await worker.ApplyReadyAsync(new ShardId(name, shard), cancellation);
                inOrder &= result is { HandedOn: false, WaitsFor: null };
            }

            if (inOrder) _inOrder[name] = employer.NextSequence;
        }
    }
}
