using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.X12;

/// <content>What is read of how the provider bills: facility and frequency (CLM05), revenue codes (SV201).</content>
internal sealed partial class ClaimLoops
{
    private const int FacilityBytesMax = 2;

    // CLM05 of an original claim before of which nothing was to be remarked, and what was read of it: most are the
    // same.
    private readonly TextBuffer _billBefore = new();
    private (string? Facility, bool IsTypeOfBill, char? Frequency) _bill;

    private void TakeBill(ReadOnlySpan<byte> composite, byte separator)
    {
        // Nearly every claim has all three, as 11:B:1.
        var isUsual = composite.Length == 6 && composite[2] == separator && composite[4] == separator;
        var facility = isUsual ? composite[..2] : Composite.At(composite, 0, separator);
        var qualifier = isUsual ? composite.Slice(3, 1) : Composite.At(composite, 1, separator);
        var code = isUsual ? composite[5..] : Composite.At(composite, 2, separator);
        facility = facility.Trim((byte)' ');
        char? frequency = code.IsEmpty || !char.IsAsciiLetterOrDigit((char)code[0]) ? null : (char)code[0];
        Draft.Bill = (
            facility.Length is > 0 and <= FacilityBytesMax && IsIdentifier(facility) ? strings.Get(facility) : null,
            qualifier.SequenceEqual("A"u8), frequency);
        if (frequency == '7') Draft.Type = ClaimType.Replacement;
        else if (frequency == '8') Draft.Type = ClaimType.Void;
        else if (MeaningOf(frequency) is { } meaning)
            NoteClaim(
                "CLM05-3",
                meaning + ": a claim of its own, under its account number (CLM01), with a suffix where a claim stands "
                    + "under that");
    }

    private static string? MeaningOf(char? frequency) => frequency switch
    {
        '2' => "2, the first of several interim bills",
        '3' => "3, an interim bill that goes on from others",
        '4' => "4, the last of several interim bills",
        '5' => "5, late charges only",
        '6' => "6, an adjustment of a claim before",
        _ => null,
    };

    private void TakeRevenueCode(ref DraftLine line, ReadOnlySpan<byte> code)
    {
        code = code.Trim((byte)' ');
        if (!IsIdentifier(code)) return;
        line.RevenueCode = RevenueCode.Of(strings.Get(code));
    }
}
