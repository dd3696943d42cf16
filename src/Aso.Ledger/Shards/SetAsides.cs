using System.Globalization;
using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Shards;

/// <summary>How many items of an employer's journal are set aside, on all its shards.</summary>
public sealed record SetAsideItems(string Employer, long Items)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Items} of {Employer}");
}

/// <summary>An item that is set aside, and where.</summary>
public sealed record SetAsideFound(SetAsideItem Id, ItemSetAside Item)
{
    /// <summary>A claim's place in its file; null: it has none, or cannot be read.</summary>
    public long? PositionInFile
    {
        get
        {
            if (Item.Kind != ItemKind.Claim) return null;
            try
            {
                return ChunkReader.ReadClaim(Item.Content).Position;
            }
            catch (FormatException)
            {
                return null;
            }
        }
    }
}

/// <summary>
/// How many items each shard has set aside, in a few rows for people to see; nothing is decided by it. The heads know
/// it, and a sweep brings these rows in line with them.
/// </summary>
public sealed class SetAsides(ILedgerStorage storage)
{
    private const string Partition = "~set-aside";

    private readonly LedgerReader _reader = new(storage);

    /// <summary>By employer; those that have none are not among them. One query, of rows that are mostly not there.</summary>
    public async Task<IReadOnlyList<SetAsideItems>> ReadAsync(CancellationToken cancellation = default)
    {
        var found = new SortedDictionary<string, long>(StringComparer.Ordinal);
        await foreach (var row in storage.QueryAsync(Partition, "", "~", cancellation))
            if (ShardId.TryParse(row.Key, out var shard))
                found[shard.Employer] = found.GetValueOrDefault(shard.Employer) + row.RequiredNumber("items");
        return [.. found.Select(employer => new SetAsideItems(employer.Key, employer.Value))];
    }

    /// <summary>Every item of an employer's journal that is set aside, by shard and in the journal's order.</summary>
    public async Task<IReadOnlyList<SetAsideFound>> ListAsync(
        string employer, ShardCache shards, CancellationToken cancellation = default)
    {
        var found = new List<SetAsideFound>();
        if (await _reader.ViewAsync(employer, cancellation) is not { } view) return found;
        foreach (var (shard, head) in view.Heads.Index())
        {
            if (head.SetAside == 0) continue;
            found.AddRange(await shards.UseAsync(
                new ShardId(employer, shard),
                warm => Task.FromResult(warm.Book.ItemsSetAside.Select(item => new SetAsideFound(
                    new SetAsideItem(shard, item.Sequence, item.Index), item)).ToList()),
                cancellation: cancellation));
        }

        return found;
    }

    /// <summary>Has items applied again, by as few entries of the journal as they fit; answers the last of them.</summary>
    /// <param name="items">At least one.</param>
    /// <param name="who">Who asked, for the audit trail.</param>
    public static async Task<JournalEntry> RetryAsync(
        EmployerJournal journal, string employer, IEnumerable<SetAsideItem> items, DateTimeOffset now, DateOnly today, string who,
        CancellationToken cancellation = default)
    {
        JournalEntry? last = null;
        foreach (var some in items.Chunk(RetryChange.ItemsMax))
            last = (await journal.AppendAsync(
                employer, new RetryChange(some), now, today, who, cancellation)).Entry;
        return last ?? throw new ArgumentException("An item was expected.", nameof(items));
    }

    /// <summary>Brings the rows there are in line with the heads; answers as <see cref="ReadAsync"/>.</summary>
    public async Task<IReadOnlyList<SetAsideItems>> ReviewAsync(CancellationToken cancellation = default)
    {
        foreach (var row in await storage.QueryAsync(Partition, "", "~", cancellation).ToListAsync(cancellation))
        {
            if (!ShardId.TryParse(row.Key, out var shard)) continue;
            var items = (await _reader.HeadAsync(shard, cancellation)).SetAside;
            if (items != row.RequiredNumber("items")) await NoteAsync(shard, items, cancellation);
        }

        return await ReadAsync(cancellation);
    }

    /// <summary>Brings an employer's rows in line with its heads, where a worker died before it did.</summary>
    internal async Task NoteAsync(LedgerView view, CancellationToken cancellation)
    {
        foreach (var (shard, head) in view.Heads.Index())
            if (head.SetAside > 0)
                await NoteAsync(new ShardId(view.Employer.Name, shard), head.SetAside, cancellation);
    }

    internal async Task NoteAsync(ShardId shard, long items, CancellationToken cancellation)
    {
        var action = items > 0
            ? RowAction.Upsert(new Row(Partition, shard.Partition).With("items", items))
            : RowAction.Delete(Partition, shard.Partition);
        try
        {
            await storage.CommitAsync(Partition, [action], cancellation);
        }
        catch (ConflictException)
        {
            // It was not there.
        }
    }
}
