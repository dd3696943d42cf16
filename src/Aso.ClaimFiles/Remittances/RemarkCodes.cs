namespace Aso.ClaimFiles.Remittances;

/// <summary>
/// Remittance advice remark codes (RARC) for the claim adjustment reason codes (CARC) whose text demands one. Codes
/// that stand for themselves, as 18, 29 or 197, have none. 96 and 129 are of rules 3.8 and 3.2; the others come from
/// decisions by people (rule 3.29), who say no more than the reason.
/// </summary>
internal static class RemarkCodes
{
    /// <summary>Each once.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<Adjustment> adjustments)
    {
        // Most lines have none.
        List<string>? remarks = null;
        foreach (var adjustment in adjustments)
            if (Of(adjustment.ReasonCode) is { } remark && remarks?.Contains(remark) != true)
                (remarks ??= []).Add(remark);
        return remarks ?? (IReadOnlyList<string>)[];
    }

    private static string? Of(string reason) => reason switch
    {
        // Incomplete or invalid information.
        "16" => "MA130",
        // The plan's documents say what is covered.
        "96" or "A1" => "N130",
        // The payer's number of the original claim.
        "129" => "M47",
        // Missing documentation.
        "148" or "226" or "250" or "252" => "N706",
        // Asked of the member.
        "227" => "N179",
        // Paid with another service of the day.
        "234" => "N20",
        // Incomplete documentation.
        "251" => "N705",
        _ => null,
    };
}
