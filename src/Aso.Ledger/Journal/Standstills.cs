using System.Globalization;
using System.Runtime.CompilerServices;
using Aso.Ledger.Reading;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Journal;

/// <summary>
/// An entry of the journal on which our own code failed. What it holds up waits, so that nothing is left out: its shard,
/// or, where the file could not be prepared, its employer's later entries.
/// </summary>
/// <param name="Shard">Null: the file could not be prepared.</param>
/// <param name="At">The entry, and which item of the shard's part of it.</param>
/// <param name="Since">When it was first met there.</param>
/// <param name="Cause">The error's type: its message may quote what a file says of a person.</param>
public sealed record Standstill(string Employer, int? Shard, Position At, DateTimeOffset Since, string Cause)
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

/// <summary>Which entries stand still, for people to see; nothing is decided by it.</summary>
public sealed class Standstills(ILedgerStorage storage, EmployerJournal journal)
{
    private const string Partition = "~standstills";
    private const string Files = "files";

    /// <summary>Those of an employer, or of all.</summary>
    public async IAsyncEnumerable<Standstill> ReadAsync(
        string? employer = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var (from, to) = employer is null ? ("", "~") : (employer + "~", employer + "~~");
        await foreach (var row in storage.QueryAsync(Partition, from, to, cancellation)) yield return ToStandstill(row);
    }

    /// <summary>Forgets those that have gone on; answers the others.</summary>
    public async Task<IReadOnlyList<Standstill>> ReviewAsync(CancellationToken cancellation = default)
    {
        var standing = new List<Standstill>();
        await foreach (var one in ReadAsync(cancellation: cancellation))
        {
            if (await IsOverAsync(one, cancellation)) await ForgetAsync(one, cancellation);
            else standing.Add(one);
        }

        return standing;
    }

    /// <summary>Keeps it, with the moment at which it was first met.</summary>
    internal async Task NoteAsync(
        string employer, int? shard, Position at, Exception cause, DateTimeOffset now, CancellationToken cancellation)
    {
        var key = KeyOf(employer, shard);
        var found = new Standstill(employer, shard, at, now, cause.GetType().Name);
        if (await storage.ReadAsync(Partition, key, cancellation) is { } row
            && ToStandstill(row) is var known && known.At == at && known.Cause == found.Cause) return;
        var noted = new Row(Partition, key)
            .With("sequence", at.Sequence)
            .With("item", at.Index)
            .With("since", now.ToString("O", CultureInfo.InvariantCulture))
            .With("cause", found.Cause);
        await storage.CommitAsync(Partition, [RowAction.Upsert(noted)], cancellation);
    }

    private async Task<bool> IsOverAsync(Standstill one, CancellationToken cancellation)
    {
        if (one.Shard is not { } shard)
            return await journal.ReadAsync(one.Employer, one.At.Sequence, cancellation) is not { IsFinal: false };
        var head = await new LedgerReader(storage).HeadAsync(new ShardId(one.Employer, shard), cancellation);
        return head.Applied.IsAfter(one.At);
    }

    private async Task ForgetAsync(Standstill one, CancellationToken cancellation)
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

    private static Standstill ToStandstill(Row row)
    {
        var parts = row.Key.Split('~');
        return new Standstill(
            parts[0],
            parts[1] == Files ? null : int.Parse(parts[1], CultureInfo.InvariantCulture),
            new Position(row.RequiredNumber("sequence"), row.RequiredNumber("item")),
            DateTimeOffset.ParseExact(row.RequiredText("since"), "O", CultureInfo.InvariantCulture),
            row.RequiredText("cause"));
    }
}
