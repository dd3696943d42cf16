using System.Globalization;

namespace AsoFunctions.Statements;

/// <summary>A statement's labels: the same on the page and in the workbook.</summary>
internal static class StatementText
{
    public static string Label(string line) => line switch
    {
        LineNames.Deposits => "Deposits",
        LineNames.ContributionHoliday => "Contribution holiday, taken off deposits",
        LineNames.Fund => "Fund balance",
        LineNames.FundOpening => "Fund, opening balance",
        LineNames.FundClosing => "Fund, closing balance",
        LineNames.Fees => "Administration fees",
        LineNames.Premium => "Stop-loss premium",
        LineNames.Bill => "Bill",
        LineNames.Specific => "Specific stop-loss, accrued",
        LineNames.Aggregate => "Aggregate stop-loss, accrued",
        LineNames.Received => "Received from the carrier",
        LineNames.Denied => "Denied by the carrier",
        LineNames.Receivable => "Receivable from the carrier",
        LineNames.Recoveries => "Recoveries",
        LineNames.Interest => "Interest",
        LineNames.Settlement => "Settlement",
        LineNames.Transfer => "Transfer between plan years",
        LineNames.Pended => "Pended claims",
        LineNames.Ibnr => "Incurred but not reported (IBNR)",
        LineNames.Unpaid => "Unpaid claims, gross",
        LineNames.UnpaidRecoverable => "Recoverable from stop-loss",
        LineNames.UnpaidNet => "Unpaid claims, net",
        LineNames.DisabilityReserve => "Disability reserve",
        LineNames.Expected => "Expected claims",
        LineNames.Actual => "Actual claims, paid",
        LineNames.Variance => "Variance, actual less expected",
        LineNames.Surplus => "Surplus (deficit if negative)",
        LineNames.AllPaid => "Paid claims",
        LineNames.Cost => "Cost, unpaid claims included",
        LineNames.EmployerKeeps => "Claims the employer keeps",
        LineNames.Taxes => "Taxes",
        LineNames.EmployerCost => "Employer's cost to date",
        AttachmentLine.Annual => "Annual attachment",
        RangeLines.Low => "Unpaid claims, lowest of the methods",
        RangeLines.High => "Unpaid claims, highest of the methods",
        OutlookLines.FullyInsured => "Cost to date, fully insured",
        OutlookLines.Aso => "Cost to date, ASO, unpaid claims included",
        OutlookLines.Difference => "What ASO costs less than full insurance",
        OutlookLines.Incurred => "Incurred claims, up to the pooling level",
        OutlookLines.RenewalFullyInsured => "Next year, fully insured",
        OutlookLines.RenewalAso => "Next year, ASO",
        OutlookLines.Claims => "Next year per member and month: claims",
        OutlookLines.Fixed => "Next year per member and month: fees, premium and taxes",
        OutlookLines.Total => "Next year per member and month",
        OutlookLines.ClaimsToDate => "Claims to date, for next year",
        OutlookLines.FixedToDate => "Fees, premium and taxes to date, for next year",
        ForecastLines.Low => "Eligible claims at the plan year's end, at least",
        ForecastLines.High => "Eligible claims at the plan year's end, at most",
        LiabilityLines.DueToday => "Due today",
        LiabilityLines.WithIncurredNotReported => "Liability, unpaid claims included",
        LiabilityLines.MaximumRemaining => "Maximum remaining cost",
        _ when After(line, "receivable.") is { } part => $"Receivable, {Aged(part)}",
        _ when After(line, "tax.") is { } tax => $"Tax, {tax}",
        _ when After(line, "enrolled.") is { } tier => $"Subscribers enrolled, {tier}",
        _ when After(line, "paid.") is { } benefit => $"Paid claims, {Words(benefit)}",
        _ when After(line, "claims.") is { } benefit => $"Claims, {Words(benefit)}",
        _ => line,
    };

    /// <summary>Of a half of the contract, by the days since it was requested.</summary>
    private static string Aged(string part) => part.Split('.') switch
    {
        [var half, "notRequested"] => $"{half}, not requested yet",
        [var half, var days] => $"{half}, requested {days.Replace("over-", "over ", StringComparison.Ordinal)} days ago",
        _ => part,
    };

