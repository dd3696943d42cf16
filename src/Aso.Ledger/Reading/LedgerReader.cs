using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Reading;

/// <summary>
/// An employer's ledger at one moment, as its heads say: as many reads as shards, however many claims.
/// </summary>
public sealed record LedgerView(Employer Employer, IReadOnlyList<Head> Heads)
{
    private Totals? _totals;
    private IReadOnlyList<AdoptedPlan>? _plans;

    /// <summary>The first month that is open on every shard; null without a plan.</summary>
    public Month? OpenMonth => Heads.Count == 0 ? null : Heads.Min(head => head.OpenMonth);

    /// <summary>
    /// Some heads may be of the first edition of the rules, or of a version that did not count all that is asked for
    /// now: the shards' logs have it.
    /// </summary>
    public bool LacksTotals =>
        Employer.SecondEditionFrom is not { } from || Heads.Any(head => head.Applied.Sequence <= from)
        || Heads.Any(head => head.LogRows > 0 && head.ReadState().Further is null);

    /// <summary>Changes with every commit of any shard.</summary>
    public string Version
    {
        get
        {
            var hashes = new byte[Heads.Count * ChainHash.Bytes];
            for (var shard = 0; shard < Heads.Count; shard++)
                Heads[shard].Hash.Value.CopyTo(hashes.AsSpan(shard * ChainHash.Bytes));
            return Convert.ToHexStringLower(SHA256.HashData(hashes).AsSpan(0, 8));
        }
    }

    /// <summary>The shards' totals added up.</summary>
    public Totals Totals() =>
        _totals ??= Aso.Domain.Accumulators.Totals.Sum(Heads.Select(head => head.ReadState().Totals));

    /// <summary>The first day on which a claim's wait for its member is over (rule 3.34); null: none waits.</summary>
    public DateOnly? WaitsUntil => Heads.Min(head => head.WaitsUntil);

    /// <summary>How many claims wait for the enrollment of their member, by the file that brought them.</summary>
    public IReadOnlyDictionary<long, long> WaitingForMember() => Heads
        .Where(head => head.WaitsUntil is not null)
        .SelectMany(head => head.ReadState().Waiting ?? [])
        .GroupBy(file => file.Sequence, file => file.Claims)
        .ToDictionary(file => file.Key, file => file.Sum());

    /// <summary>False: the employer's first plan is not in force yet.</summary>
    public bool HasPlan => Plans().Count > 0;

    /// <summary>Every plan in force, as the shard that is furthest on knows it.</summary>
    public IReadOnlyList<AdoptedPlan> Plans() =>
        _plans ??= Heads.MaxBy(head => (head.Applied.Sequence, head.Applied.Index)) is { } furthest
            ? [.. furthest.ReadState().Plans.Select(
                plan => new AdoptedPlan(plan.Read(Employer.Name), plan.Version, plan.On))]
            : [];

    /// <summary>Whether a file is not prepared, or a shard has not applied all of its part.</summary>
    public bool IsWaiting(JournalEntry entry) =>
        !entry.IsFinal || SharesOf(entry).Any(share => AppliedOf(entry, share) < share.Items);

    /// <summary>
    /// What each shard has to apply of an entry: of a plan, the plan; it is in force once every shard has it. None
    /// where the entry is not ready.
    /// </summary>
    public IReadOnlyList<ShardShare> SharesOf(JournalEntry entry) => entry switch
    {
        { State: not EntryState.Ready } => [],
        { Kind: EntryKind.Plan } =>
            [.. Enumerable.Range(0, Heads.Count).Select(shard => new ShardShare(shard, 0, 1, 0))],
        _ => entry.Manifest?.Shares ?? [],
    };

    /// <summary>How many of an entry's items are set aside, on all shards.</summary>
    public long SetAsideOf(JournalEntry entry)
    {
        return Heads.Sum(head => head.ReadState().SetAside?
            .Where(count => count.Sequence == entry.Sequence).Sum(count => count.Items) ?? 0);
    }

    /// <summary>How many of an entry's items for a shard are applied, or set aside.</summary>
    public long AppliedOf(JournalEntry entry, ShardShare share)
    {
        var applied = Heads[share.Shard].Applied;
        if (applied.Sequence == entry.Sequence) return Math.Min(applied.Index, share.Items);
        return applied.Sequence > entry.Sequence ? share.Items : 0;
    }
}

