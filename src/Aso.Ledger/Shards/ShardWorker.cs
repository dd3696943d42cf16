using Aso.Ledger.Journal;
using Aso.Ledger.Storage;
using Microsoft.Extensions.Logging;

namespace Aso.Ledger.Shards;

/// <summary>What became of a call to apply what is ready.</summary>
/// <param name="HandedOn">Someone else works on the shard and will see to it.</param>
/// <param name="Commits">How many commits this call made.</param>
/// <param name="WaitsFor">The entry that must be prepared before more can be applied; null: none.</param>
/// <param name="HasMore">It stopped for the sake of others; more is ready.</param>
public sealed record ApplyResult(bool HandedOn, int Commits, long? WaitsFor, bool HasMore = false);

/// <summary>
/// Drives shards through their employer's journal: a deterministic state machine that applies final entries strictly in
/// sequence. A message is only a wake-up; repeated, late and lost ones are all the same to it.
/// </summary>
public sealed class ShardWorker(
    ILedgerStorage storage,
    EmployerJournal journal,
    ShardCache cache,
    TimeProvider time,
    int commitFullEvents = CommitDraft.FullEvents,
    ILogger<ShardWorker>? log = null)
{
    /// <summary>Longer than a commit ever takes; a dead worker's shard waits no longer.</summary>
    internal static readonly TimeSpan LeaseLength = TimeSpan.FromSeconds(30);

    /// <summary>Applies what is ready for the shard.</summary>
    /// <param name="slice">Ends it early, with a commit of what was applied; null: nothing does.</param>
    public async Task<ApplyResult> ApplyReadyAsync(
        ShardId shard, TimeSlice? slice = null, CancellationToken cancellation = default)
    {
        var commits = 0;
        while (true)
        {
            var run = new ShardRun(storage, journal, shard, slice, commitFullEvents);
            await using (var lease = await Lease.TryTakeAsync(
                storage, time, shard.Partition, LeaseLength, cancellation))
            {
                if (lease is null) return new ApplyResult(true, commits, null);
                commits += await ApplyAsync(run, lease, slice, cancellation);
            }

            // A worker that found the lease taken relies on this check, after the release.
            if (!await run.HasMoreAsync(cancellation)) return new ApplyResult(false, commits, run.WaitsFor);
            if (slice is { IsOver: true }) return new ApplyResult(false, commits, null, HasMore: true);
        }
    }

    private async Task<int> ApplyAsync(
        ShardRun run, Lease lease, TimeSlice? slice, CancellationToken cancellation)
    {
        var commits = 0;
        var caughtUp = false;
        while (true)
        {
            if (!await lease.RenewAsync(cancellation)) return commits;
            try
            {
                var step = await cache.UseAsync(
                    run.Shard, shard => run.CommitSomeAsync(shard, cancellation), caughtUp, cancellation);
                commits += step.Commits;
                if (step.Decided is { } decided && log?.IsEnabled(LogLevel.Information) == true)
                    log.LogInformation(
                        "{Employer}: {Claims} claims decided, {Outcomes}", run.Shard.Employer, decided.Values.Sum(),
                        string.Join(", ", decided.OrderBy(one => one.Key).Select(
                            one => $"{one.Value} {one.Key.ToString().ToLowerInvariant()}")));
                if (step.Announced)
                    await storage.SendAsync(
                        LedgerNames.StopLossQueue, run.Shard.Partition, cancellation: cancellation);
                if (step.SetAside is { } items)
                    await new SetAsideCounts(storage).WriteAsync(run.Shard, items, cancellation);
                if (step.Finished || slice is { IsOver: true }) return commits;
                caughtUp = true;
            }
            catch (ConflictException)
            {
                // The lease ran out under us and someone else committed: read what they did, and decide again.
                LedgerTelemetry.Conflicted(run.Shard);
                caughtUp = false;
            }
            catch (ApplyFailedException failed)
            {
                await new BlockedEntries(storage).RecordAsync(
                    run.Shard.Employer, run.Shard.Shard, failed.Position, failed.InnerException!, time.GetUtcNow(),
                    cancellation);
                throw;
            }
        }
    }
}
