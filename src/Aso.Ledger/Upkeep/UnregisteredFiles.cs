using System.Collections.Concurrent;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Upkeep;

/// <summary>A dropped file as its container lists it.</summary>
internal readonly record struct FoundFile(BlobName Blob, string Version, DateTimeOffset Modified);

/// <summary>
/// Dropped files that are in no journal. Each run lists the containers; the journals are asked about what this process
/// has not seen before, employer by employer.
/// </summary>
internal sealed class UnregisteredFiles(ILedgerStorage storage, EmployerJournal journal, TimeProvider time)
{
    /// <summary>
    /// After a list that took longer than <see cref="ShortList"/>, the next comes after so many times as long: a list
    /// grows with the files that were ever dropped, and it only makes up for events that were lost.
    /// </summary>
    private const int Pauses = 10;

    private static readonly TimeSpan ShortList = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    /// <summary>Bounds what is held of a list; their employers are then asked about together.</summary>
    private const int FilesAtOnce = 5000;

    /// <summary>How much later than its time a file may be listed first.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromHours(1);

    /// <summary>Files seen that changed after <see cref="_allSeen"/>.</summary>
    private readonly ConcurrentDictionary<BlobName, (string Version, DateTimeOffset Modified)> _seen = new();

    /// <summary>Every file that changed by then was seen: UTC ticks.</summary>
    private long _allSeen;

    private DateTimeOffset _nextList;

    /// <summary>When the newest file that was ever listed changed: UTC ticks.</summary>
    private long _newest;

    /// <summary>The oldest first, none in a pause; and when the newest that was listed changed, in UTC ticks.</summary>
    /// <param name="failures">Where a journal could not be asked, what went wrong is added.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<(IReadOnlyList<FoundFile> Files, long Newest)> FindAsync(
        List<Exception> failures, CancellationToken cancellation)
    {
        var began = time.GetUtcNow();
        if (began < _nextList) return ([], 0);
        var newest = 0L;
        var unregistered = new ConcurrentQueue<FoundFile>();
        var unknown = new List<FoundFile>();
        foreach (var container in FileIntake.Containers.Keys)
        {
            await foreach (var listed in storage.ListBlobsAsync(container, "", cancellation))
            {
                var file = new FoundFile(new BlobName(container, listed.Name), listed.Version, listed.Modified);
                newest = Math.Max(newest, file.Modified.UtcTicks);
                _newest = Math.Max(_newest, newest);
                if (file.Modified.UtcTicks <= _allSeen
                    || (_seen.TryGetValue(file.Blob, out var seen) && seen.Version == file.Version)) continue;
                unknown.Add(file);
                if (unknown.Count < FilesAtOnce) continue;
                failures.AddRange(await AskAsync(unknown, unregistered, cancellation));
            }
        }

        failures.AddRange(await AskAsync(unknown, unregistered, cancellation));
        var taken = time.GetUtcNow() - began;
        if (taken > ShortList)
            _nextList = time.GetUtcNow() + TimeSpan.FromTicks(Math.Min(taken.Ticks * Pauses, LongestPause.Ticks));
        var found = unregistered.OrderBy(file => file.Modified)
            .ThenBy(file => file.Blob.ToString(), StringComparer.Ordinal);
        return ([.. found], newest);
    }

    /// <summary>The file is registered, or need not be.</summary>
    public void Note(FoundFile file)
    {
        if (file.Modified.UtcTicks > _newest - Late.Ticks) _seen[file.Blob] = (file.Version, file.Modified);
    }

    /// <summary>Every file of a run has been noted: what is older need not be remembered one by one.</summary>
    /// <param name="newest">As the run returned it.</param>
    public void NoteAll(long newest)
    {
        _allSeen = Math.Max(_allSeen, newest - Late.Ticks);
        foreach (var (blob, seen) in _seen)
            if (seen.Modified.UtcTicks <= _allSeen) _seen.TryRemove(blob, out _);
    }

    /// <summary>Asks the journals about the files, and empties the list of them.</summary>
    private async Task<IReadOnlyList<Exception>> AskAsync(
        List<FoundFile> unknown, ConcurrentQueue<FoundFile> unregistered, CancellationToken cancellation)
    {
        var failures = await EmployerList.ForEachAsync(
            unknown.GroupBy(file => FileIntake.EmployerOf(file.Blob)).ToList(),
            async files =>
            {
                var registered = EmployerName.IsValid(files.Key)
                    ? await journal.RegisteredAsync(
                        files.Key, [.. files.Select(file => (file.Blob, file.Version))], cancellation)
                    : [];
                var blobs = registered.Select(file => file.Blob).ToHashSet();
                foreach (var file in files)
                {
                    if (blobs.Contains(file.Blob)) Note(file);
                    else unregistered.Enqueue(file);
                }
            });
        unknown.Clear();
        return failures;
    }
}
