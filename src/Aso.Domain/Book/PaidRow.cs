using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>What was paid of a benefit for an incurred month in a paid month (rule 5.18).</summary>
/// <param name="Claims">
/// Those with a line of it that is not denied, as in rule 5.3: a void counts −1 in the month of its own paid date.
/// </param>
public sealed record PaidRow(Benefit Benefit, Month Incurred, Month PaidIn, Cents Paid, long Claims)
{
    /// <summary>Shards' rows as one, in order; what comes to nothing is left out.</summary>
    public static IReadOnlyList<PaidRow> Sum(IEnumerable<PaidRow> rows) =>
    [
        .. rows.GroupBy(row => (row.Benefit, row.Incurred, row.PaidIn))
            .Select(row => new PaidRow(
                row.Key.Benefit, row.Key.Incurred, row.Key.PaidIn,
                row.Sum(one => one.Paid), row.Sum(one => one.Claims)))
            .Where(row => !row.Paid.IsZero || row.Claims != 0)
            .OrderBy(row => row.Benefit)
            .ThenBy(row => row.Incurred)
            .ThenBy(row => row.PaidIn),
    ];
}
