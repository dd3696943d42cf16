using Aso.Domain.Claims;

namespace Aso.Domain.Book;

/// <summary>A claim that reached adjudication, once, whatever was decided of it since.</summary>
/// <param name="Claim">As it came.</param>
/// <param name="Sequence">The journal entry that brought it.</param>
/// <param name="Decision">
/// The last one: paid, denied or pended, and it stands; refused; or voided, by a void or a replacement.
/// </param>
public readonly record struct BroughtClaim(Claim Claim, long Sequence, Decision Decision)
{
    /// <summary>Whether a void that came with the entry took it back.</summary>
    public bool IsVoidedBy(long sequence) =>
        Decision is { Status: DecisionStatus.Voided, Claim.Type: ClaimType.Void } && Decision.Sequence == sequence;
}
