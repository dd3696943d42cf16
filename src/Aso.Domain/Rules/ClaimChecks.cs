using Aso.Domain.Accumulators;
using Aso.Domain.Claims;
using Aso.Domain.Values;

namespace Aso.Domain.Rules;

/// <summary>The checks that decide a whole claim (rules 3.2–3.4, 3.12).</summary>
internal static class ClaimChecks
{
    /// <summary>The first of rules 3.2, 3.3 and 3.4 that refuses the claim; null: none does.</summary>
    /// <param name="member">Null: unknown.</param>
    public static Denial? FirstDenial(FamilyMember? member, Claim claim) =>
        DenyIfOriginalDoesNotStand(member?.Family, claim)
        ?? DenyIfNumberStands(member?.Family, claim)
        ?? DenyIfMemberUnknown(member, claim);

    /// <summary>
    /// Rule 3.2; a member without a family has no standing original. A reversal voids only what came to its amounts.
    /// </summary>
    private static Denial? DenyIfOriginalDoesNotStand(Family? family, Claim claim) =>
        claim.Type == ClaimType.Original || (family?.Standing(claim.OriginalClaimNumber) is >= 0 and var place
            && IsReversedBy(family.Decisions[family.Claims[place].Decision].Claim, claim))
            ? null
            : Denial.OriginalDoesNotStand;

    private static bool IsReversedBy(Claim standing, Claim claim)
    {
        if (claim.Type != ClaimType.Void) return true;
        var (charge, paid) = (claim.Lines.Sum(line => line.Charge), claim.Lines.Sum(line => line.Paid ?? Cents.Zero));
        if (charge >= Cents.Zero && paid >= Cents.Zero) return true;
        return standing.Charge == -charge
            && (paid.IsZero || standing.Lines.Sum(line => line.Paid ?? Cents.Zero) == -paid);
    }

    /// <summary>Rule 3.3: an original, or a replacement under a new number.</summary>
    private static Denial? DenyIfNumberStands(Family? family, Claim claim)
    {
        if (claim.Type == ClaimType.Void) return null;
        if (claim.Type == ClaimType.Replacement && claim.ClaimNumber == claim.OriginalClaimNumber) return null;
        return family?.Standing(claim.ClaimNumber) >= 0 ? Denial.NumberStands : null;
    }

    /// <summary>Rule 3.4.</summary>
    private static Denial? DenyIfMemberUnknown(FamilyMember? member, Claim claim) =>
        member is null || (claim.SubscriberId is { } given && given != member.Family.SubscriberId)
            ? Denial.MemberUnknown
            : null;

    /// <summary>Rule 3.12: the claim waits for a decision.</summary>
    public static bool NeedsReview(Claim claim, ReadOnlySpan<LineOutcome> outcomes)
    {
        var charged = Cents.Zero;
        PlanYearBook? first = null;
        for (var index = 0; index < outcomes.Length; index++)
        {
            if (claim.Lines[index].Paid is not null) return false;
            charged += outcomes[index].Charge;
            if (outcomes[index].NotDenied) first ??= outcomes[index].Opened.Year;
        }

        return charged > first?.TermsOf(claim.Benefit)?.ReviewAbove;
    }
}
