using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Upkeep;

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

/// <summary>Items that are set aside: which they are, how they are retried, and how many the sweep finds.</summary>
public sealed class SetAsideItems(ILedgerStorage storage)
{
    private readonly LedgerReader _reader = new(storage);
    private readonly SetAsideCounts _counts = new(storage);

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

    /// <summary>Has items applied again, by as few entries of the journal as they fit; returns the last of them.</summary>
    /// <param name="items">At least one.</param>
    /// <param name="who">Who asked, for the audit trail.</param>
    public static async Task<JournalEntry> RetryAsync(
        EmployerJournal journal, string employer, IEnumerable<SetAsideItem> items, DateTimeOffset now, DateOnly today,
        string who, CancellationToken cancellation = default)
    {
        JournalEntry? last = null;
        foreach (var some in items.Chunk(RetryChange.ItemsMax))
            last = (await journal.AppendAsync(
                employer, new RetryChange(some), now, today, who, cancellation)).Entry;
        return last ?? throw new ArgumentException("An item was expected.", nameof(items));
    }

    /// <summary>Corrects the stored counts from the heads; returns them as <see cref="SetAsideCounts.ReadAsync"/>.</summary>
    public async Task<IReadOnlyList<SetAsideTotal>> ReviewAsync(CancellationToken cancellation = default)
    {
        foreach (var (shard, items) in await _counts.ByShardAsync(cancellation).ToListAsync(cancellation))
        {
            var actual = (await _reader.HeadAsync(shard, cancellation)).SetAside;
            if (actual != items) await _counts.WriteAsync(shard, actual, cancellation);
        }

        return await _counts.ReadAsync(cancellation);
    }

    /// <summary>Writes the counts of an employer's heads, where a worker died before it did.</summary>
    internal async Task RecordAsync(LedgerView view, CancellationToken cancellation)
    {
        foreach (var (shard, head) in view.Heads.Index())
            if (head.SetAside > 0)
                await _counts.WriteAsync(new ShardId(view.Employer.Name, shard), head.SetAside, cancellation);
    }
}
