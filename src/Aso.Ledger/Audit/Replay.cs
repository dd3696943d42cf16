using System.Text.Json;

namespace Aso.Ledger;

/// <summary>
/// Law 4: builds an employer's ledger again, elsewhere, from its dropped files and kept changes alone, and compares.
/// </summary>
/// <param name="prepare">
/// Prepares what is next in the target's journal of an employer: the intake, on the target.
/// </param>
public sealed class Replay(
    ILedgerStorage source,
    ILedgerStorage target,
    Func<string, CancellationToken, Task> prepare,
    TimeProvider time)
{
    private readonly Journal _sourceJournal = new(source);
    private readonly Journal _targetJournal = new(target);

    /// <summary>Feeds the target, which knows nothing of the employer yet; answers what differs.</summary>
    public async Task<IReadOnlyList<Finding>> RunAsync(string employer, CancellationToken cancellation = default)
    {
        var shards = (await _sourceJournal.EmployerAsync(employer, cancellation))?.Shards ?? 0;
        if (shards > 0) await _targetJournal.FixShardsAsync(employer, shards, cancellation);
        await foreach (var entry in _sourceJournal.EntriesAfterAsync(employer, 0, cancellation))
        {
            if (!entry.IsFinal) break;
            await FeedAsync(entry, cancellation);
        }

        var worker = new ShardWorker(target, _targetJournal, new ShardCache(target), time);
        var found = new List<Finding>();
        for (var shard = 0; shard < shards; shard++)
        {
            var id = new ShardId(employer, shard);
            await worker.ApplyReadyAsync(id, cancellation);
            await CompareAsync(id, found, cancellation);
        }

        return found;
    }

    private async Task FeedAsync(JournalEntry entry, CancellationToken cancellation)
    {
        if (entry.File is null)
        {
            await _targetJournal.AppendAsync(
                entry.Employer, HttpChange.Read(entry), entry.Received, entry.BusinessDate, entry.Who, cancellation);
            return;
        }

        var file = await CopyAsync(entry, entry.File, cancellation);
        var registered = await _targetJournal.RegisterAsync(
            entry.Employer, entry.Kind, file, entry.Received, entry.BusinessDate, cancellation);
        if (registered.Entry.Sequence != entry.Sequence)
            throw new InvalidOperationException(
                $"the target gave entry {entry.Sequence} of {entry.Employer} another sequence: it was not empty");
        // What failed then may not fail now, and must not count now.
        if (entry.State == EntryState.Failed)
            await _targetJournal.CompleteAsync(
                registered.Entry, new Preparation(EntryState.Failed) { Outcome = entry.Outcome }, cancellation);
        else await prepare(entry.Employer, cancellation);
    }

    private async Task<DroppedFile> CopyAsync(JournalEntry entry, DroppedFile file, CancellationToken cancellation)
    {
        await using var from = await source.OpenBlobAsync(file.Blob, file.Snapshot, cancellation)
            ?? throw new CorruptLedgerException(
                entry.Employer, JournalRows.EntryKey(entry.Sequence), $"its file {file.Blob} is gone");
        using var content = new MemoryStream();
        await from.CopyToAsync(content, cancellation);
        await target.PutBlobAsync(file.Blob, content.ToArray(), cancellation);
        return file with { Snapshot = await target.FreezeBlobAsync(file.Blob, cancellation) };
    }

    private async Task CompareAsync(ShardId shard, List<Finding> found, CancellationToken cancellation)
    {
        var reader = new LedgerReader(target);
        var was = await new LedgerReader(source).HeadAsync(shard, cancellation);
        var now = await reader.HeadAsync(shard, cancellation);
        // The source may have been read with work still to do: as far as it came, the replay must have come the same.
        var hash = now.Events == was.Events ? now.Hash : await HashAfterAsync(shard, was.Events, cancellation);
        if (hash != was.Hash)
            found.Add(new Finding(4, $"{shard}/head hash", was.Hash.ToString(), hash.ToString()));
        if (now.Events != was.Events) return;
        var (expected, actual) = (TotalsOf(was), TotalsOf(now));
        if (expected != actual) found.Add(new Finding(4, $"{shard}/head totals", expected, actual));
    }

    private static string TotalsOf(Head head) =>
        JsonSerializer.Serialize(HeadState.Read(head.State).Totals, LedgerJson.Options);

    private async Task<ChainHash> HashAfterAsync(ShardId shard, long events, CancellationToken cancellation)
    {
        var chain = new HashChain(default);
        var rows = target.QueryAsync(shard.Partition, ShardRows.LogKey(1), ShardRows.LogEnd, cancellation);
        await foreach (var row in rows)
        {
            foreach (var record in CommitDraft.Records(row.Payload))
            {
                if (events-- <= 0) return chain.Hash;
                chain.Add(record.Span);
            }
        }

        return chain.Hash;
    }
}
