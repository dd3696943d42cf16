using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Periods;

/// <summary>Who was enrolled in some months of a plan year, summed (rule 4.6).</summary>
/// <param name="ByTier">Subscriber-months, in the order of the plan's tiers.</param>
/// <param name="MemberMonths">Members of all families.</param>
public sealed record EnrolledMonths(IReadOnlyList<long> ByTier, long MemberMonths)
{
    /// <summary>The same by the tiers of the benefits that the stop-loss contract covers (rule 4.6).</summary>
    public IReadOnlyList<long> ContractByTier { get; init; } = ByTier;

    public static EnrolledMonths Sum(Plan plan, GroupTotals totals, IEnumerable<Month> months)
    {
        var (byTier, contractByTier) = (new long[plan.Tiers.Count], new long[plan.Tiers.Count]);
        long memberMonths = 0;
        foreach (var month in months)
        {
            if (!totals.Exposure.TryGetValue(month, out var exposure)) continue;
            for (var tier = 0; tier < exposure.SubscribersByTier.Length; tier++)
            {
                byTier[tier] += exposure.SubscribersByTier[tier];
                contractByTier[tier] += exposure.ContractSubscribers(tier);
            }

            memberMonths += exposure.Members;
        }

        return new EnrolledMonths(byTier, memberMonths) { ContractByTier = contractByTier };
    }
}
