using System.Globalization;
using System.Runtime.CompilerServices;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Journal;

/// <summary>
/// A journal entry that our own code failed on. Whatever comes after it is blocked until the cause is fixed, so that
/// nothing is skipped: the shard's later entries or, where the file could not be prepared, the employer's.
/// </summary>
/// <param name="Shard">Null: the file could not be prepared.</param>
/// <param name="At">The entry, and which item of the shard's part of it.</param>
/// <param name="Since">When the failure was first seen.</param>
/// <param name="Cause">The error's type: its message may quote what a file says of a person.</param>
public sealed record BlockedEntry(string Employer, int? Shard, Position At, DateTimeOffset Since, string Cause)
{
    public override string ToString()
    {
        var since = Since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var what = Shard is { } shard
            ? string.Create(
                CultureInfo.InvariantCulture, $"shard {shard} waits at item {At.Index} of entry {At.Sequence}")
            : string.Create(CultureInfo.InvariantCulture, $"files wait at entry {At.Sequence}");
        return $"{Employer}: {what} since {since}: {Cause}";
    }
}

/// <summary>The list of blocked entries, for people to see; nothing in the pipeline reads it.</summary>
public sealed class BlockedEntries(ILedgerStorage storage)
{
    /// <summary>A stored name: deployed ledgers have rows under it.</summary>
    private const string Partition = "~standstills";
    private const string Files = "files";

    /// <summary>Those of an employer, or of all.</summary>
    public async IAsyncEnumerable<BlockedEntry> ReadAsync(
        string? employer = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var (from, to) = employer is null ? ("", "~") : (employer + "~", employer + "~~");
        await foreach (var row in storage.QueryAsync(Partition, from, to, cancellation))
            yield return ToBlockedEntry(row);
    }

    /// <summary>Records it with the instant at which the failure was first seen.</summary>
    internal async Task RecordAsync(
        string employer, int? shard, Position at, Exception cause, DateTimeOffset now, CancellationToken cancellation)
    {
        var key = KeyOf(employer, shard);
        var found = new BlockedEntry(employer, shard, at, now, cause.GetType().Name);
        if (await storage.ReadAsync(Partition, key, cancellation) is { } row
            && ToBlockedEntry(row) is var known && known.At == at && known.Cause == found.Cause) return;
        var recorded = new Row(Partition, key)
            .With("sequence", at.Sequence)
            .With("item", at.Index)
            .With("since", now.ToString("O", CultureInfo.InvariantCulture))
            .With("cause", found.Cause);
        await storage.CommitAsync(Partition, [RowAction.Upsert(recorded)], cancellation);
    }

    internal async Task RemoveAsync(BlockedEntry one, CancellationToken cancellation)
    {
        try
        {
            await storage.CommitAsync(
                Partition, [RowAction.Delete(Partition, KeyOf(one.Employer, one.Shard))], cancellation);
        }
        catch (ConflictException)
        {
            // Another sweep was faster.
        }
    }

    private static string KeyOf(string employer, int? shard) =>
        shard is null ? $"{employer}~{Files}" : string.Create(CultureInfo.InvariantCulture, $"{employer}~{shard:D2}");

    private static BlockedEntry ToBlockedEntry(Row row)
    {
        var parts = row.Key.Split('~');
        return new BlockedEntry(
            parts[0],
            parts[1] == Files ? null : int.Parse(parts[1], CultureInfo.InvariantCulture),
            new Position(row.RequiredNumber("sequence"), row.RequiredNumber("item")),
            DateTimeOffset.ParseExact(row.RequiredText("since"), "O", CultureInfo.InvariantCulture),
            row.RequiredText("cause"));
    }
}
