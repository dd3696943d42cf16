using System.Text;
using Aso.ClaimFiles.Defects;

namespace Aso.ClaimFiles.X12;

/// <content>
/// What our own code throws while it reads: where it goes on, so that no claim is taken for another's part. What is
/// lost with the segment decides: a segment of which nobody knows what it was may have been a claim's first or a
/// patient's, so the claim before it and all up to the next level (HL) are rejected rather than guessed at.
/// </content>
internal sealed partial class X12ClaimReader
{
    /// <summary>What is being done, for the case that it throws.</summary>
    private enum Step : byte
    {
        /// <summary>The next segment is being found.</summary>
        Segment,

        /// <summary>Whether a segment ends the claim is being asked.</summary>
        Boundary,

        /// <summary>A segment of the claim is being read.</summary>
        Claim,

        /// <summary>The claim is being closed.</summary>
        Finish,

        /// <summary>A segment outside any claim is being read.</summary>
        Outside,
    }

    /// <summary>The claim; null where our own code fails on it, as <see cref="Rejection"/> then says.</summary>
    public Claim? MakeClaim()
    {
        try
        {
            var claim = Draft.ToClaim(_strings, _modifiers);
            Draft.Describe(Patient, claim.MemberId, _strings);
            return claim;
        }
        catch (Exception thrown) when (InternalDefect.IsContained(thrown))
        {
            if (_envelope.Transaction is { } transaction) transaction.Accepted--;
            RejectDefect(thrown, Draft.Offset);
            return null;
        }
    }

    /// <summary>The claim could not be taken after all.</summary>
    public void TakeBack()
    {
        if (_envelope.Transaction is not { } transaction) return;
        transaction.Accepted--;
        transaction.RejectedCount++;
    }

    /// <summary>True where <see cref="Rejection"/> now says what is lost; false where the claim's end will.</summary>
    private bool Contain(Exception thrown)
    {
        switch (_step)
        {
            case Step.Claim:
                Draft.Defect ??= (thrown, _segments.Offset);
                return false;
            case Step.Finish:
                RejectDefect(thrown, Draft.Offset);
                return true;
            case Step.Segment:
                _segments.SkipSegment();
                LoseUnknown(thrown);
                return true;
            case Step.Boundary:
                LoseUnknown(thrown);
                return true;
            default:
                LoseOutside(thrown);
                return true;
        }
    }

    private void LoseUnknown(Exception thrown)
    {
        if (_envelope.Transaction is not null) _envelope.CountSegment();
        if (_loops.HasClaim) RejectDefect(thrown, _segments.Offset);
        else RejectSegment(thrown);
        _loops.LoseSegment(thrown);
    }

    private void LoseOutside(Exception thrown)
    {
        RejectSegment(thrown);
        switch (_segments.Id)
        {
            case SegmentId.Clm:
                _loops.LoseClaim();
                break;
            case SegmentId.Isa or SegmentId.Gs or SegmentId.St or SegmentId.Se or SegmentId.Ge or SegmentId.Iea:
                _loops.Reset();
                _envelope.ForgetTransaction();
                break;
            case SegmentId.Bht:
                if (_envelope.Transaction is null) _envelope.SupplyTransaction(_segments);
                if (_envelope.Transaction!.ByteOffset == _segments.Offset) BeginTransaction();
                break;
            default:
                _loops.LoseSegment(thrown);
                break;
        }
    }

    private ClaimRead RejectDefect(Exception thrown, long offset)
    {
        var number = Draft.Number.IsEmpty ? null : Encoding.UTF8.GetString(Draft.Number.Bytes);
        Rejection = InternalDefect.ToRejection(thrown, At(Draft.Offset), "claim", number, Charge) with
        {
            FaultAt = At(offset),
        };
        if (_envelope.Transaction is { } transaction) transaction.RejectedCount++;
        return ClaimRead.Rejected;
    }

    private void RejectSegment(Exception thrown)
    {
        Rejection = InternalDefect.ToRejection(thrown, At(_segments.Offset), "segment");
        if (_envelope.Transaction is { } transaction) transaction.RejectedCount++;
    }
}
