using System.Globalization;

namespace AsoFunctions.Statements;

/// <summary>A statement's labels: the same on the page and in the workbook.</summary>
internal static class StatementText
{
    public static string Label(string line) => line switch
    {
        LineNames.Deposits => "Deposits",
        LineNames.ContributionHoliday => "Contribution holiday, already taken off deposits",
        LineNames.Fees => "Administration fees",
        LineNames.Premium => "Stop-loss premium",
        LineNames.Bill => "Bill: paid claims, fees and premium",
        LineNames.Specific => "Specific stop-loss, accrued",
        LineNames.Aggregate => "Aggregate stop-loss, accrued",
        LineNames.Received => "Received from the carrier",
        LineNames.Denied => "Denied by the carrier",
        LineNames.Receivable => "Receivable from the carrier",
        LineNames.Interest => "Interest",
        LineNames.Settlement => "Settlement",
        LineNames.Transfer => "Transfer between plan years",
        LineNames.Pended => "Pended claims",
        LineNames.Ibnr => "Incurred but not reported (IBNR)",
        LineNames.Unpaid => "Unpaid claims, gross",
        LineNames.UnpaidRecoverable => "Recoverable from stop-loss on unpaid claims",
        LineNames.UnpaidNet => "Unpaid claims, net",
        LineNames.DisabilityReserve => "Disability reserve",
        LineNames.Expected => "Expected claims",
        LineNames.Actual => "Actual health claims",
        LineNames.Variance => "Actual above expected",
        LineNames.Surplus => "Surplus (deficit if negative)",
        _ when After(line, "tax.") is { } tax => $"Tax, {tax}",
        _ when After(line, "enrolled.") is { } tier => $"Subscribers enrolled, {tier}",
        _ when After(line, "paid.") is { } benefit => $"Paid claims, {Words(benefit)}",
        _ when After(line, "claims.") is { } benefit => $"Claims, {Words(benefit)}",
        _ => line,
    };

    /// <summary>As accountants write it: negative amounts in parentheses.</summary>
    public static string Amount(Cents amount) =>
        amount.Amount.ToString("#,0.00;(#,0.00)", CultureInfo.InvariantCulture);

    public static string Count(long count) => count.ToString("#,0;(#,0)", CultureInfo.InvariantCulture);

    public static string MonthName(Month month) => month.FirstDay.ToString("MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>What a rule of section 3 covers, for a reader who does not know its number.</summary>
    public static string Rule(string number) => number switch
    {
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
        _ => "none, because run-out has ended",
    };

    public static string Disposition(SettlementDisposition disposition) => disposition switch
    {
        SettlementDisposition.Refund => "refunded to the employer",
        SettlementDisposition.CreditNextYear => "credited to next year",
        SettlementDisposition.ContributionHoliday => "used to reduce next year's deposits",
        SettlementDisposition.AdditionalBenefits => "kept for additional benefits",
        SettlementDisposition.Reserve => "kept as a reserve",
        SettlementDisposition.Bill => "billed to the employer",
        _ => "carried forward",
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