/// <summary>One row of a shard's log, its events decoded.</summary>
public sealed record LogRow(ShardId Shard, long Number, string Hash, IReadOnlyList<LedgerEvent> Events);

/// <summary>Whether an event is meant, by its bytes.</summary>
internal delegate bool EventTest(ReadOnlySpan<byte> bytes);

/// <summary>What the ledger holds, read from its rows.</summary>
public sealed class LedgerReader(ILedgerStorage storage)
{
    /// <summary>Null: no such employer.</summary>
    public async Task<LedgerView?> ViewAsync(string employer, CancellationToken cancellation = default)
    {
        var row = await storage.ReadAsync(employer, JournalRows.EmployerKey, cancellation);
        if (row is null) return null;
        var known = JournalRows.ToEmployer(row);
        var heads = await Task.WhenAll(Enumerable.Range(0, known.Shards)
            .Select(shard => HeadAsync(new ShardId(employer, shard), cancellation)));
        return new LedgerView(known, heads);
    }

    /// <summary>The head of a shard; of one without a commit, an empty one.</summary>
    public async Task<Head> HeadAsync(ShardId shard, CancellationToken cancellation = default) =>
        await storage.ReadAsync(shard.Partition, ShardRows.HeadKey, cancellation) is { } row
            ? ShardRows.ToHead(row)
            : new Head();

    /// <summary>What a shard added up to when it closed a month; null where it has not.</summary>
    public async Task<HeadState?> CutAsync(ShardId shard, Month month, CancellationToken cancellation = default) =>
        await storage.ReadAsync(shard.Partition, ShardRows.CutKey(month), cancellation) is { } row
            ? HeadState.Read(row.Payload)
            : null;

    /// <summary>A shard's log from its first row on.</summary>
    public IAsyncEnumerable<LogRow> LogAsync(ShardId shard, CancellationToken cancellation = default) =>
        LogAsync(shard, 0, cancellation);

    /// <summary>The rows of a shard's log whose number is above <paramref name="after"/>.</summary>
    public IAsyncEnumerable<LogRow> LogAsync(ShardId shard, long after, CancellationToken cancellation = default) =>
        LogAsync(shard, ShardRows.LogKey(after + 1), ShardRows.LogEnd, cancellation);

    /// <summary>Rows of a shard's log as they are stored: see <see cref="Events"/>.</summary>
    internal IAsyncEnumerable<Row> RowsAsync(ShardId shard, LogRange rows, CancellationToken cancellation) =>
        storage.QueryAsync(
            shard.Partition, ShardRows.LogKey(rows.First), ShardRows.LogKey(rows.Last + 1), cancellation);

    /// <summary>The events of a row of the log, each decoded when it is asked for.</summary>
    /// <param name="isMeant">By an event's bytes; the others are left out.</param>
    internal static IEnumerable<LedgerEvent> Events(Row row, EventTest isMeant)
    {
        IEnumerator<ReadOnlyMemory<byte>>? records = null;
        try
        {
            while (Next(row, ref records, isMeant) is { } happened) yield return happened;
        }
        finally
        {
            records?.Dispose();
        }
    }

    private async IAsyncEnumerable<LogRow> LogAsync(
        ShardId shard, string from, string to, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var rows = storage.QueryAsync(shard.Partition, from, to, cancellation);
        await foreach (var row in rows)
            yield return new LogRow(
                shard, ShardRows.LogNumber(row), row.RequiredText("hash"), [.. Events(row, _ => true)]);
    }

    private static LedgerEvent? Next(Row row, ref IEnumerator<ReadOnlyMemory<byte>>? records, EventTest isMeant)
    {
        try
        {
            records ??= CommitDraft.Records(row.Payload).GetEnumerator();
            while (records.MoveNext())
                if (isMeant(records.Current.Span)) return EventFormat.Read(records.Current.Span);
            return null;
        }
        catch (FormatException damaged)
        {
            throw new CorruptLedgerException(row.Partition, row.Key, damaged.Message, damaged);
        }
    }
}
