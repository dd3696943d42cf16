using System.Globalization;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Reading;

/// <summary>A change made over HTTP, or a close by the timer.</summary>
public sealed record AuditEntry(DateTimeOffset At, string Who, string What, string? Subject);

/// <summary>
/// Who changed what, when, over HTTP or by the timer: a row each, which the change's own transaction writes; the journal writes those of
/// its entries.
/// </summary>
public sealed class AuditTrail(ILedgerStorage storage)
{
    /// <summary>The row of a change, to be committed with the change itself: neither is there without the other.</summary>
    /// <param name="who">The caller's name.</param>
    public static RowAction Entry(string employer, DateTimeOffset at, string who, string what, string subject) =>
        RowAction.Insert(JournalRows.ToAuditRow(employer, at, Guid.NewGuid().ToString("N"), who, what, subject));

    /// <summary>Oldest first.</summary>
    public async Task<IReadOnlyList<AuditEntry>> ReadAsync(string employer, CancellationToken cancellation)
    {
        var entries = new List<AuditEntry>();
        await foreach (var row in storage.QueryAsync(employer, JournalRows.AuditPrefix, cancellation))
            entries.Add(new AuditEntry(
                DateTimeOffset.ParseExact(row.RequiredText("at"), "O", CultureInfo.InvariantCulture),
                row.RequiredText("who"), row.RequiredText("what"), row.Text("subject")));
        return entries;
    }
}
