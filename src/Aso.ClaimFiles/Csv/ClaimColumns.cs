namespace Aso.ClaimFiles.Csv;

/// <summary>The columns of a CSV of claims (files.md section 4), in the order of <see
/// cref="ClaimColumns.Names"/>.</summary>
internal enum ClaimColumn : byte
{
    ClaimNumber,
    LineNumber,
    Type,
    OriginalClaimNumber,
    Benefit,
    MemberId,
    SubscriberId,
    ServiceFrom,
    ServiceTo,
    Received,
    PaidDate,
    Provider,
    Network,
    Diagnosis,
    Procedure,
    Modifiers,
    Units,
    Charge,
    Allowed,
    OtherPaid,
    Authorization,
    Paid,
    DisabilityStart,
    Cause,
    OtherIncome,
    RevenueCode,
    BirthDate,
    Relationship,
    Sex,
    FirstName,
}

internal static class ClaimColumns
{
    public static string[] Names { get; } =
    [
        "claimNumber", "lineNumber", "type", "originalClaimNumber", "benefit", "memberId", "subscriberId",
        "serviceFrom", "serviceTo", "received", "paidDate", "provider", "network", "diagnosis", "procedure",
        "modifiers", "units", "charge", "allowed",
        "otherPaid", "authorization", "paid", "disabilityStart", "cause", "otherIncome",
        "revenueCode",
        "birthDate", "relationship", "sex", "firstName",
    ];

    public static string Name(this ClaimColumn column) => Names[(int)column];

    /// <summary>Whether a line is the header of a CSV of claims, or of their lines alone.</summary>
    public static bool AreIn(string line) => CsvHeader.Has(line, "claimNumber")
        && (CsvHeader.Has(line, "memberId") || CsvHeader.Has(line, "lineNumber"));
}
