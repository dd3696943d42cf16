using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.X12;

/// <summary>Why a claim of an X12 file is not taken, and where that stands.</summary>
/// <param name="Offset">Byte offset of the segment.</param>
/// <param name="Segment">The segment's id.</param>
/// <param name="Number">The segment's number in its transaction.</param>
/// <param name="Element">0: the whole segment.</param>
/// <param name="Value">What stands in the element, where it is no person's data; else null.</param>
internal readonly record struct Fault(
    string Field, string Expected, long Offset, uint Segment, int Number, int Element, FaultKind Kind,
    string? Value = null)
{
    /// <summary>Words stand where a number or a date belongs: any element may be a person's, and none is quoted.</summary>
    public bool IsShifted { get; init; }

    /// <summary>
    /// In an element of the segment at hand: what stands there is quoted where it should be a number or a date.
    /// </summary>
    /// <param name="ofPerson">It says something of a person.</param>
    public static Fault In(
        SegmentReader segment, int number, string field, string expected, int element, FaultKind kind,
        bool ofPerson = false)
    {
        var fault = new Fault(field, expected, segment.Offset, segment.Id, number, element, kind);
        if (element == 0 || kind is not (FaultKind.InvalidValue or FaultKind.InvalidDate)) return fault;
        var value = segment[element];
        return fault with
        {
            Value = ofPerson ? null : PersonFields.Quote("amount", value),
            IsShifted = PersonFields.AreShifted("amount", value),
        };
    }

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
