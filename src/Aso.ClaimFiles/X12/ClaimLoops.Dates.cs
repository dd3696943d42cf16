using System.Text;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.X12;

/// <content>What is said of dates, and of the segment that a fault is in.</content>
internal sealed partial class ClaimLoops
{
    // A line's date costs its claim; one of the claim itself only where a line has no other (FinishLines).
    private void FailDate(SegmentReader segment, int number, bool service, string expected)
    {
        var fault = Fault.In(
            segment, number, service ? "DTP*472 DTP03" : "DTP*434 DTP03", expected, 3, FaultKind.InvalidDate);
        if (_level != Level.Line)
        {
            Draft.DateFault ??= fault;
            return;
        }

        Draft.Faults.Add(fault);
        Draft.LastLine.IsDateMisread = true;
    }

    private void NoteQualifier(SegmentReader segment, bool service) => report.Note(
        FilePosition.AtByte(segment.Offset, entry), Encoding.UTF8.GetString(Draft.Number.Bytes),
        service ? "DTP*472 DTP02" : "DTP*434 DTP02", X12Value.QualifierWords(segment[3]));

    private void NoteUnusedDate(bool isUsed)
    {
        if (!isUsed && Draft.DateFault is { } fault)
            NoteClaim(fault.Field, $"expected {fault.Expected}; the lines were dated without it");
    }

    // Of a segment that is missing, the 999 names that one, not the one before which it should stand.
    private static uint SegmentOf(string field, uint found) =>
        field.StartsWith("NM1", StringComparison.Ordinal) ? SegmentId.Nm1
        : field.StartsWith("HL", StringComparison.Ordinal) ? SegmentId.Hl
        : found;
}
