using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>A member and what is paid for her in a plan year (rule 5.18).</summary>
/// <param name="Triggers">The names of the categories that her lines match (rule 4.11).</param>
public sealed record Claimant(string MemberId, Cents Paid, IReadOnlyList<string> Triggers)
{
    /// <summary>Those paid at least an amount, by id; of a member in families of several shards, the sum.</summary>
    /// <param name="claimants">All shards', whatever they were paid.</param>
    public static IReadOnlyList<Claimant> AtLeast(Cents amount, IEnumerable<Claimant> claimants) =>
    [
        .. claimants.GroupBy(claimant => claimant.MemberId)
            .Select(member => new Claimant(
                member.Key,
                member.Sum(one => one.Paid),
                [.. member.SelectMany(one => one.Triggers).Distinct().Order(StringComparer.Ordinal)]))
            .Where(member => member.Paid >= amount)
            .OrderBy(member => member.MemberId, StringComparer.Ordinal),
    ];
}
