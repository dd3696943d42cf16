using System.Text;
using Aso.ClaimFiles.Defects;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.X12;

internal enum ClaimRead : byte
{
    NeedMore,

    /// <summary><see cref="X12ClaimReader.MakeClaim"/> gives it.</summary>
    Claim,

    /// <summary><see cref="X12ClaimReader.Rejection"/> says why a claim is not taken.</summary>
    Rejected,
    End,
}

/// <summary>
/// Claims of an X12 file, one at a time, with every check of envelope and loops. Holds the claim being read and its
/// envelope, nothing else. The report's envelopes, repairs and remarks grow while it reads; the caller counts the
/// claims.
/// </summary>
internal sealed partial class X12ClaimReader
{
    private readonly SegmentReader _segments;
    private readonly X12Envelope _envelope;
    private readonly ClaimLoops _loops;
    private readonly FileReport _report;
    private readonly string? _entry;
    private readonly IReadOnlySet<long> _refused;
    private readonly bool _isStrict;
    private readonly TextPool _strings = new();
    private readonly ModifierLists _modifiers = new();
    private readonly RejectedClaims? _rejected;
    private Step _step;
    private bool _held;
    private bool _ended;
    private bool _isClaims;
    private bool _isCut;

    /// <param name="refused">Offsets of the transactions that <c>strict</c> refuses.</param>
    public X12ClaimReader(
        SegmentReader segments, ClaimFileOptions options, FileReport report, string? entry, IReadOnlySet<long> refused)
    {
        (_segments, _report, _entry, _refused) = (segments, report, entry, refused);
        _envelope = new X12Envelope(report, entry) { TransactionEnded = NoteEmpty };
        _isStrict = options.Strict;
        _loops = new ClaimLoops(options, report, entry, _strings);
        _rejected = options.Repairs is { } files ? new RejectedClaims(files) : null;
    }

    public Rejection? Rejection { get; private set; }

    /// <summary>837 transactions met so far.</summary>
    public long Transactions { get; private set; }

    /// <summary>What the first transaction of another kind is, as 834; null where there is none.</summary>
    public string? Other { get; private set; }

    /// <summary>Of the claim that <see cref="MakeClaim"/> gave.</summary>
    public Diagnoses Diagnoses => Draft.Diagnoses;

    /// <summary>CLM02 of the same claim, a void's too; null where it could not be read.</summary>
    public Cents? Declared => Draft.DeclaredCents is { } cents ? new Cents(cents) : null;

    /// <summary>How many lines the file has of it.</summary>
    public int Lines => Draft.LineCount;

    /// <summary>Of the claim that <see cref="MakeClaim"/> gave: whose it is.</summary>
    public Patient Patient { get; } = new(FieldOf);

    private ClaimDraft Draft => _loops.Draft;

    /// <summary>Reads up to the end of the next claim.</summary>
    public ClaimRead Read()
    {
        while (true)
        {
            try
            {
                return ReadOn();
            }
            catch (Exception thrown) when (InternalDefect.IsContained(thrown))
            {
                if (Contain(thrown)) return ClaimRead.Rejected;
            }
        }
    }

    private ClaimRead ReadOn()
    {
        while (true)
        {
            if (_loops.LostClaims.Count > 0) return RejectLost();
            if (!_held)
            {
                if (_ended) return ClaimRead.End;
                _step = Step.Segment;
                switch (_segments.Read())
                {
                    case SegmentRead.NeedMore: return ClaimRead.NeedMore;
                    case SegmentRead.Junk: NoteJunk(); continue;
                    case SegmentRead.End:
                        _step = _loops.HasClaim ? Step.Finish : Step.Outside;
                        _ended = true;
                        _report.HasUnreadRest |= _envelope.Transaction is not null;
                        if (_loops.HasClaim) return FinishTruncated();
                        _envelope.End(_segments.Position);
                        continue;
                    default: break;
                }

                if (ClaimLoops.SaysNothing(_segments))
                {
                    if (_loops.HasClaim) _rejected?.TakeOfClaim(_segments);
                    else _rejected?.Take(_segments);
                    if (_envelope.Transaction is not null) _envelope.CountSegment();
                    continue;
                }

                if (_loops.HasClaim)
                {
                    _step = Step.Boundary;
                    DefectSwitch.Pass(DefectPlace.Boundary);
                    if (_loops.EndsClaim(_segments))
                    {
                        _held = true;
                        _step = Step.Finish;
                        return Finish();
                    }

                    // What does not end a claim is no envelope.
                    _step = Step.Claim;
                    _envelope.CountSegment();
                    _rejected?.TakeOfClaim(_segments);
                    DefectSwitch.Pass(DefectPlace.Content);
                    _loops.Take(_segments, _envelope.SegmentNumber);
                    continue;
                }
            }

            _held = false;
            _step = Step.Outside;
            Take();
        }
    }

