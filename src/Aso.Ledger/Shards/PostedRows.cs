namespace Aso.Ledger.Shards;

/// <summary>Log rows, the first and the last of them included.</summary>
public readonly record struct LogRange(long First, long Last);

/// <summary>
/// Between which log rows a month's decisions lie: a fold of the log, so that a close need not read all of it.
/// </summary>
internal sealed class PostedRows
{
    private readonly Dictionary<Month, LogRange> _months = [];

    /// <summary>Null: none counts in the month.</summary>
    public LogRange? Find(Month month) => _months.TryGetValue(month, out var rows) ? rows : null;

    /// <summary>Decisions of the month lie in these rows, which come after all that were added before.</summary>
    public void Add(Month month, LogRange rows) =>
        _months[month] = _months.TryGetValue(month, out var before) ? before with { Last = rows.Last } : rows;
}
