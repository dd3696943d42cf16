using System.Collections.Concurrent;

namespace Aso.Ledger;

/// <summary>What a sweep found.</summary>
/// <param name="FilesFound">Dropped files that no event had told of.</param>
/// <param name="OldestWaiting">How long the oldest entry has waited to be prepared; zero: none waits.</param>
public sealed record SweepResult(int FilesFound, TimeSpan OldestWaiting);

/// <summary>
/// Finds what a lost event or message left lying: files not registered, entries not prepared, entries ready but not
/// applied, announcements not published; removes chunks that nobody needs any more. What was found in order once is not
/// looked at again until it changes.
/// </summary>
public sealed class Sweep(
    ILedgerStorage storage, Journal journal, Intake intake, ShardWorker worker, Outbox outbox, BusinessClock clock)
{
    private readonly Retention _retention = new(storage);
    private readonly ConcurrentDictionary<string, long> _inOrder = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<BlobName, string> _seen = new();

    public async Task<SweepResult> RunAsync(CancellationToken cancellation = default)
    {
        var found = await FindFilesAsync(cancellation);
        var oldest = TimeSpan.Zero;
        var failures = new List<Exception>();
        await foreach (var name in journal.EmployersAsync(cancellation))
        {
            try
            {
                var age = await SweepAsync(name, cancellation);
                if (age > oldest) oldest = age;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // One employer's trouble keeps nobody else waiting; it is told at the end.
                failures.Add(failure);
            }
        }

        LedgerTelemetry.Waiting(oldest);
        return failures.Count == 0 ? new SweepResult(found, oldest) : throw new AggregateException(failures);
    }

    /// <summary>Answers how long the employer's oldest entry has waited to be prepared.</summary>
    private async Task<TimeSpan> SweepAsync(string name, CancellationToken cancellation)
    {
        if (await journal.EmployerAsync(name, cancellation) is not { } employer
            || (_inOrder.TryGetValue(name, out var known) && known == employer.NextSequence)) return TimeSpan.Zero;
        await intake.PrepareAsync(name, cancellation);
        var waiting = await journal.NextToPrepareAsync(name, cancellation);
        if (await ApplyAsync(employer, cancellation))
        {
            await _retention.CleanAsync(name, cancellation);
            _inOrder[name] = employer.NextSequence;
        }

        return waiting is null ? TimeSpan.Zero : clock.Now - waiting.Received;
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

    /// <summary>True: every shard has applied all there is, and its outbox is empty.</summary>
    private async Task<bool> ApplyAsync(Employer employer, CancellationToken cancellation)
    {
        var inOrder = true;
        var failures = new List<Exception>();
        for (var shard = 0; shard < employer.Shards; shard++)
        {
            var id = new ShardId(employer.Name, shard);
            try
            {
                var result = await worker.ApplyReadyAsync(id, cancellation);
                inOrder &= result is { HandedOn: false, WaitsFor: null };
            }
            catch (ApplyFailedException failure)
            {
                failures.Add(failure);
            }

            if (await outbox.IsEmptyAsync(id, cancellation)) continue;
            await storage.SendAsync(LedgerNames.StopLossQueue, id.Partition, cancellation: cancellation);
            inOrder = false;
        }

        return failures.Count == 0 ? inOrder : throw new AggregateException(failures);
    }
}