    /// <summary>As accountants write it: negative amounts in parentheses.</summary>
    public static string Amount(Cents amount) =>
        amount.Amount.ToString("#,0.00;(#,0.00)", CultureInfo.InvariantCulture);

    public static string Count(long count) => count.ToString("#,0;(#,0)", CultureInfo.InvariantCulture);

    public static string MonthName(Month month) => month.FirstDay.ToString("MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>What a rule of section 3 covers, for a reader who does not know its number.</summary>
    public static string Rule(string number) => number switch
    {
        "3.1" => "no plan, or not in the plan",
        "3.2" => "original does not stand",
        "3.3" => "claim number stands already",
        "3.4" => "member unknown",
        "3.5" => "not covered on the incurred date",
        "3.6" => "filed too late",
        "3.7" => "duplicate service",
        "3.8" => "service not covered",
        "3.9" => "no authorization",
        "3.10" => "waiting period",
        "3.11" => "visit limit",
        "3.20" => "allowed amount",
        "3.21" => "cost share",
        "3.23" => "annual maximum",
        "3.24" => "other coverage",
        "3.26" => "short-term disability",
        "3.27" => "long-term disability",
        "3.32" => "spending account",
        _ => "",
    };

    public static string Funding(FundingMethod method) =>
        method == FundingMethod.Level ? "level" : "pay as you go";

    public static string Method(UnpaidMethod method) => method switch
    {
        UnpaidMethod.ChainLadder => "chain ladder on the employer's own triangle",
        UnpaidMethod.ExpectedCost => "chain ladder, with expected cost per member for immature months",
        UnpaidMethod.BornhuetterFerguson => "chain ladder, with Bornhuetter–Ferguson for immature months",
        UnpaidMethod.AverageDailyPaid => "average daily paid claims × reserve days",
        _ => "nothing, because run-out has ended",
    };

    public static string Reserve(bool isByTable) => isByTable
        ? "what may still be paid, times the plan's factors of continuation"
        : "all that may still be paid, through the last payable day";

    /// <summary>Whom the specific counts.</summary>
    public static string Units(SpecificStopLoss terms) =>
        terms.Per == SpecificUnit.Subscriber ? "Families" : "Members";

    /// <summary>Whose contract, and its basis; of each half where they differ.</summary>
    public static string Contract(StopLossTerms terms)
    {
        var specific = terms.Specific is null ? null : terms.BasisOf(ContractHalf.Specific);
        var aggregate = terms.Aggregate is null ? null : terms.BasisOf(ContractHalf.Aggregate);
        return specific is not null && aggregate is not null && specific != aggregate
            ? $"{terms.Carrier}, specific {specific}, aggregate {aggregate}"
            : $"{terms.Carrier}, {specific ?? aggregate ?? terms.Basis}";
    }

    /// <summary>What happens to the employer's part, in sentences.</summary>
    public static string Settlement(Settlement settlement, Cents reserveKept)
    {
        var sentences = new List<string>
        {
            $"The employer's part is {Disposition(settlement.Disposition)}.",
        };
        if (settlement.WaitsForNextPlanYear)
            sentences.Add("It stays in the fund until the document of the next plan year is there.");
        else if (!settlement.Transferred.IsZero)
            sentences.Add($"It is in the fund of the plan year from {settlement.NextPlanYear}.");
        if (!reserveKept.IsZero)
            sentences.Add($"A reserve of {Amount(reserveKept)} is kept before anything is distributed.");
        return string.Join(' ', sentences);
    }

    private static string Disposition(SettlementDisposition disposition) => disposition switch
    {
        SettlementDisposition.Refund => "refunded to the employer",
        SettlementDisposition.CreditNextYear => "credited to the next plan year",
        SettlementDisposition.ContributionHoliday => "used to reduce the next plan year's deposits",
        SettlementDisposition.AdditionalBenefits => "kept in the fund for additional benefits",
        SettlementDisposition.Reserve => "kept in the fund as a reserve",
        SettlementDisposition.Bill => "billed to the employer",
        _ => "carried forward into the next plan year",
    };

    private static string? After(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : null;

    private static string Words(string benefit) => benefit switch
    {
        "shortTermDisability" => "short-term disability",
        "longTermDisability" => "long-term disability",
        _ => benefit,
    };
}