    /// <summary>What became of the claim that was read last, for its repair.</summary>
    /// <param name="rejection">Null: it is taken.</param>
    public void Repair(Rejection? rejection) => _rejected?.End(rejection, Draft.IsLevelUnknown, _isCut);

    /// <summary>The layout that was put right, for the report; call it once, at the end.</summary>
    public void ReportRepairs()
    {
        _rejected?.Finish();
        foreach (var (words, count, first) in _segments.Repairs.Made())
            _report.Repair(new Remark(FilePosition.AtByte(first, _entry), null, "layout", words, count));
        _report.BytesRead += _segments.Position;
    }

    private void Take()
    {
        _rejected?.Take(_segments);
        if (_envelope.Transaction is not null) _envelope.CountSegment();
        DefectSwitch.Pass(DefectPlace.Envelope);
        if (_envelope.Take(_segments))
        {
            if (_segments.Id is not (SegmentId.St or SegmentId.Ta1)) _loops.Reset();
            if (_segments.Id == SegmentId.St) BeginTransaction();
            return;
        }

        if (_envelope.Transaction is null && _segments.Id == SegmentId.Bht)
        {
            _envelope.SupplyTransaction(_segments);
            BeginTransaction();
        }

        if (_isClaims && _envelope.Transaction is not null) _loops.Take(_segments, _envelope.SegmentNumber);
    }

    private void BeginTransaction()
    {
        _loops.Reset();
        var transaction = _envelope.Transaction!;
        _report.Recognize(transaction.Version.Length > 0
            ? $"x12 {transaction.Identifier} {transaction.Version}" : $"x12 {transaction.Identifier}");
        _isClaims = transaction.Identifier == "837";
        if (_isClaims) _loops.BeginTransaction(transaction.Version);
        if (_isClaims)
        {
            Transactions++;
            transaction.Rejected = _refused.Contains(transaction.ByteOffset)
                // Of an ST on which our own code failed no offset is known.
                || (_isStrict && transaction.Errors.Count > 0);
            if (transaction.Rejected) _report.HasRejectedTransaction = true;
            return;
        }

        Other ??= transaction.Identifier;
        transaction.Rejected = true;
        _report.HasRejectedTransaction = true;
        transaction.Add(new X12EnvelopeError("1", transaction.ByteOffset, "ST01", "837"));
        _report.Note(At(transaction.ByteOffset), null, "ST01", "expected 837; the transaction was skipped");
    }

    private ClaimRead Finish()
    {
        _loops.Finish(_segments.Offset);
        var transaction = _envelope.Transaction!;
        if (Draft.Defect is { } defect) return RejectDefect(defect.Thrown, defect.Offset);
        if (!transaction.Rejected && _loops.IsNoClaim) return List(transaction);
        if (transaction.Rejected)
            return RejectWith(transaction);
        var isVoid = Draft.Type == ClaimType.Void;
        if ((Draft.Faults.Key ?? (isVoid ? null : Draft.Faults.First)) is { } fault)
        {
            transaction.Add(fault.ToSegmentError());
            return Reject(fault, isVoid);
        }

        transaction.Accepted++;
        return ClaimRead.Claim;
    }

