using Aso.Domain.Accumulators;
using Aso.Domain.Claims;

namespace Aso.Domain.Book;

/// <summary>Every claim, found whatever became of it.</summary>
public sealed partial class ShardBook
{
    /// <summary>
    /// Each claim that reached adjudication, once; a void is found in what it took back, unless it was refused itself.
    /// All of the shard's decisions are looked at, of one number the families' that may have it.
    /// </summary>
    /// <param name="number">Its own, its account's, or that of the void that took it back; null: any.</param>
    /// <param name="memberId">Null: anybody's.</param>
    public IEnumerable<BroughtClaim> Brought(string? number = null, string? memberId = null)
    {
        var hash = number?.GetHashCode(StringComparison.Ordinal);
        foreach (var family in _state.Families)
        {
            if (hash is { } named && !family.Decisions.MayName(named)) continue;
            foreach (var brought in Brought(family))
            {
                if (memberId is not null && brought.Claim.MemberId != memberId) continue;
                if (number is null || Bears(brought, number)) yield return brought;
            }
        }
    }

    private static List<BroughtClaim> Brought(Family family)
    {
        var all = new List<BroughtClaim>(family.Decisions.Count);
        var standing = new Dictionary<string, int>(StringComparer.Ordinal);
        var sources = new ClaimSources();
        foreach (var decision in family.Decisions)
        {
            var source = sources.Next(decision);
            switch (decision.Status)
            {
                case DecisionStatus.Refused:
                    all.Add(new BroughtClaim(decision.Claim, decision.Sequence, decision));
                    break;
                case DecisionStatus.Voided:
                    if (standing.Remove(decision.Voids!, out var voided))
                        all[voided] = all[voided] with { Decision = decision };
                    break;
                default:
                    if (ReferenceEquals(source, decision))
                    {
                        standing.Add(decision.Claim.ClaimNumber, all.Count);
                        all.Add(new BroughtClaim(decision.Claim, decision.Sequence, decision));
                    }
                    else
                    {
                        // What was pended is decided now.
                        var pended = standing[decision.Claim.ClaimNumber];
                        all[pended] = all[pended] with { Decision = decision };
                    }

                    break;
            }
        }

        foreach (var pended in family.Pended)
            if (standing.TryGetValue(pended.Decision.Claim.ClaimNumber, out var place))
                all[place] = all[place] with { Decision = pended.Decision with { Estimate = pended.Estimate } };
        return all;
    }

    private static bool Bears(BroughtClaim brought, string number) =>
        brought.Claim.ClaimNumber == number || brought.Claim.Account == number
        || brought.Decision.Claim.ClaimNumber == number;
}
