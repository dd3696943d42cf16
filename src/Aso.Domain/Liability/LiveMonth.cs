using Aso.Domain.Accumulators;
using Aso.Domain.Values;

namespace Aso.Domain.Liability;

/// <summary>The month through which live figures are to date (rule 5.2).</summary>
public static class LiveMonth
{
    /// <summary>
    /// The first open month, or the latest month that anything of the employer was posted to, if that is later: as if
    /// it closed now.
    /// </summary>
    public static Month Determine(Month openMonth, Totals totals)
    {
        return totals.Years.Values
            .Where(year => year.Months.Count > 0)
            .Select(year => year.Months.Keys.Last())
            .Append(openMonth)
            .Max();
    }
}
