using Aso.Domain.Claims;
using Aso.Domain.Values;

namespace Aso.Domain.Rules;

/// <summary>What of a charge is allowed (rule 3.20).</summary>
public static class Pricing
{
    /// <summary>
    /// Allowed A: the given amount, never above the charge; else in network charge × (1 − discount); else the charge.
    /// </summary>
    public static Cents Allowed(Cents charge, Cents? given, bool inNetwork, decimal networkDiscount)
    {
        if (given is { } allowed) return Cents.Min(allowed, charge);
        return inNetwork && networkDiscount != 0m ? charge.Times(1m - networkDiscount) : charge;
    }

    /// <summary>Who bears charge − A: <c>CO-45</c> in network, <c>PR-45</c> out of it.</summary>
    public static AdjustmentGroup DifferenceGroup(bool inNetwork) =>
        inNetwork ? AdjustmentGroup.CO : AdjustmentGroup.PR;
}
