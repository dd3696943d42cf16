using System.Globalization;
using Aso.Domain;

namespace AsoFunctions.Statements;

/// <summary>A statement's words for people: the same in CSV, HTML and the workbook.</summary>
internal static class StatementText
{
    public static string Label(string line) => line switch
    {
        LineNames.Deposits => "Deposits",
        LineNames.Fees => "Administration fees (billed beside the fund)",
        LineNames.Premium => "Stop-loss premium (billed beside the fund)",
        LineNames.Specific => "Specific stop-loss reimbursement",
        LineNames.Aggregate => "Aggregate stop-loss reimbursement",
        LineNames.Ibnr => "Incurred, not yet reported (IBNR)",
        LineNames.Surplus => "Surplus (deficit where negative)",
        _ when After(line, "enrolled.") is { } tier => $"Subscribers enrolled, {tier}",
        _ when After(line, "paid.") is { } benefit => $"Paid claims, {Spaced(benefit)}",
        _ when After(line, "claims.") is { } benefit => $"Claims, {Spaced(benefit)}",
        _ => line,
    };

    public static string Value(StatementLine line, long value) =>
        line.Unit == LineUnit.Count
            ? value.ToString("#,0", CultureInfo.InvariantCulture)
            : Amount(new Cents(value));

    public static string Amount(Cents amount) => amount.Amount.ToString("#,0.00", CultureInfo.InvariantCulture);

    public static string Method(IbnrMethod method) => method switch
    {
        IbnrMethod.ChainLadder => "chain ladder on the plan year's own triangle",
        IbnrMethod.BornhuetterFerguson => "chain ladder, with Bornhuetter–Ferguson for immature months",
        IbnrMethod.AverageDailyPaid => "average daily paid claims × reserve days",
        _ => "none: the run-out is over",
    };

    public static string Disposition(SettlementDisposition disposition) => disposition switch
    {
        SettlementDisposition.Refund => "refunded to the employer",
        SettlementDisposition.CreditNextYear => "credited to next year",
        SettlementDisposition.Reserve => "kept as a reserve",
        SettlementDisposition.Bill => "billed to the employer",
        _ => "carried forward",
    };

    private static string? After(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : null;

    private static string Spaced(string name) =>
        string.Concat(name.Select(letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));
}
