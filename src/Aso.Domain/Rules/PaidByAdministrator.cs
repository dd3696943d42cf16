using Aso.Domain.Values;

namespace Aso.Domain.Rules;

/// <summary>Lines that the administrator has adjudicated and paid already (rule 3.30).</summary>
public static class PaidByAdministrator
{
    /// <summary>
    /// A given amount over the months of a long-term disability: each in order up to ours, the rest on the last.
    /// </summary>
    /// <param name="ours">What our rules pay by month; at least one month.</param>
    public static Cents[] OverMonths(Cents given, IReadOnlyList<Cents> ours)
    {
        var months = new Cents[ours.Count];
        var rest = given;
        for (var index = 0; index < months.Length; index++)
        {
            months[index] = Cents.Min(rest, ours[index]);
            rest -= months[index];
        }

        months[^1] += rest;
        return months;
    }
}
