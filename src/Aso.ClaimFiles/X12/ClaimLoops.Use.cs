using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.X12;

/// <content>Whether a transaction's claims are claims: some ask beforehand what would be paid, some only
/// report.</content>
internal sealed partial class ClaimLoops
{
    private (ClaimUse Use, string Field) _purpose;

    /// <summary>Whether what was read asks for no payment, or for one that the plan does not make.</summary>
    public bool IsNoClaim => Draft.Use != ClaimUse.Payment
        && !(Draft.Use == ClaimUse.Encounter && options.PaysEncounter(FirstDay));

    private DateOnly? FirstDay =>
        Draft.LineCount > 0 && Draft.Type != ClaimType.Void && Draft[0].From != default ? Draft[0].From : null;

    /// <param name="version">
    /// ST03: X291 and X292 are the guides of predeterminations, X298 to X300 those of reports to a data collection.
    /// </param>
    public void BeginTransaction(string version) => _purpose = version switch
    {
        "005010X291" or "005010X292" => (ClaimUse.Predetermination, "ST03"),
        "005010X298" or "005010X299" or "005010X300" => (ClaimUse.Encounter, "ST03"),
        _ => default,
    };

    private void TakePurpose(SegmentReader segment)
    {
        segment.Split();
        var code = segment[6];
        if (code.SequenceEqual("RP"u8)) _purpose = (ClaimUse.Encounter, "BHT06");
        else if (code.SequenceEqual("31"u8))
            Note(segment.Offset, "BHT06", "a subrogation demand (31); its claims were read as any others");
    }

    private void TakeUse(SegmentReader segment)
    {
        var reason = segment[19];
        (Draft.Use, Draft.UseField) = reason.SequenceEqual("PB"u8) || reason.SequenceEqual("08"u8)
            ? (ClaimUse.Predetermination, "CLM19")
            : (_purpose.Use, _purpose.Field ?? "");
    }
}
