using Aso.Domain.Accumulators;
using Aso.Domain.Claims;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Rules;

/// <summary>
/// Prices a line of a spending account (rule 3.32): 3.20, then 3.24 where another payer paid, without a cost share; at
/// most what is left of the family's account.
/// </summary>
internal static class SpendingAccountPricing
{
    /// <param name="outcomes">Those of the claim's lines up to the one to price, which is the last.</param>
    public static void Price(PlanYears years, FamilyMember member, Claim claim, Span<LineOutcome> outcomes)
    {
        var earlier = outcomes[..^1];
        ref var outcome = ref outcomes[^1];
        var line = claim.Lines[earlier.Length];
        var allowed = Pricing.Allowed(outcome.Charge, line.Allowed, line.InNetwork, networkDiscount: 0m);
        var pays = allowed;
        if (line.OtherPaid > Cents.Zero)
        {
            pays = OtherPayer.Pays(Coordination.Standard, allowed, allowed, line.OtherPaid);
            outcome.OtherPayer = allowed - pays;
        }

        var account = new FamilyAccount(years, member.Family, earlier)
            .In(outcome.Opened.Year!, claim.IncurredOn(line));
        outcome.Allowed = allowed;
        outcome.Cut = (pays - account.Left).NotNegative();
        outcome.Ours = outcome.Paid = pays - outcome.Cut;
    }
}
