using System.Text.Json;
using Aso.Ledger.Closing;
using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Audit;

/// <summary>
/// Law 4: builds an employer's ledger again, elsewhere, from its dropped files and journal alone, and compares.
/// With a target that persists, this is also how an employer moves to another account. Doing it again continues from
/// where it stopped.
/// </summary>
/// <param name="settle">
/// Does on the target what the app does with an entry that has arrived: prepares a file, closes a month.
/// </param>
public sealed class Replay(
    ILedgerStorage source,
    ILedgerStorage target,
    Func<JournalEntry, CancellationToken, Task> settle,
    TimeProvider time)
{
    private readonly EmployerJournal _sourceJournal = new(source);
    private readonly EmployerJournal _targetJournal = new(target);

    /// <summary>Feeds the target, where nothing else may be at work on the employer; returns what differs.</summary>
    public async Task<IReadOnlyList<Finding>> RunAsync(string employer, CancellationToken cancellation = default)
    {
        var known = await _sourceJournal.EmployerAsync(employer, cancellation);
        var shards = known?.Shards ?? 0;
        if (shards > 0)
        {
            var secondEditionFrom = known!.SecondEditionFrom ?? throw new InvalidOperationException(
                $"the ledger of {employer} is of the first edition of the rules: the app must have opened it before");
            await _targetJournal.FixShardsAsync(employer, shards, secondEditionFrom, cancellation);
            if (secondEditionFrom > 0) await CopyStatementsAsync(employer, cancellation);
        }

        await foreach (var entry in _sourceJournal.EntriesAfterAsync(employer, 0, cancellation))
        {
            if (!entry.IsFinal) break;
            var there = await _targetJournal.ReadAsync(employer, entry.Sequence, cancellation)
                ?? await FeedAsync(entry, cancellation);
            // The target has another entry there: nothing after it could be equal.
            if (Named(there) != Named(entry))
                return [new Finding(4, $"journal entry {entry.Sequence}", Named(entry), Named(there))];
            await SettleAsync(entry, there, cancellation);
        }

        var worker = new ShardWorker(target, _targetJournal, new ShardCache(target), time);
        var found = new List<Finding>();
        for (var shard = 0; shard < shards; shard++)
        {
            var id = new ShardId(employer, shard);
            await worker.ApplyReadyAsync(id, cancellation: cancellation);
            await CompareAsync(id, found, cancellation);
        }

        foreach (var prefix in (string[])[StatementStore.Prefix, StatementStore.LatestPrefix])
            await CompareStatementsAsync(employer, prefix, found, cancellation);
        return found;
    }

    /// <summary>Statements of the first edition stand as they were made: this program makes none such.</summary>
    private async Task CopyStatementsAsync(string employer, CancellationToken cancellation)
    {
        await foreach (var row in source.QueryAsync(employer, StatementStore.Prefix, cancellation))
            if (StatementStore.ToStatement(row).Edition == Editions.First)
                await target.CommitAsync(employer, [RowAction.Upsert(row)], cancellation);
    }

    private static string Named(JournalEntry entry) => $"{entry.Sequence} {entry.Kind} {entry.File?.Blob}";

    private async Task<JournalEntry> FeedAsync(JournalEntry entry, CancellationToken cancellation)
    {
        var fed = entry.File is null
            ? await _targetJournal.AppendAsync(
                entry.Employer, HttpChange.Read(entry), entry.Received, entry.BusinessDate, entry.Who, cancellation)
            : await _targetJournal.RegisterAsync(
                entry.Employer, entry.Kind, await FileAsync(entry, entry.File, cancellation), entry.Received,
                entry.BusinessDate, entry.Dropped, cancellation);
        return fed.Entry;
    }

    private async Task SettleAsync(JournalEntry entry, JournalEntry there, CancellationToken cancellation)
    {
        // What failed then may not fail now, and must not count now. Before documents could go back, one that had been
        // replaced was a duplicate too.
        if (!(entry.State == EntryState.Failed || entry is { Kind: EntryKind.Plan, State: EntryState.Duplicate }))
            await settle(there, cancellation);
        else if (!there.IsFinal)
            await _targetJournal.CompleteAsync(
                there with { DuplicateOf = entry.DuplicateOf },
                new Preparation(entry.State) { Content = entry.Content, Outcome = entry.Outcome }, cancellation);
    }

    /// <summary>As the target knows it: its own version and snapshot.</summary>
    private async Task<DroppedFile> FileAsync(JournalEntry entry, DroppedFile file, CancellationToken cancellation)
    {
        // It may have failed because it was gone.
        if (entry.State == EntryState.Failed) return file;
        await using var from = await source.OpenBlobAsync(file.Blob, file.Snapshot, cancellation)
            ?? throw new CorruptLedgerException(
                entry.Employer, JournalRows.EntryKey(entry.Sequence), $"its file {file.Blob} is gone");
        using var content = new MemoryStream();
        await from.CopyToAsync(content, cancellation);
        await target.PutBlobAsync(file.Blob, content.ToArray(), cancellation);
        var copied = await target.DescribeBlobAsync(file.Blob, cancellation)
            ?? throw new InvalidOperationException($"{file.Blob} was removed from the target while it was copied");
        return file with
        {
            // An event of the target's blob must find it registered.
            ETag = copied.Version,
            Snapshot = await target.FreezeBlobAsync(file.Blob, cancellation),
        };
    }

    private async Task CompareAsync(ShardId shard, List<Finding> found, CancellationToken cancellation)
    {
        var reader = new LedgerReader(target);
        var was = await new LedgerReader(source).HeadAsync(shard, cancellation);
        var now = await reader.HeadAsync(shard, cancellation);
        // The source may have been read with work still to do: up to that point the replay must be equal.
        var hash = now.Events == was.Events ? now.Hash : await HashAfterAsync(shard, was.Events, cancellation);
        if (hash != was.Hash)
            found.Add(new Finding(4, $"{shard}/head hash", was.Hash.ToString(), hash.ToString()));
        if (now.Events != was.Events) return;
        var (expected, actual) = (TotalsOf(was), TotalsOf(now));
        if (expected != actual) found.Add(new Finding(4, $"{shard}/head totals", expected, actual));
    }

    private async Task CompareStatementsAsync(
        string employer, string prefix, List<Finding> found, CancellationToken cancellation)
    {
        await foreach (var was in source.QueryAsync(employer, prefix, cancellation))
        {
            var now = await target.ReadAsync(employer, was.Key, cancellation);
            if (now is null) found.Add(new Finding(4, $"{employer}/{was.Key}", "a statement", "none"));
            else if (!now.Payload.Span.SequenceEqual(was.Payload.Span))
                found.Add(new Finding(4, $"{employer}/{was.Key}", Text(was), Text(now)));
        }

        static string Text(Row row) => System.Text.Encoding.UTF8.GetString(row.Payload.Span);
    }

    private static string TotalsOf(Head head) =>
        JsonSerializer.Serialize(head.ReadState().Totals, LedgerJson.Options);

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
