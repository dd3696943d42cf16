namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>The fields of <c>funding</c> (rules 5.4–5.6).</summary>
internal static class FundingFields
{
    private static readonly Kind<FundingMethod> Methods =
        Kind.Word(("level", FundingMethod.Level), ("payAsYouGo", FundingMethod.PayAsYouGo));

    private static readonly Kind<SurplusDisposition> Surplus = Kind.Word(
        ("refund", SurplusDisposition.Refund), ("creditNextYear", SurplusDisposition.CreditNextYear),
        ("contributionHoliday", SurplusDisposition.ContributionHoliday), ("reserve", SurplusDisposition.Reserve),
        ("additionalBenefits", SurplusDisposition.AdditionalBenefits));

    private static readonly Kind<DeficitDisposition> Deficit =
        Kind.Word(("bill", DeficitDisposition.Bill), ("carryForward", DeficitDisposition.CarryForward));

    public static Funding Defaults { get; } = new() { Method = FundingMethod.PayAsYouGo };

    public static Funding Funding(Block block, Funding funding, IReadOnlyList<string> tiers)
    {
        var method = block.Field("method", Methods, funding.Method, required: true);
        funding = funding with
        {
            Method = method,
            MonthlyDeposit = block.Inner(
                "monthlyDeposit", funding.MonthlyDeposit, PlanFields.None(tiers), PlanFields.ByTier(tiers),
                required: method == FundingMethod.Level),
            OpeningBalance = block.Field("openingBalance", Kind.Amount, funding.OpeningBalance),
            PriorDeficit = block.Field("priorDeficit", Kind.Amount, funding.PriorDeficit),
            ReserveDays = block.Field("reserveDays", Kind.Whole(0, 366), funding.ReserveDays),
            ImmatureMonths = block.Added("immatureMonths", Kind.Whole(0, 12), funding.ImmatureMonths, 2),
            LargeClaimCap = block.Optional("largeClaimCap", Kind.Amount, funding.LargeClaimCap),
            InterestRate = block.Added("interestRate", Kind.Rate, funding.InterestRate, 0m),
            TargetBalance = block.Optional("targetBalance", Kind.Amount, funding.TargetBalance),
            ReserveKept = block.Field("reserveKept", Kind.Amount, funding.ReserveKept),
        };
        funding = block.Group("surplus", funding, (surplus, value) => value with
        {
            ParticipantShare = surplus.Added("participantShare", Kind.Rate, value.ParticipantShare, 0m),
            EmployerShare = surplus.Field("employerShare", Kind.Rate, value.EmployerShare),
            Surplus = surplus.Field("settle", Surplus, value.Surplus),
        });
        return block.Group("deficit", funding, (deficit, value) => value with
        {
            Deficit = deficit.Field("settle", Deficit, value.Deficit),
        });
    }
}
