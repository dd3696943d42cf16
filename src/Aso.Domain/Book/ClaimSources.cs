using Aso.Domain.Claims;

namespace Aso.Domain.Book;

/// <summary>
/// Says of a family's decisions, oldest first, which of them brought the claim: a decision on a pended claim came over
/// HTTP, the claim itself with what pended it. Told by number, as a void ends it: the same claim read again is another
/// object.
/// </summary>
public sealed class ClaimSources
{
    private Dictionary<string, Decision>? _pended;

    /// <summary>The decision that brought the claim of the next of them.</summary>
    public Decision Next(Decision decision)
    {
        var number = decision.Claim.ClaimNumber;
        switch (decision.Status)
        {
            case DecisionStatus.Refused:
                return decision;
            case DecisionStatus.Voided:
                _pended?.Remove(decision.Voids!);
                return decision;
            case DecisionStatus.Pended:
                _pended ??= new Dictionary<string, Decision>(StringComparer.Ordinal);
                _pended.TryAdd(number, decision);
                return _pended[number];
            default:
                return _pended is not null && _pended.Remove(number, out var pended) ? pended : decision;
        }
    }
}
