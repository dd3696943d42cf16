using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.X12;

/// <summary>
/// Writes the rejected claims of an 837 alone, under the levels they stand in, in an envelope whose numbers and counts
/// are right. Segments are as they came. What cannot be told from them stays open, so that nothing is taken which
/// nobody corrected: a level that was lost or unreadable has no code (HL03), a claim that was cut ends with one segment
/// more.
/// </summary>
internal sealed class RejectedClaims(RepairFiles files)
{
    private readonly RepairEnvelopes _envelopes = new(files, "837", "claim");
    private readonly Segments _billing = new();
    private readonly Segments _subscriber = new();
    private readonly Segments _patient = new();
    private readonly Segments _claim = new();

    // What stands between an unreadable level, or the claim before a lost one, and the next claim.
    private readonly Segments _unknown = new();

    // What is written of the subscriber whose claims are read: whether a patient follows is known at its end.
    private readonly Segments _pending = new();
    private readonly List<(int Offset, Rejection Rejection)> _rejections = [];
    private Segments? _level;
    private bool _isBillingWritten;
    private bool _isPatientWritten;
    private bool _isUnknownWritten;
    private bool _hasPatient;
    private int _levels;
    private int _billingLevel;
    private int _subscriberLevel;

    /// <summary>Passes a segment outside of claims, or the first of one.</summary>
    public void Take(SegmentReader segment)
    {
        if (RepairEnvelopes.Has(segment.Id) && X12Envelope.IsEnvelope(segment))
        {
            CloseSubscriber();
            if (!_envelopes.Take(segment)) return;
            foreach (var level in (Segments[])[_billing, _subscriber, _patient, _claim, _unknown]) level.Clear();
            (_level, _isBillingWritten) = (_envelopes.Header, false);
            return;
        }

        switch (segment.Id)
        {
            case SegmentId.Hl when ClaimLoops.IsLevel(segment):
                TakeLevel(segment);
                break;
            case SegmentId.Clm:
                _claim.Clear();
                _level = _claim;
                _claim.Add(segment.Text, _envelopes.Terminator);
                break;
            default:
                _level?.Add(segment.Text, _envelopes.Terminator);
                break;
        }
    }

    /// <summary>Passes a segment of the claim that is being read.</summary>
    public void TakeOfClaim(SegmentReader segment) => _claim.Add(segment.Text, _envelopes.Terminator);

    /// <summary>The claim that was read last is taken, or rejected.</summary>
    /// <param name="rejection">Null: it is taken.</param>
    /// <param name="isLevelUnknown">Whose it is, or who billed it, is not known.</param>
    /// <param name="isCut">The file ends inside it.</param>
    public void End(Rejection? rejection, bool isLevelUnknown, bool isCut)
    {
        if (rejection is not null && rejection.Reason != Rejection.NoClaimReason && _claim.Count > 0)
        {
            if (isCut)
                _claim.Add(
                    _envelopes.Joined("LX", "remove this segment once the claim is whole"), _envelopes.Terminator);
            Reject(rejection, isLevelUnknown);
        }

        _claim.Clear();
        _unknown.Clear();
        _level = _unknown;
    }

    /// <summary>The file ends.</summary>
    public void Finish()
    {
        CloseSubscriber();
        _envelopes.CloseInterchange();
    }

    private void Reject(Rejection rejection, bool isLevelUnknown)
    {
        Open();
        if (isLevelUnknown) OpenUnknown();
        else OpenPatient();
        _rejections.Add((_pending.Bytes.Length, rejection));
        _pending.Add(_claim);
    }

    private void OpenPatient()
    {
        if (_subscriberLevel == 0) _subscriberLevel = ++_levels;
        if (_patient.Count == 0 || _isPatientWritten) return;
        (_isPatientWritten, _hasPatient) = (true, true);
        _pending.Add(Level(++_levels, _subscriberLevel, "23", hasChild: false), _envelopes.Terminator);
        _pending.Add(_patient);
    }

    private void OpenUnknown()
    {
        if (_isUnknownWritten && _unknown.Count == 0) return;
        _isUnknownWritten = true;
        _pending.Add(Level(++_levels, _billingLevel, "", hasChild: false), _envelopes.Terminator);
        _pending.Add(_unknown);
    }

    private void TakeLevel(SegmentReader segment)
    {
        segment.Split();
        _unknown.Clear();
        _isUnknownWritten = false;
        if (segment[3].SequenceEqual("23"u8))
        {
            (_level, _isPatientWritten) = (_patient, false);
            _patient.Clear();
            return;
        }

        if (!segment[3].SequenceEqual("22"u8) && !segment[3].SequenceEqual("20"u8))
        {
            _level = _unknown;
            return;
        }

        CloseSubscriber();
        _patient.Clear();
        _subscriber.Clear();
        _level = _subscriber;
        if (segment[3].SequenceEqual("22"u8)) return;
        _billing.Clear();
        (_level, _isBillingWritten) = (_billing, false);
    }

    private void Open()
    {
        if (!_envelopes.IsOpen) _levels = 0;
        _envelopes.Open();
        if (_isBillingWritten) return;
        _isBillingWritten = true;
        _billingLevel = ++_levels;
        _envelopes.Write(Level(_billingLevel, 0, "20", hasChild: true));
        _envelopes.Write(_billing);
    }

    private void CloseSubscriber()
    {
        if (_pending.Count > 0)
        {
            if (_subscriberLevel > 0)
            {
                _envelopes.Write(Level(_subscriberLevel, _billingLevel, "22", _hasPatient));
                _envelopes.Write(_subscriber);
            }

            foreach (var (offset, rejection) in _rejections) _envelopes.Tell(offset, rejection);
            _envelopes.Write(_pending);
        }

        _pending.Clear();
        _rejections.Clear();
        (_subscriberLevel, _hasPatient, _isPatientWritten) = (0, false, false);
    }

    private string Level(int number, int parent, string code, bool hasChild) => _envelopes.Joined(
        "HL", RepairEnvelopes.Number(number), parent == 0 ? "" : RepairEnvelopes.Number(parent), code, hasChild ? "1" : "0");
}
