using Aso.Domain.Claims;

namespace Aso.Domain.Book;

/// <summary>A claim that waits for the enrollment of its member (rule 3.34). It counts in no figure.</summary>
/// <param name="Number">Its place among all that ever waited on the shard, from 1.</param>
/// <param name="Sequence">The journal entry that brought the claim.</param>
/// <param name="Until">The business date from which on it is refused.</param>
public sealed record WaitingClaim(long Number, Claim Claim, long Sequence, DateOnly Until)
{
    /// <summary>The family it names, or its member's id in place of one, as of a claim of an unknown member.</summary>
    public string SubscriberId => Claim.SubscriberId ?? Claim.MemberId;
}
