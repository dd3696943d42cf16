using System.Collections.Concurrent;

namespace Aso.Ledger;

/// <summary>What a sweep found.</summary>
/// <param name="FilesFound">Dropped files that no event had told of.</param>
/// <param name="OldestWaiting">How long the oldest entry has waited to be prepared; zero: none waits.</param>
public sealed record SweepResult(int FilesFound, TimeSpan OldestWaiting);

/// <summary>
/// Finds what a lost event or message left lying: files not registered, entries not prepared, and entries ready but not
/// applied. What was found in order once is not looked at again until it changes.
/// </summary>
public sealed class Sweep(
    ILedgerStorage storage, Journal journal, Intake intake, ShardWorker worker, BusinessClock clock)
{
    private readonly ConcurrentDictionary<string, long> _inOrder = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<BlobName, string> _seen = new();

    public async Task<SweepResult> RunAsync(CancellationToken cancellation = default)
    {
        var found = await FindFilesAsync(cancellation);
        var oldest = TimeSpan.Zero;
        await foreach (var name in journal.EmployersAsync(cancellation))
        {
            if (await journal.EmployerAsync(name, cancellation) is not { } employer) continue;
            if (_inOrder.TryGetValue(name, out var known) && known == employer.NextSequence) continue;
            await intake.PrepareAsync(name, cancellation);
            if (await journal.NextToPrepareAsync(name, cancellation) is { } waiting)
            {
                var age = clock.Now - waiting.Received;
                if (age > oldest) oldest = age;
            }

            if (await ApplyAsync(employer, cancellation)) _inOrder[name] = employer.NextSequence;
        }

        return new SweepResult(found, oldest);
    }

    /// <summary>Registers dropped files that are not in their employer's journal yet, the oldest first.</summary>
    private async Task<int> FindFilesAsync(CancellationToken cancellation)
    {
        var unknown = new List<(BlobName Blob, ListedBlob Listed)>();
        foreach (var container in Intake.Containers.Keys)
            await foreach (var listed in storage.ListBlobsAsync(container, "", cancellation))
            {
                var blob = new BlobName(container, listed.Name);
                if (!_seen.TryGetValue(blob, out var version) || version != listed.Version) unknown.Add((blob, listed));
            }

        var found = 0;
        foreach (var (blob, listed) in unknown.OrderBy(one => one.Listed.Modified).ThenBy(one => one.Blob.ToString()))
        {
            if (await intake.RegisterAsync(blob, cancellation) is { IsNew: true }) found++;
            _seen[blob] = listed.Version;
        }

        return found;
    }

    /// <summary>True: every shard has applied all there is.</summary>
    private async Task<bool> ApplyAsync(Employer employer, CancellationToken cancellation)
    {
        var inOrder = true;
        for (var shard = 0; shard < employer.Shards; shard++)
        {
            var result = await worker.ApplyReadyAsync(new ShardId(employer.Name, shard), cancellation);
            inOrder &= result is { HandedOn: false, WaitsFor: null };
        }

        return inOrder;
    }
}
