namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>Reads the <c>funding</c> block (rules 5.4–5.6).</summary>
internal static class FundingReader
{
    public static Funding Read(Block block, IReadOnlyList<string> tiers)
    {
        block.Require("method", "level or payAsYouGo");
        var method = block.Word("method", Words.FundingMethods) ?? FundingMethod.PayAsYouGo;
        var surplus = block.Inner("surplus");
        var deficit = block.Inner("deficit");
        var funding = new Funding
        {
            Method = method,
            MonthlyDeposit = method == FundingMethod.Level
                ? TierReader.Required(block, "monthlyDeposit", tiers)
                : TierReader.Optional(block, "monthlyDeposit", tiers),
            OpeningBalance = block.Amount("openingBalance") ?? Cents.Zero,
            PriorDeficit = block.Amount("priorDeficit") ?? Cents.Zero,
            ReserveDays = block.Whole("reserveDays", 0, 366) ?? 45,
            ReserveKept = block.Amount("reserveKept") ?? Cents.Zero,
            EmployerShare = surplus?.Rate("employerShare") ?? 1m,
            Surplus = surplus?.Word("settle", Words.Surplus) ?? SurplusDisposition.Refund,
            Deficit = deficit?.Word("settle", Words.Deficit) ?? DeficitDisposition.Bill,
        };
        surplus?.End();
        deficit?.End();
        block.End();
        return funding;
    }
}
