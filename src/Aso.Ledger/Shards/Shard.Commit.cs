using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Shards;

/// <summary>What is written in a commit: head, log rows, announcements, and the cut of a month that it closes.</summary>
public sealed partial class Shard
{
    /// <summary>A commit that is being written, or failed: then whoever waits for it learns so.</summary>
    private (Head Head, Task<string?> Version)? _writing;

    /// <summary>
    /// Begins to write the draft, whose events <see cref="ShardBook"/> has applied already, in one transaction: the head,
    /// the log rows, the announcements, the cut. The next draft may be filled meanwhile; until <see cref="SettleAsync"/>
    /// the shard is stale. <paramref name="applied"/> is what is next after it.
    /// </summary>
    public void StartCommit(CommitDraft draft, Position applied, CancellationToken cancellation = default)
    {
        ThrowIfStale();
        // Whatever happens on the way, a draft that is not known to be written leaves the book ahead of the log.
        IsStale = true;
        var rows = draft.Finish();
        var head = Head with
        {
            LogRows = Head.LogRows + rows.Count,
            Events = Head.Events + draft.Events,
            Applied = applied,
            OpenMonth = Book.OpenMonth,
            WaitsUntil = Book.WaitsUntil,
            Hash = draft.Hash,
            Snapshot = _snapshot.Written,
            State = HeadState.PackHead(Book),
        };
        foreach (var month in draft.Posted) _posted.Add(month, new LogRange(Head.LogRows + 1, head.LogRows));
        _writing = (head, WriteAsync(ActionsOf(draft, rows, head), rows, Head.LogRows, cancellation));
    }

    /// <summary>Waits until what was begun is written; nothing was: at once.</summary>
    /// <exception cref="ConflictException">Someone else committed first: this shard is stale.</exception>
    public async Task SettleAsync()
    {
        if (_writing is not { } writing) return;
        Head = writing.Head with { Version = await writing.Version };
        _writing = null;
        Cursor = Head.Applied;
        _chain = new HashChain(Head.Hash);
        // Its version is not known where its answer was lost: it is read again.
        IsStale = Head.Version is null;
    }

    /// <summary>The book holds what is not to be written: this shard is stale.</summary>
    public void Abandon() => IsStale = true;

    /// <summary>Writes a commit, and extends the snapshot where the log has outgrown it; the next head points to it.</summary>
    private async Task<string?> WriteAsync(
        List<RowAction> actions, IReadOnlyList<PackedRow> rows, long before, CancellationToken cancellation)
    {
        var versions = await _storage.CommitOwnAsync(Id.Partition, actions, cancellation);
        for (var index = 0; index < rows.Count; index++)
            _snapshot.Add(before + index + 1, rows[index].Payload, rows[index].Hash);
        await _snapshot.ExtendAsync(cancellation);
        return versions[0];
    }

    private List<RowAction> ActionsOf(CommitDraft draft, IReadOnlyList<PackedRow> rows, Head head)
    {
        var headRow = ShardRows.ToRow(Id, head);
        List<RowAction> actions =
        [
            Head.Version is { } version ? RowAction.Replace(headRow, version) : RowAction.Insert(headRow),
        ];
        for (var index = 0; index < rows.Count; index++)
        {
            var number = Head.LogRows + index + 1;
            actions.Add(RowAction.Insert(ShardRows.ToRow(Id, number, rows[index], head.Applied)));
        }

        ShardOutbox.AddRows(actions, Id, head.LogRows, draft.Announcements);
        if (draft.Cut is { } cut)
        {
            var posted = _posted.Find(cut.Month);
            actions.Add(RowAction.Insert(ShardRows.ToCutRow(Id, cut, posted)));
            // A month without a decision is exported too: its enrollment.
            actions.Add(RowAction.Insert(ShardOutbox.ToRow(Id, new DueRemittance(cut.Month, cut.Close.Received))));
        }

        return actions;
    }
}
