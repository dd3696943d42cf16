using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.X12;

/// <summary>
/// Writes the rejected members of an 834 alone, in an envelope whose counts are right. Segments are as they came, but for
/// one: a full file (BGN08 4) of some members alone would name nobody else, so it is a change (2). A member's loop that
/// was cut ends with one segment more, so that it is not taken for whole.
/// </summary>
internal sealed class RejectedMembers(RepairFiles files)
{
    private const int Action = 8;

    private readonly RepairEnvelopes _envelopes = new(files, "834", "member");
    private readonly Segments _member = new();
    private Segments? _to;

    /// <summary>Passes any segment.</summary>
    public void Take(SegmentReader segment)
    {
        if (RepairEnvelopes.Has(segment.Id))
        {
            if (!X12Envelope.IsEnvelope(segment)) return;
            _to = _envelopes.Take(segment) ? _envelopes.Header : null;
            return;
        }

        if (segment.Id == SegmentId.Ins)
        {
            _member.Clear();
            _to = _member;
        }

        if (segment.Id == SegmentId.Bgn && IsFull(segment)) _to?.Add(AsChange(segment), _envelopes.Terminator);
        else _to?.Add(segment.Text, _envelopes.Terminator);
    }

    /// <summary>The member that was read last is rejected.</summary>
    /// <param name="isCut">The file ends inside the loop.</param>
    public void Reject(Rejection rejection, bool isCut)
    {
        if (_member.Count == 0) return;
        if (isCut)
            _member.Add(
                _envelopes.Joined("DTP", "348", "D8", "remove this segment once the loop is whole"),
                _envelopes.Terminator);
        _envelopes.Open();
        _envelopes.Tell(0, rejection);
        _envelopes.Write(_member);
        _member.Clear();
    }

    /// <summary>The member that was read last was taken, or rejected.</summary>
    public void End() => _member.Clear();

    /// <summary>The file ends.</summary>
    public void Finish() => _envelopes.CloseInterchange();

    private static bool IsFull(SegmentReader segment)
    {
        segment.Split();
        return segment[Action].SequenceEqual("4"u8);
    }

    private string AsChange(SegmentReader segment)
    {
        var elements = new string[segment.Count];
        for (var element = 0; element < elements.Length; element++)
            elements[element] = element == Action ? "2" : Segments.TextOf(segment[element]);
        return _envelopes.Joined(elements);
    }
}
