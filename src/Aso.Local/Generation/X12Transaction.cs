using System.Globalization;

namespace Aso.Local.Generation;

/// <summary>One 837 transaction, ST to SE: for each claim provider, subscriber and, if different, patient.</summary>
internal sealed class X12Transaction(AsciiWriter file, int control, string version, DateOnly date)
{
    private int _segments;
    private int _level;

    public void Write(IReadOnlyList<MadeUpClaim> claims)
    {
        var number = control.ToString("D4", CultureInfo.InvariantCulture);
        Segment("ST", "837", number, version);
        Segment("BHT", "0019", "00", number, Day(date), "1200", "CH");
        Segment("NM1", "41", "2", "MADE UP ADMINISTRATOR", "", "", "", "", "46", "MADEUPTPA");
        Segment("PER", "IC", "CLAIMS", "TE", "5555550100");
        Segment("NM1", "40", "2", "ASOFUNCTIONS", "", "", "", "", "46", "ASOFUNCTIONS");
        foreach (var made in claims)
        {
            WriteLevels(made);
            WriteClaim(made);
        }

        Segment("SE", Number(_segments + 1), number);
    }

    private void WriteLevels(MadeUpClaim made)
    {
        var claim = made.Claim;
        var subscriber = claim.SubscriberId ?? claim.MemberId;
        var dependent = subscriber != claim.MemberId;
        var provider = Number(++_level);
        Segment("HL", provider, "", "20", "1");
        Segment("NM1", "85", "2", "MADE UP CLINIC", "", "", "", "", "XX", claim.Lines[0].Provider);
        Segment("N3", "1 EXAMPLE STREET");
        Segment("N4", "SPRINGFIELD", "IL", "627010001");
        Segment("REF", "EI", "123456789");
        var holder = Number(++_level);
        Segment("HL", holder, provider, "22", dependent ? "1" : "0");
        Segment("SBR", "P", dependent ? "" : "18", "", "", "", "", "", "", "CI");
        Segment("NM1", "IL", "1", "EXAMPLE", "PERSON", "", "", "", "MI", subscriber);
        Segment("NM1", "PR", "2", "MADE UP PLAN", "", "", "", "", "PI", "12345");
        if (!dependent) return;
        Segment("HL", Number(++_level), holder, "23", "0");
        Segment("PAT", made.Patient?.Relationship == Relationship.Spouse ? "01" : "19");
        Segment("NM1", "QC", "1", "EXAMPLE", "RELATIVE", "", "", "", "MI", claim.MemberId);
    }

    private void WriteClaim(MadeUpClaim made)
    {
        var claim = made.Claim;
        var frequency = claim.Type switch { ClaimType.Replacement => "7", ClaimType.Void => "8", _ => "1" };
        // Of a void too, which charges nothing.
        var charge = claim.Lines.Sum(line => line.Charge);
        Segment("CLM", claim.ClaimNumber, Amount(charge), "", "", $"11:B:{frequency}", "Y", "A", "Y", "Y");
        if (made.Authorization is { } authorization) Segment("REF", "G1", authorization);
        if (claim.OriginalClaimNumber is { } original) Segment("REF", "F8", original);
        if (claim.Benefit != Benefit.Dental) Segment("HI", "ABK:" + made.Diagnosis);
        foreach (var line in claim.Lines) WriteLine(claim.Benefit, line);
    }

    private void WriteLine(Benefit benefit, ClaimLine line)
    {
        Segment("LX", Number(line.LineNumber));
        var modifiers = string.Concat(line.Modifiers.Select(modifier => ":" + modifier));
        if (benefit == Benefit.Dental)
            Segment("SV3", "AD:" + line.Procedure, Amount(line.Charge), "", "", "", "1");
        else
            Segment("SV1", $"HC:{line.Procedure}{modifiers}", Amount(line.Charge), "UN", "1", "", "", "1");
        Segment("DTP", "472", "D8", Day(line.ServiceFrom));
    }

    private void Segment(string name, params ReadOnlySpan<string?> elements)
    {
        file.Text(name);
        foreach (var element in elements)
        {
            file.Character('*');
            file.Text(element);
        }

        file.Character('~');
        _segments++;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static string Amount(Cents amount) => amount.Amount.ToString("0.##", CultureInfo.InvariantCulture);
}
