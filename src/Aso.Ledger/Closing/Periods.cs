using Aso.Ledger.Intake;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Closing;

/// <summary>Which months of an employer are closed: statements made and published.</summary>
public sealed class Periods(ILedgerStorage storage)
{
    private const string Key = "periods";

    /// <summary>The last month closed; null: none yet.</summary>
    public async Task<Month?> ClosedThroughAsync(string employer, CancellationToken cancellation = default) =>
        await storage.ReadAsync(employer, Key, cancellation) is { } row
            ? Month.TryParse(row.RequiredText("closedThrough"), out var month)
                ? month
                : throw new CorruptLedgerException(employer, Key, "a month was expected")
            : null;

    /// <summary>The next month to close; null without a plan (section 1, posting month).</summary>
    public async Task<Month?> NextAsync(
        string employer, IReadOnlyList<StoredPlan> plans, CancellationToken cancellation = default) =>
        await ClosedThroughAsync(employer, cancellation) is { } closed ? closed.Next
        : plans.Count > 0 ? plans.Min(plan => plan.Year.First)
        : null;

    /// <summary>The month is completely closed; only moves forward.</summary>
    public async Task SetClosedAsync(string employer, Month month, CancellationToken cancellation = default)
    {
        while (true)
        {
            var row = await storage.ReadAsync(employer, Key, cancellation);
            if (row is not null && string.CompareOrdinal(row.RequiredText("closedThrough"), month.ToString()) >= 0) return;
            var closed = new Row(employer, Key).With("closedThrough", month.ToString());
            try
            {
                await storage.CommitOwnAsync(
                    employer, [row is null ? RowAction.Insert(closed) : RowAction.Replace(closed, row.Version!)],
                    cancellation);
                return;
            }
            catch (ConflictException)
            {
                // Another worker closed it too: read it again.
            }
        }
    }
}
