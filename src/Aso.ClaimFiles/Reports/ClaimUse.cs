using System.Text;

namespace Aso.ClaimFiles.Reports;

/// <summary>What somebody who sends the form of a claim asks for.</summary>
internal enum ClaimUse : byte
{
    Payment,
    Predetermination,
    Preauthorization,

    /// <summary>A report of what somebody else is paid for already, as by capitation.</summary>
    Encounter,
}

/// <summary>Lists what is no claim beside the rejections: nothing of it is posted, and nobody is at fault.</summary>
internal static class ClaimUses
{
    /// <summary>
    /// The use that a word of a CSV's <c>type</c> or of FHIR's <c>use</c> names; null: none of these.
    /// </summary>
    public static ClaimUse? Named(ReadOnlySpan<byte> word) =>
        Ascii.EqualsIgnoreCase(word, "predetermination"u8) ? ClaimUse.Predetermination
        : Ascii.EqualsIgnoreCase(word, "preauthorization"u8) ? ClaimUse.Preauthorization
        : Ascii.EqualsIgnoreCase(word, "encounter"u8) ? ClaimUse.Encounter
        : null;

    /// <param name="field">Where the use stands.</param>
    public static Rejection Listed(ClaimUse use, FilePosition at, string? claimNumber, Cents charge, string field) =>
        new(at, claimNumber, charge, at, field, use switch
        {
            ClaimUse.Predetermination => "a claim; this is a predetermination of benefits: nothing is posted",
            ClaimUse.Preauthorization => "a claim; this is a preauthorization: nothing is posted",
            _ => "a claim; this is an encounter, reported and not billed: nothing is posted, because the plan does not"
                + " pay encounters",
        })
        {
            Reason = Rejection.NoClaimReason,
        };
}