    // Whether more of the claim should have followed nobody can know, unless its lines already make up its charge.
    private ClaimRead FinishTruncated()
    {
        var rest = _segments.Unterminated ? _segments.Text : default;
        var complete = ("CLM"u8.StartsWith(rest) || Begins(rest, "HL"u8) || Begins(rest, "SE"u8))
            && Draft.LinesCents == Draft.DeclaredCents && Draft.LineCount > 0;
        _report.Note(At(_segments.Position), null, "SE", "the file ends inside a transaction");
        _isCut = !complete;
        if (_isCut)
            Draft.Faults.AddKey(new Fault("SE", "the rest of the claim; the file ends inside it",
                _segments.Position, SegmentId.Se, _envelope.SegmentNumber, 0, FaultKind.MissingSegment));
        var read = Finish();
        _envelope.End(_segments.Position);
        return read;
    }

    private static bool Begins(ReadOnlySpan<byte> cut, ReadOnlySpan<byte> id) => id.StartsWith(cut)
        || cut.StartsWith(id);

    private ClaimRead Reject(in Fault fault, bool isVoid)
    {
        Rejection = Draft.Faults.Tell(Rejected(At(fault.Offset), fault.Field, fault.Expected), _entry, keysOnly: isVoid);
        _envelope.Transaction!.RejectedCount++;
        return ClaimRead.Rejected;
    }

    private Rejection Rejected(FilePosition at, string field, string expected)
    {
        var number = Draft.Number.IsEmpty || Draft.Faults.IsIn("CLM01") ? null
            : Encoding.UTF8.GetString(Draft.Number.Bytes);
        return new Rejection(At(Draft.Offset), number, Charge, at, field, expected)
        {
            Declared = Declared, Lines = Lines,
        };
    }

    private ClaimRead RejectWith(X12TransactionReport transaction)
    {
        Rejection = Rejected(
            At(transaction.ByteOffset), "ST", "a transaction without errors in its envelope (strict)");
        _envelope.Transaction!.RejectedCount++;
        return ClaimRead.Rejected;
    }

    // A 999 finds no fault with it.
    private ClaimRead List(X12TransactionReport transaction)
    {
        var number = Draft.Faults.IsIn("CLM01") ? null : Encoding.UTF8.GetString(Draft.Number.Bytes);
        Rejection = ClaimUses.Listed(Draft.Use, At(Draft.Offset), number, Charge, Draft.UseField) with
        {
            Declared = Declared, Lines = Lines,
        };
        transaction.NoClaims++;
        return ClaimRead.Rejected;
    }

    private Cents Charge =>
        new(Draft.Type == ClaimType.Void ? 0 : Draft.DeclaredCents ?? Draft.LinesCents);

    private ClaimRead RejectLost()
    {
        var last = _loops.LostClaims.Count - 1;
        Rejection = _loops.LostClaims[last];
        _loops.LostClaims.RemoveAt(last);
        if (_envelope.Transaction is { } transaction)
        {
            transaction.RejectedCount++;
            transaction.Add(new X12SegmentError("CLM", _envelope.SegmentNumber, "3", 0, ""));
        }

        return ClaimRead.Rejected;
    }

    private void NoteEmpty(X12TransactionReport transaction, bool failed)
    {
        if (_isClaims && transaction.Accepted + transaction.RejectedCount + transaction.NoClaims == 0)
            _report.Note(At(transaction.ByteOffset), null, "CLM", "the transaction has no claims");
    }

    private void NoteJunk()
    {
        if (_loops.HasClaim)
            Draft.Faults.Add(new Fault("segment", "a segment of the 837", _segments.Offset, SegmentId.Clm,
                _envelope.SegmentNumber, 0, FaultKind.UnexpectedSegment));
        _report.Note(At(_segments.Offset), null, "ISA",
            string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"expected an interchange; {_segments.JunkBytes} bytes were skipped"));
    }

    private static string FieldOf(Patient patient, PersonField field) => field switch
    {
        PersonField.SubscriberNumber => "NM1*IL NM109",
        PersonField.BirthDate => "DMG02",
        PersonField.Relationship => patient.IsDependent ? "PAT01" : "SBR02",
        PersonField.Sex => "DMG03",
        PersonField.FirstName => patient.IsDependent ? "NM1*QC NM104" : "NM1*IL NM104",
        _ => patient.IsDependent ? "NM1*QC NM109" : "NM1*IL NM109",
    };

    private FilePosition At(long offset) => FilePosition.AtByte(offset, _entry);
}
