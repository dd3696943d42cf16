using Aso.ClaimFiles.Defects;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.X12;

/// <summary>
/// The loops of an 837 (professional, institutional, dental; 4010 and 5010): billing provider, subscriber, patient,
/// claim, service line. Reads one claim at a time into <see cref="Draft"/>. A segment that is broken or missing costs
/// the claim it belongs to and no other: where a claim's or a patient's first segment is lost, what follows is not
/// taken for part of the claim before.
/// </summary>
internal sealed partial class ClaimLoops(
    ClaimFileOptions options, FileReport report, string? entry, TextPool strings)
{
    private DraftPerson _subscriber = new();
    private DraftPerson _patient = new();
    private Level _level;
    private string? _provider;
    private bool _providerNoted;
    private bool _patientIsSubscriber;
    private bool _patientUnknown;
    private bool _providerUnknown;

    // What our own code threw, for which patient or provider are unknown.
    private Exception? _thrown;
    private Lost _lost;
    private int _subscriberNumber;
    private long _unknownAt = -1;

    // Where the level stands that was found last: what ends a claim is asked about twice.
    private long _levelAt = -1;
    private DraftLine _beforeUnknown;
    private int _faultsBeforeUnknown;

    private enum Level : byte
    {
        Header,
        Billing,
        Subscriber,
        Patient,

        Claim,
        OtherSubscriber,
        Line,

        /// <summary>After a claim's lost CLM.</summary>
        Orphan,
    }

    /// <summary>A first segment whose loss shows only in what follows it.</summary>
    private enum Lost : byte
    {
        Nothing,
        Claim,
        Level,
    }

    public ClaimDraft Draft { get; } = new(options.Triggers.ReadDiagnoses);

    /// <summary>A claim is being read.</summary>
    public bool HasClaim => _level is Level.Claim or Level.OtherSubscriber or Level.Line;

    /// <summary>
    /// Whether a segment neither says anything of a claim nor ends one: addresses, contacts and most references, a
    /// third of a file.
    /// </summary>
    public static bool SaysNothing(SegmentReader segment) => segment.Id switch
    {
        SegmentId.N3 or SegmentId.N4 or SegmentId.Per or SegmentId.Prv => true,
        SegmentId.Ref => segment.Text is not
            [_, _, _, _, (byte)'G' or (byte)'F', (byte)'1' or (byte)'8', ..]
            and not [_, _, _, _, (byte)'S', (byte)'Y', ..],
        _ => false,
    };

    /// <summary>Whether the segment ends the claim being read.</summary>
    public bool EndsClaim(SegmentReader segment)
    {
        switch (segment.Id)
        {
            case SegmentId.Hl:
                return BeginsLevel(segment);
            case SegmentId.Clm:
                return true;
            case SegmentId.Se or SegmentId.St or SegmentId.Ge or SegmentId.Gs or SegmentId.Iea or SegmentId.Isa:
                return X12Envelope.IsEnvelope(segment);
            case SegmentId.Hi or SegmentId.Cl1 when _level == Level.Line:
                _lost = Lost.Claim;
                return true;
            case SegmentId.Lx when _level == Level.Line && Restarts(segment):
                _lost = Lost.Claim;
                return true;
            case SegmentId.Sbr or SegmentId.Pat or SegmentId.Dmg when _level == Level.Line:
                return LoseLevel();
            case SegmentId.Nm1 when _level == Level.Line:
                segment.Split();
                return (segment[1].SequenceEqual("IL"u8) || segment[1].SequenceEqual("QC"u8)
                    || segment[1].SequenceEqual("85"u8)) && LoseLevel();
            default:
                return false;
        }
    }

    /// <summary>
    /// Closes the claim being read: dates, numbers and checks that need all of it. The draft then holds the claim, or
    /// why it is rejected.
    /// </summary>
    public void Finish(long endOffset)
    {
        try
        {
            DefectSwitch.Pass(DefectPlace.Whole);
            if (_lost != Lost.Nothing && _unknownAt >= 0 && Draft.LineCount > 0)
                Draft.Restore(_beforeUnknown, _faultsBeforeUnknown);
            FinishLines();
            CheckCharge();
        }
        finally
        {
            // Whatever our own code throws over this claim, the next is not taken for part of it.
            Leave(endOffset);
        }
    }

    private void Leave(long endOffset)
    {
        _level = _patientIsSubscriber ? Level.Subscriber : Level.Patient;
        if (_lost == Lost.Claim) Orphan(_unknownAt >= 0 ? _unknownAt : endOffset);
        _lost = Lost.Nothing;
        _unknownAt = -1;
    }

    /// <summary>Takes a segment of an 837 that is not an envelope's.</summary>
    /// <param name="number">Its number in the transaction.</param>
    public void Take(SegmentReader segment, int number)
    {
        switch (segment.Id)
        {
            case SegmentId.Hl when BeginsLevel(segment): TakeLevel(segment); break;
            case SegmentId.Hl: TakeUnknown(segment); break;
            case SegmentId.Nm1 when _level == Level.OtherSubscriber: TakeOtherPayer(segment); break;
            case SegmentId.Nm1: TakeName(segment); break;
            case SegmentId.Clm: TakeClaim(segment, number); break;
            case SegmentId.Lx: TakeLine(segment, number); break;
            case SegmentId.Sv1: TakeService(segment, number, composite: 1, charge: 2, units: 4); break;
            case SegmentId.Sv2: TakeService(segment, number, composite: 2, charge: 3, units: 5); break;
            case SegmentId.Sv3: TakeService(segment, number, composite: 1, charge: 2, units: 6); break;
            case SegmentId.Dtp: TakeDate(segment, number); break;
            case SegmentId.Ref: TakeReference(segment); break;
            case SegmentId.Amt: TakeAmount(segment, number); break;
            case SegmentId.Svd: TakeOtherPayment(segment, number); break;
            case SegmentId.Cas: TakeAdjustments(segment); break;
            case SegmentId.Hcp: TakePricing(segment, number); break;
            case SegmentId.Bht: TakePurpose(segment); break;
            case SegmentId.Pat: TakeRelationship(segment, element: 1); break;
            case SegmentId.Dmg: TakeDemographics(segment); break;
            case SegmentId.Sbr when _level == Level.Subscriber: TakeRelationship(segment, element: 2); break;
            case SegmentId.Sbr when _level is Level.Claim or Level.OtherSubscriber: BeginOtherPayer(); break;
            case SegmentId.Hi when _level == Level.Claim: TakeDiagnoses(segment); break;
            case SegmentId.Sbr or SegmentId.Hi or SegmentId.Cl1: TakeStray(segment); break;
            default: TakeOther(segment); break;
        }
    }

    /// <summary>
    /// A segment was lost of which nobody knows what it was: what follows up to the next level (HL) has no claim and no
    /// patient.
    /// </summary>
    public void LoseSegment(Exception thrown)
    {
        _thrown = thrown;
        // It may have been the billing provider's name; or its level's first segment, whose loss showed before.
        _providerUnknown |= _level is Level.Billing or Level.Orphan;
        _level = Level.Orphan;
        ForgetPatient();
        _lost = Lost.Nothing;
        _unknownAt = -1;
    }

    /// <summary>A CLM was lost: what follows up to the next claim belongs to none.</summary>
    public void LoseClaim() => _level = Level.Orphan;

    /// <summary>Forgets everything at a transaction's or an interchange's end.</summary>
    public void Reset()
    {
        _level = Level.Header;
        _purpose = default;
        _billBefore.Clear();
        _bill = default;
        _provider = null;
        _subscriber.Clear();
        _patient.Clear();
        _subscriberNumber = 0;
        _unknownAt = -1;
        _patientUnknown = false;
        _providerUnknown = false;
        _thrown = null;
        _lost = Lost.Nothing;
    }

    // After a lost CLM, its claim's own first line: what stood before is complete already.
    private bool Restarts(SegmentReader segment)
    {
        segment.Split();
        return Draft.LineCount > 0 && X12Value.TryCount(segment[1], out var number) && number == 1
            && !Draft.Renumbered && Draft.LinesCents == Draft.DeclaredCents
            && (_unknownAt >= 0 || Draft.LastLine.Number > 1);
    }

    private bool LoseLevel()
    {
        _lost = Lost.Level;
        ForgetPatient();
        return true;
    }

    // The claim that was being read keeps the persons it had.
    private void ForgetPatient()
    {
        _patientUnknown = true;
        (_subscriber, _patient) = (new DraftPerson(), new DraftPerson());
    }

    private void Orphan(long offset)
    {
        _level = Level.Orphan;
        var at = FilePosition.AtByte(offset, entry);
        LostClaims.Add(new Rejection(at, null, default, at, "CLM", "a claim's CLM segment before these segments"));
    }

    /// <summary>Claims whose CLM was lost, found while another segment was read; the caller takes them away.</summary>
    public List<Rejection> LostClaims { get; } = [];

    /// <summary>
    /// Two of its three elements tell a level with one of them broken from another segment with a broken id.
    /// </summary>
    public static bool IsLevel(SegmentReader segment)
    {
        segment.Split();
        var signs = X12Value.TryCount(segment[1], out _) ? 1 : 0;
        if (segment.Count > 3 && (segment[2].IsEmpty || X12Value.TryCount(segment[2], out _))) signs++;
        if (segment[3].SequenceEqual("20"u8) || segment[3].SequenceEqual("22"u8) || segment[3].SequenceEqual("23"u8))
            signs++;
        return signs >= 2;
    }

    private bool BeginsLevel(SegmentReader segment)
    {
        if (segment.Offset == _levelAt) return true;
        if (!IsLevel(segment)) return false;
        _levelAt = segment.Offset;
        return true;
    }

    private void TakeLevel(SegmentReader segment)
    {
        segment.Split();
        var code = segment[3];
        _unknownAt = -1;
        _patient.Clear();
        _patientUnknown = false;
        if (!_providerUnknown) _thrown = null;
        if (code.SequenceEqual("20"u8))
        {
            _level = Level.Billing;
            _providerUnknown = false;
            _thrown = null;
            _provider = null;
            _providerNoted = false;
            _subscriber.Clear();
            _subscriberNumber = 0;
            return;
        }

        X12Value.TryCount(segment[1], out var number);
        X12Value.TryCount(segment[2], out var parent);
        if (code.SequenceEqual("22"u8) && (_subscriberNumber == 0 || parent != _subscriberNumber))
        {
            _level = Level.Subscriber;
            _subscriber.Clear();
            _subscriberNumber = number;
            _patientIsSubscriber = true;
        }
        else if (code.SequenceEqual("23"u8))
        {
            _level = Level.Patient;
            _patientIsSubscriber = false;
            if (parent != _subscriberNumber)
                Note(segment.Offset, "HL02",
                "expected the number of the subscriber's HL; claims were read in file order");
        }
        else
        {
            _patientUnknown = true;
            // It may be another subscriber's: whoever follows below it is nobody of the family before.
            if (parent != _subscriberNumber)
            {
                (_level, _subscriberNumber, _patientIsSubscriber) = (Level.Subscriber, 0, true);
                _subscriber.Clear();
            }

            Note(segment.Offset, "HL03",
                "expected 20, 22 or 23 under its parent; claims up to the next HL are rejected");
        }
    }

    private void TakeName(SegmentReader segment)
    {
        if (HasClaim || _level == Level.Header) return;
        if (segment.Text is not [_, _, _, _, (byte)'I' or (byte)'Q' or (byte)'8', ..]) return;
        segment.Split();
        var entity = segment[1];
        if (entity.SequenceEqual("85"u8)) TakeProvider(segment);
        else if (_level == Level.Orphan) return;
        else if (_level == Level.Subscriber && entity.SequenceEqual("IL"u8)) _subscriber.SetName(segment);
        else if (entity.SequenceEqual("QC"u8)) _patient.SetName(segment);
    }

    private static ReadOnlySpan<byte> Identifier(SegmentReader segment) => segment[9].Trim((byte)' ');

    private void TakeProvider(SegmentReader segment)
    {
        // A billing provider below its level: the level's HL was lost, and with it whose claims follow.
        if (_level != Level.Billing) ForgetPatient();
        var identifier = Identifier(segment);
        var national = segment[8].SequenceEqual("XX"u8);
        _provider = national && !identifier.IsEmpty ? strings.Get(identifier) : null;
        _providerUnknown = false;
        if (national && NationalProvider.IsValid(identifier)) return;
        if (_providerNoted) return;
        _providerNoted = true;
        Note(segment.Offset, "NM1*85 NM109", national
            ? "expected a national provider identifier with its check digit; kept as submitted"
            : "expected a national provider identifier (NM108 XX); the provider is left empty");
    }

    private void TakeStray(SegmentReader segment)
    {
        if (_level is Level.Subscriber or Level.Patient && segment.Id != SegmentId.Sbr) Orphan(segment.Offset);
    }

    private void TakeOther(SegmentReader segment)
    {
        if (!KnownSegments.Contains(segment.Id)) TakeUnknown(segment);
    }

    private void TakeUnknown(SegmentReader segment)
    {
        if (_level is Level.Header or Level.Orphan) return;
        Note(segment.Offset, "segment", "expected a segment of the 837; skipped");
        if (_unknownAt >= 0) return;
        _unknownAt = segment.Offset;
        if (_level != Level.Line) return;
        _beforeUnknown = Draft.LastLine;
        _faultsBeforeUnknown = Draft.Faults.Count;
    }

    private void Note(long offset, string field, string text) =>
        report.Note(FilePosition.AtByte(offset, entry), null, field, text);

    private void NoteClaim(string field, string text) =>
        report.Note(
            FilePosition.AtByte(Draft.Offset, entry), System.Text.Encoding.UTF8.GetString(Draft.Number.Bytes), field,
            text);
}
