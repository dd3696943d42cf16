using Aso.Domain.Claims;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.StopLoss;

/// <summary>
/// Whether a stop-loss contract would cover a pended claim, and the last day to pay it: a claim paid too late for every
/// contract is the employer's alone.
/// </summary>
/// <param name="ClaimNumber">The pended claim.</param>
/// <param name="SubscriberId">Its family.</param>
/// <param name="Incurred">Of the line with the worst cover.</param>
/// <param name="Estimate">What the plan would pay (rule 3.29).</param>
/// <param name="Reason">
/// Why no contract would take one of its lines if it were paid today, or on the claim's paid date; null: covered.
/// </param>
/// <param name="PayBy">
/// The last day on which it is still covered, without a gap; null where it is not covered, or where the claim has its
/// own paid date, so that a delay changes nothing.
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
    public static IReadOnlyList<PendedCover> Assess(Contracts contracts, IEnumerable<Decision> pended, DateOnly today)
    {
        return
        [
            .. pended.Select(decision => Assess(contracts, decision, today))
                .OfType<PendedCover>()
                .OrderBy(cover => cover.IsCovered)
                .ThenBy(cover => cover.PayBy ?? DateOnly.MaxValue)
                .ThenBy(cover => cover.ClaimNumber, StringComparer.Ordinal),
        ];
    }

    private static PendedCover? Assess(Contracts contracts, Decision decision, DateOnly today)
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
