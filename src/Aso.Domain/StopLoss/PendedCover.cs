using Aso.Domain.Claims;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.StopLoss;

/// <summary>
/// Whether a contract would take what a pended claim comes to, and until when: what falls between contracts once it is
/// paid too late is the employer's alone.
/// </summary>
/// <param name="ClaimNumber">The pended claim.</param>
/// <param name="SubscriberId">Its family.</param>
/// <param name="Incurred">Of the line that is covered worst.</param>
/// <param name="Estimate">What the plan would pay (rule 3.29).</param>
/// <param name="Reason">
/// Why a contract would not take one of its lines if it were paid today, or when the claim says; null: one would.
/// </param>
/// <param name="PayBy">
/// The last day on which that holds without a break; null where it is not covered, or where the claim says its own paid
/// date, so that no delay changes it.
/// </param>
public sealed record PendedCover(
    string ClaimNumber, string SubscriberId, string MemberId, Benefit Benefit, DateOnly Incurred, Cents Estimate,
    GapReason? Reason, DateOnly? PayBy)
{
    public bool IsCovered => Reason is null;

    /// <summary>
    /// The pended claims of benefits that their own plan year's contract covers, the most urgent first. A claim is as
    /// well covered as its worst line.
    /// </summary>
    public static IReadOnlyList<PendedCover> Of(Contracts contracts, IEnumerable<Decision> pended, DateOnly today)
    {
        return
        [
            .. pended.Select(decision => Of(contracts, decision, today))
                .OfType<PendedCover>()
                .OrderBy(cover => cover.IsCovered)
                .ThenBy(cover => cover.PayBy ?? DateOnly.MaxValue)
                .ThenBy(cover => cover.ClaimNumber, StringComparer.Ordinal),
        ];
    }

    private static PendedCover? Of(Contracts contracts, Decision decision, DateOnly today)
    {
        var claim = decision.Claim;
        var incurred = claim.Lines.Zip(decision.Lines)
            .Where(line => !line.Second.Denied)
            .Select(line => claim.IncurredOn(line.First))
            .Where(date => contracts.IsMeantToBeCovered(claim.Benefit, date))
            .ToList();
        if (incurred.Count == 0) return null;
        var (worst, last) = incurred
            .Select(date => (date, Through: contracts.CoveredThrough(claim.Benefit, date, claim.PaidDate ?? today)
                ?? DateOnly.MinValue))
            .MinBy(line => line.Through);
        var reason = contracts.WhyUncovered(claim.Benefit, worst, claim.PaidDate ?? today);
        return new PendedCover(
            claim.ClaimNumber,
            decision.SubscriberId,
            claim.MemberId,
            claim.Benefit,
            worst,
            decision.Estimate,
            reason,
            reason is null && claim.PaidDate is null ? last : null);
    }
}
