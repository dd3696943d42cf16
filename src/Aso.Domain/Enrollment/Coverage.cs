using Aso.Domain.Plans;

namespace Aso.Domain.Enrollment;

/// <summary>
/// Questions to a member's rows of enrollment, which are in the order of their effective dates (section 3).
/// </summary>
public static class Coverage
{
    /// <summary>
    /// The row in force on a date: the one with the latest effective date on or before it, until its termination; an
    /// earlier row never comes back. −1: none.
    /// </summary>
    public static int RowInForce(ReadOnlySpan<EnrollmentRow> rows, DateOnly date)
    {
        var index = LatestUpTo(rows, date);
        return index >= 0 && rows[index].Termination <= date ? -1 : index;
    }

    public static bool Covers(ReadOnlySpan<EnrollmentRow> rows, Benefit benefit, DateOnly date)
    {
        var index = RowInForce(rows, date);
        return index >= 0 && rows[index].Benefits.Contains(benefit);
    }

    /// <summary>Whether the row in force lists any of the benefits.</summary>
    public static bool CoversAny(ReadOnlySpan<EnrollmentRow> rows, BenefitSet benefits, DateOnly date)
    {
        var index = RowInForce(rows, date);
        return index >= 0 && !rows[index].Benefits.Intersect(benefits).IsEmpty;
    }

    /// <summary>Whether the member was covered for the benefit on any day up to <paramref name="date"/>.</summary>
    public static bool CoveredUpTo(ReadOnlySpan<EnrollmentRow> rows, Benefit benefit, DateOnly date)
    {
        for (var index = LatestUpTo(rows, date); index >= 0; index--)
        {
            var row = rows[index];
            // A row that ends on or before its own first day was never in force.
            if (row.Benefits.Contains(benefit) && !(row.Termination <= row.Effective)) return true;
        }

        return false;
    }

    /// <summary>
    /// First day of the unbroken coverage for the benefit, across rows, that lasts on <paramref name="date"/>; the
    /// member must be covered on it.
    /// </summary>
    public static DateOnly UnbrokenSince(ReadOnlySpan<EnrollmentRow> rows, Benefit benefit, DateOnly date)
    {
        var index = RowInForce(rows, date);
        while (index > 0)
        {
            var before = rows[index - 1];
            if (!before.Benefits.Contains(benefit) || before.Termination < rows[index].Effective) break;
            index--;
        }

        return rows[index].Effective;
    }

    private static int LatestUpTo(ReadOnlySpan<EnrollmentRow> rows, DateOnly date)
    {
        var index = rows.Length - 1;
        while (index >= 0 && rows[index].Effective > date) index--;
        return index;
    }
}
