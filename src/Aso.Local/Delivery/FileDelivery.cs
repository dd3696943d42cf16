using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;
using Aso.Local.Cli;
using Azure;
using Azure.Storage.Blobs;

namespace Aso.Local.Delivery;

/// <summary>How far a dropped file is.</summary>
/// <param name="Entry">Its place in the journal; null until it has arrived.</param>
/// <param name="Items">The claims or rows that the shards have to apply; for a plan, the shards.</param>
/// <param name="ItemsDone">How many of them are applied.</param>
/// <param name="WaitsForPlan">It has no place, because its employer has no plan and none is on the way.</param>
internal sealed record FileProgress(JournalEntry? Entry, long Items, long ItemsDone, bool WaitsForPlan = false)
{
    public bool IsDone => WaitsForPlan || (Entry is { IsFinal: true } && ItemsDone == Items);
}

/// <summary>Drops files and follows them by reading storage, so that it needs no URL and no key.</summary>
internal sealed class FileDelivery
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan HintAfter = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromMinutes(5);

    private readonly BlobServiceClient _blobs;
    private readonly AzureStorage _storage;
    private readonly EmployerJournal _journal;
    private readonly LedgerReader _reader;

    public FileDelivery(string connection)
    {
        _blobs = StorageClients.Blobs(connection);
        _storage = StorageClients.Ledger(connection);
        _journal = new EmployerJournal(_storage);
        _reader = new LedgerReader(_storage);
    }

    /// <summary>The transactions that watching took.</summary>
    public StorageCounts Counts => _storage.Counts;

    public async Task<IReadOnlyList<ShardId>> ShardsAsync(string employer, CancellationToken cancellation) =>
        [.. Enumerable.Range(0, (await _journal.EmployerAsync(employer, cancellation))?.Shards ?? 0)
            .Select(shard => new ShardId(employer, shard))];

    /// <summary>Whether the shard's outbox is empty.</summary>
    public Task<bool> IsOutboxEmptyAsync(ShardId shard, CancellationToken cancellation) =>
        new ShardOutbox(_storage).IsEmptyAsync(shard, cancellation);

    /// <summary>Uploads the file; returns what <see cref="FollowAsync"/> needs to find it again.</summary>
    public async Task<DroppedNow> DropAsync(Drop drop, CancellationToken cancellation)
    {
        var before = await _reader.ViewAsync(drop.Employer, cancellation);
        var version = await drop.UploadAsync(_blobs, cancellation);
        return new DroppedNow(
            drop,
            version,
            (before?.Employer.NextSequence ?? 1) - 1,
            before?.Heads.Index().ToDictionary(head => head.Index, head => head.Item.LogRows) ?? []);
    }

    /// <summary>Waits until the file has its place in the journal, or waits for a plan.</summary>
    /// <exception cref="CommandFailure">No progress for minutes.</exception>
    public Task WaitForArrivalAsync(DroppedNow dropped, CancellationToken cancellation) =>
        WaitAsync(dropped, progress => progress.WaitsForPlan || progress.Entry is not null, _ => { }, cancellation);

    /// <summary>Waits until the file is refused, or read and applied by every shard that has work of it.</summary>
    /// <param name="report">Called whenever it has come further.</param>
    /// <exception cref="CommandFailure">No progress for minutes.</exception>
    public Task<FileProgress> FollowAsync(
        DroppedNow dropped, Action<FileProgress> report, CancellationToken cancellation) =>
        WaitAsync(dropped, progress => progress.IsDone, report, cancellation);

    private async Task<FileProgress> WaitAsync(
        DroppedNow dropped,
        Func<FileProgress, bool> isEnough,
        Action<FileProgress> report,
        CancellationToken cancellation)
    {
        var progress = new FileProgress(null, 0, 0);
        var moved = TimeProvider.System.GetTimestamp();
        var hinted = false;
        while (true)
        {
            var now = await LookAsync(dropped, progress, cancellation);
            if (HasMoved(progress, now))
            {
                moved = TimeProvider.System.GetTimestamp();
                report(now);
            }

            progress = now;
            if (isEnough(progress)) return progress;
            var idle = TimeProvider.System.GetElapsedTime(moved);
            if (idle > GiveUpAfter) throw Stalled(dropped.Drop);
            if (idle > HintAfter && !hinted)
            {
                hinted = true;
                Terminal.Error($"{dropped.Drop}: no progress for a while; is `serve` running on this storage?");
            }

            await Task.Delay(Poll, cancellation);
        }
    }

    /// <summary>What the pipeline acknowledged about the entry; null where there is no acknowledgment.</summary>
    public async Task<byte[]?> AcknowledgmentAsync(JournalEntry entry, CancellationToken cancellation) =>
        await new Acknowledgments(_storage).ReadAsync(entry, cancellation);

    /// <summary>What was decided of the claims of a file.</summary>
    public async Task<DecisionSummary> DecisionsAsync(
        DroppedNow dropped, JournalEntry entry, CancellationToken cancellation)
    {
        var summary = new DecisionSummary();
        foreach (var share in entry.Manifest?.Shares ?? [])
        {
            var shard = new ShardId(entry.Employer, share.Shard);
            var after = dropped.LogRows.GetValueOrDefault(share.Shard);
            await foreach (var row in _reader.LogAsync(shard, after, cancellation))
            {
                foreach (var decided in row.Events.OfType<ClaimDecided>())
                    if (decided.Decision.Sequence == entry.Sequence) summary.Add(decided.Decision);
            }
        }

        return summary;
    }

    /// <summary>How many of its items are set aside.</summary>
    public async Task<long> SetAsideAsync(JournalEntry entry, CancellationToken cancellation) =>
        (await _reader.ViewAsync(entry.Employer, cancellation))?.SetAsideOf(entry) ?? 0;

    private async Task<FileProgress> LookAsync(DroppedNow dropped, FileProgress before, CancellationToken cancellation)
    {
        var entry = before.Entry is { IsFinal: true } final
            ? final
            : await FindAsync(dropped, before.Entry, cancellation);
        if (entry is null)
            return new FileProgress(null, 0, 0, await WaitsForPlanAsync(dropped, cancellation));
        // A duplicate is done when what it repeats is.
        var work = entry is { DuplicateOf: { } first }
            ? await _journal.ReadAsync(entry.Employer, first, cancellation)
            : entry;
        if (work is not { State: EntryState.Ready }) return new FileProgress(entry, 0, 0);
        var view = (await _reader.ViewAsync(work.Employer, cancellation))!;
        var shares = view.SharesOf(work);
        return new FileProgress(
            entry, shares.Sum(share => share.Items), shares.Sum(share => view.AppliedOf(work, share)));
    }

    private async Task<bool> WaitsForPlanAsync(DroppedNow dropped, CancellationToken cancellation) =>
        await _journal.NextToPrepareAsync(dropped.Drop.Employer, cancellation) is null
        && await new WaitingFiles(_storage).ReadAsync(dropped.Drop.Employer, cancellation)
            .AnyAsync(waiting => IsOf(waiting.File, dropped), cancellation);

    private static bool IsOf(DroppedFile file, DroppedNow dropped) =>
        file.Blob.ToString() == dropped.Drop.ToString()
        && new ETag(file.ETag.Trim('"')) == new ETag(dropped.Version.ToString().Trim('"'));

    /// <summary>How many of a file's claims wait for the enrollment of their member (rule 3.34).</summary>
    public async Task<long> WaitingForMemberAsync(JournalEntry entry, CancellationToken cancellation) =>
        (await _reader.ViewAsync(entry.Employer, cancellation))!.WaitingForMember().GetValueOrDefault(entry.Sequence);

    private async Task<JournalEntry?> FindAsync(DroppedNow dropped, JournalEntry? known, CancellationToken cancellation)
    {
        var employer = dropped.Drop.Employer;
        if (known is not null) return await _journal.ReadAsync(employer, known.Sequence, cancellation);
        if (await _journal.EmployerAsync(employer, cancellation) is null) return null;
        await foreach (var entry in _journal.EntriesAfterAsync(employer, dropped.After, cancellation))
        {
            if (entry.File is { } file && IsOf(file, dropped)) return entry;
        }

        return null;
    }

    private static bool HasMoved(FileProgress before, FileProgress now) =>
        before.Entry?.State != now.Entry?.State || before.ItemsDone != now.ItemsDone;

    private static CommandFailure Stalled(Drop drop) => new(
        $"{drop}: no progress for {GiveUpAfter.TotalMinutes:0} minutes.",
        "Check that `serve` is running on this storage, and its log. The file is safe in storage: it will be read when"
        + " the functions run, and dropping it again changes nothing.");
}

/// <summary>A file that was just uploaded.</summary>
/// <param name="After">Its journal entry comes after this sequence.</param>
/// <param name="LogRows">Its decisions come after these rows of each shard's log.</param>
internal sealed record DroppedNow(Drop Drop, ETag Version, long After, IReadOnlyDictionary<int, long> LogRows)
{
    /// <summary>Whether nothing of its employer had arrived before.</summary>
    public bool IsFirst => After == 0;
}
