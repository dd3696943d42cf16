using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.X12;

/// <summary>Why a claim of an X12 file is not taken, and where that stands.</summary>
/// <param name="Offset">Byte offset of the segment.</param>
/// <param name="Segment">The segment's id.</param>
/// <param name="Number">The segment's number in its transaction.</param>
/// <param name="Element">0: the whole segment.</param>
internal readonly record struct Fault(
    string Field, string Expected, long Offset, uint Segment, int Number, int Element, FaultKind Kind)
{
    public X12SegmentError ToSegmentError()
    {
        var element = Kind switch
        {
            FaultKind.MissingSegment or FaultKind.UnexpectedSegment => "",
            FaultKind.MissingElement => "1",
            FaultKind.InvalidDate => "8",
            FaultKind.InvalidCode => "7",
            _ => "6",
        };
        var segment = Kind switch
        {
            FaultKind.MissingSegment => "3",
            FaultKind.UnexpectedSegment => "2",
            _ => "8",
        };
        return new X12SegmentError(SegmentId.Text(Segment), Number, segment, element.Length > 0 ? Element : 0, element);
    }
}

internal enum FaultKind : byte
{
    MissingSegment,
    UnexpectedSegment,
    MissingElement,
    InvalidDate,
    InvalidCode,
    InvalidValue,
}
