namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>Amounts by tier: one for each tier of the plan, and for no other.</summary>
internal static class TierReader
{
    /// <summary>Zero for every tier where the field is absent.</summary>
    public static TierAmounts OrZero(Block? block, string field, IReadOnlyList<string> tiers) =>
        (block is null ? null : Optional(block, field, tiers)) ?? new TierAmounts(new Cents[tiers.Count]);

    public static TierAmounts? Optional(Block block, string field, IReadOnlyList<string> tiers) =>
        block.Inner(field) is { } rates ? Read(rates, tiers) : null;

    public static TierAmounts Required(Block block, string field, IReadOnlyList<string> tiers) =>
        block.RequireInner(field) is { } rates ? Read(rates, tiers) : new TierAmounts(new Cents[tiers.Count]);

    private static TierAmounts Read(Block rates, IReadOnlyList<string> tiers)
    {
        var amounts = new Cents[tiers.Count];
        for (var tier = 0; tier < amounts.Length; tier++) amounts[tier] = rates.RequiredAmount(tiers[tier]);
        // Without the plan's tiers nothing can be said of these; that they are missing is a problem already.
        if (tiers.Count > 0) rates.End();
        return new TierAmounts(amounts);
    }
}
