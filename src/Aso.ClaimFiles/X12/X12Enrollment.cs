using Aso.ClaimFiles.Defects;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.X12;

/// <summary>Reads the members of X12 834 content (005010X220A1) into a sink, as rows of enrollment.</summary>
internal sealed partial class X12Enrollment
{
    private const int TakenMax = 10_000;

    private readonly FileReport _report;
    private readonly string? _entry;
    private readonly IEnrollmentSink _sink;
    private readonly KnownEnrollment _known;
    private readonly X12Envelope _envelope;
    private readonly MemberLoop _member;
    private readonly CoverageCodes _codes;
    private readonly IReadOnlySet<long> _refused;
    private readonly bool _isStrict;
    private readonly RejectedMembers? _rejected;
    private bool _isCut;
    private readonly Dictionary<string, IReadOnlyList<EnrollmentRow>> _taken = new(StringComparer.Ordinal);
    private int _memberNumber;
    private bool _isFull;
    private long _transactions;
    private string? _other;

    private X12Enrollment(
        FileReport report, string? entry, ClaimFileOptions options, IEnrollmentSink sink, KnownEnrollment known,
        IReadOnlySet<long> refused)
    {
        (_report, _entry, _codes, _sink, _known) = (report, entry, options.Codes, sink, known);
        (_refused, _isStrict) = (refused, options.Strict);
        _envelope = new X12Envelope(report, entry);
        _member = new MemberLoop(report, entry);
        _rejected = options.Repairs is { } files ? new RejectedMembers(files) : null;
    }

    public static ValueTask ReadAsync(
        Stream content, string? entry, ClaimFileOptions options, FileReport report, IEnrollmentSink sink,
        KnownEnrollment known, CancellationToken cancellation) =>
        StrictEnvelopes.ReadAsync(
            content, options.Strict,
            (copy, refused) => new X12Enrollment(report, entry, options, sink, known, refused)
                .ReadAsync(copy, cancellation),
            cancellation);

    private async ValueTask ReadAsync(Stream content, CancellationToken cancellation)
    {
        using var segments = new SegmentReader(content);
        while (true)
        {
            switch (Next(segments))
            {
                case SegmentRead.NeedMore:
                    await segments.FillAsync(cancellation);
                    break;
                case SegmentRead.Segment:
                    if (Ends(segments)) await FinishAsync(cancellation);
                    _rejected?.Take(segments);
                    TakeOrLose(segments);
                    break;
                case SegmentRead.Junk:
                    _report.Note(At(segments.Offset), null, "ISA",
                        "expected an interchange; bytes were skipped");
                    break;
                default:
                    End(segments);
                    return;
            }
        }
    }

    private SegmentRead Next(SegmentReader segments)
    {
        while (true)
        {
            try
            {
                return segments.Read();
            }
            catch (Exception thrown) when (InternalDefect.IsContained(thrown))
            {
                segments.SkipSegment();
                if (_envelope.Transaction is not null) _envelope.CountSegment();
                Lose(thrown, segments);
            }
        }
    }

    private bool Ends(SegmentReader segment)
    {
        try
        {
            DefectSwitch.Pass(DefectPlace.Boundary);
            return _member.Open && (segment.Id == SegmentId.Ins
                || (segment.Id != SegmentId.Ta1 && X12Envelope.IsEnvelope(segment)));
        }
        catch (Exception thrown) when (InternalDefect.IsContained(thrown))
        {
            // The member that may end here is lost; the segment is taken, and begins the next if it is one's first.
            Lose(thrown, segment);
            return false;
        }
    }

    // A member of which our own code fails on a segment is rejected at its end; of segments outside members, each.
    private void TakeOrLose(SegmentReader segment)
    {
        try
        {
            Take(segment);
        }
        catch (Exception thrown) when (InternalDefect.IsContained(thrown))
        {
            if (_member.Open && segment.Id != SegmentId.Ins)
            {
                _member.Defect ??= (thrown, segment.Offset);
                return;
            }

            Lose(thrown, segment);
            if (segment.Id == SegmentId.St) _envelope.ForgetTransaction();
            else if (segment.Id == SegmentId.Bgn && _envelope.Transaction is null) BeginSupplied(segment);
        }
    }

    private void Lose(Exception thrown, SegmentReader segment)
    {
        Reject(_member.Open
            ? InternalDefect.ToRejection(thrown, At(_member.Offset), "member") with { FaultAt = At(segment.Offset) }
            : InternalDefect.ToRejection(thrown, At(segment.Offset), "segment"));
        _member.Close();
    }

    private void Take(SegmentReader segment)
    {
        if (_envelope.Transaction is not null) _envelope.CountSegment();
        DefectSwitch.Pass(_member.Open ? DefectPlace.Content : DefectPlace.Envelope);
        if (_envelope.Take(segment))
        {
            if (segment.Id == SegmentId.St) BeginTransaction();
            return;
        }

        if (_envelope.Transaction is null && segment.Id == SegmentId.Bgn) BeginSupplied(segment);
        if (_envelope.Transaction is not { Identifier: "834" }) return;
        if (segment.Id == SegmentId.Ins)
        {
            _member.Begin(segment);
            _memberNumber = _envelope.SegmentNumber;
        }
        else if (_member.Open) _member.Take(segment, _envelope.SegmentNumber);
        else if (segment.Id == SegmentId.Bgn) TakeBeginning(segment);
        else if (segment.Id == SegmentId.Dtp) TakeHeaderDate(segment);
    }

    private void BeginSupplied(SegmentReader segment)
    {
        _envelope.SupplyTransaction(segment);
        BeginTransaction();
    }

    private void BeginTransaction()
    {
        var transaction = _envelope.Transaction!;
        _isFull = false;
        _report.Recognize($"x12 {transaction.Identifier} {transaction.Version}".TrimEnd());
        if (transaction.Identifier == "834")
        {
            _transactions++;
            // Of an ST on which our own code failed no offset is known.
            transaction.Rejected = _refused.Contains(transaction.ByteOffset) || (_isStrict && transaction.Errors.Count > 0);
            if (transaction.Rejected) _report.HasRejectedTransaction = true;
            return;
        }

        _other ??= transaction.Identifier;
        transaction.Rejected = true;
        _report.HasRejectedTransaction = true;
        transaction.Add(new X12EnvelopeError("1", transaction.ByteOffset, "ST01", "834"));
        _report.Note(At(transaction.ByteOffset), null, "ST01", "expected 834; the transaction was skipped");
    }

    private void TakeBeginning(SegmentReader segment)
    {
        segment.Split();
        _isFull = segment[8].SequenceEqual("4"u8);
        if (_isFull) _report.FullFile ??= At(segment.Offset);
    }

    private void TakeHeaderDate(SegmentReader segment)
    {
        segment.Split();
        if (_isFull && segment[1].SequenceEqual("007"u8)
            && X12Value.TryDates(segment[2], segment[3], out var from, out _, out _))
            _report.FullFileFrom = _report.FullFileFrom > from ? _report.FullFileFrom : from;
    }

    private void End(SegmentReader segments)
    {
        if (_member.Open)
        {
            _member.Close();
            _isCut = true;
            _report.Note(At(segments.Position), null, "SE", "the file ends inside a transaction");
            _member.Faults.AddKey(new Fault("SE", "the rest of the member's loop; the file ends inside it",
                segments.Position, SegmentId.Se, _envelope.SegmentNumber, 0, FaultKind.MissingSegment));
            RejectFaults();
        }

        _rejected?.Finish();
        _report.HasUnreadRest |= _envelope.Transaction is not null;
        _envelope.End(segments.Position);
        foreach (var (words, count, first) in segments.Repairs.Made())
            _report.Repair(new Remark(At(first), null, "layout", words, count));
        _report.BytesRead += segments.Position;
        if (_transactions == 0) _report.NothingReadIn(_entry, WhyNothing());
    }

    private async ValueTask FinishAsync(CancellationToken cancellation)
    {
        _member.Close();
        if (_member.Defect is { } defect)
        {
            NameAsFarAsKnown();
            Reject(InternalDefect.ToRejection(defect.Thrown, At(_member.Offset), "member") with
            {
                FaultAt = At(defect.Offset),
            });
            return;
        }

        if (_envelope.Transaction is { Rejected: true } refused)
        {
            NameAsFarAsKnown();
            Reject(new Rejection(
                At(_member.Offset), null, default, At(refused.ByteOffset), "ST",
                "a transaction without errors in its envelope (strict)"));
            return;
        }

        if (Find() is not { } person) return;
        var before = await BeforeAsync(cancellation);
        var remembered = SaysAll && MemberChanges.LacksData(_member, _codes)
            ? await KnownAsync(cancellation)
            : before;
        TakeOrReject(person, before, remembered);
        await _sink.WriteAsync(cancellation);
    }

    /// <summary>Null: who the loop is about cannot be told, and it is rejected.</summary>
    private (Enrollee Person, PersonFound Found)? Find()
    {
        try
        {
            var person = _member.Person;
            var isNobody = person is { SubscriberNumber: null, SocialSecurityNumber: null }
                || person is { SubscriberNumber: null, IsSelf: false };
            var found = isNobody ? default : _sink.Find(person);
            Name(found);
            var faults = _member.Faults;
            if (faults.Any) AddLacks();
            if (isNobody)
                faults.Add(Missing(
                    "REF*0F REF02", "a subscriber identifier of 1 to 80 printable characters", SegmentId.Ref));
            if (found.Fault is { } untold && FieldOf(untold.Field) is var (field, segment) && !faults.IsIn(field))
                faults.Add(Missing(field, untold.Expected, segment));
            if (faults.Any)
            {
                RejectFaults();
                return null;
            }

            _member.Is(found);
            return (person, found);
        }
        catch (Exception thrown) when (InternalDefect.IsContained(thrown))
        {
            Reject(InternalDefect.ToRejection(thrown, At(_member.Offset), "member"));
            return null;
        }
    }

    /// <summary>A full file names whom it is about, rejected or not.</summary>
    private void Name(PersonFound found)
    {
        if (_isFull && found.MemberId is { } member) _sink.Name(member);
    }

    private void NameAsFarAsKnown()
    {
        try
        {
            Name(_sink.Find(_member.Person));
        }
        catch (Exception thrown) when (InternalDefect.IsContained(thrown))
        {
            // It is rejected for another failure of our code already.
        }
    }

    private void TakeOrReject(
        (Enrollee Person, PersonFound Found) who, IReadOnlyList<EnrollmentRow> before,
        IReadOnlyList<EnrollmentRow> remembered)
    {
        try
        {
            DefectSwitch.Pass(DefectPlace.Whole, _member.MemberId);
            var member = new MemberChanges(_member, before, _codes, Note);
            var (changes, lacks) = member.Requested();
            if (lacks.Count > 0)
            {
                foreach (var lack in lacks) _member.Faults.Add(FaultOf(lack));
                RejectFaults();
                return;
            }

            var rows = member.Rows(changes, remembered);
            if (rows.Count == 0)
            {
                _member.Faults.Add(new Fault("INS03", UnknownWords, _member.Offset, SegmentId.Ins, _memberNumber, 3,
                    FaultKind.InvalidCode));
                RejectFaults();
                return;
            }

            DefectSwitch.Pass(DefectPlace.Prepare, _member.MemberId);
            _sink.Accept(rows, At(_member.Offset));
            Remember(rows);
            _sink.Learn(who.Person, who.Found);
            if (who.Found.Remark is null) RemarkOn(before, rows);
        }
        catch (Exception thrown) when (InternalDefect.IsContained(thrown))
        {
            Reject(InternalDefect.ToRejection(thrown, At(_member.Offset), "member"));
            return;
        }

        if (who.Found.Remark is { } remark)
            _report.Note(At(_member.Offset), null, "NM1*IL NM109", remark);
        if (_envelope.Transaction is { } transaction) transaction.Accepted++;
        _rejected?.End();
        _report.Accept();
    }

    // An addition or an audit names all of the coverage; what was known before matters only to the others.
    private async ValueTask<IReadOnlyList<EnrollmentRow>> BeforeAsync(CancellationToken cancellation) =>
        SaysAll ? [] : await KnownAsync(cancellation);

    // What an earlier loop of the file said is known too, of as many members as memory allows.
    private async ValueTask<IReadOnlyList<EnrollmentRow>> KnownAsync(CancellationToken cancellation)
    {
        var known = await _known(_member.MemberId, cancellation);
        return _taken.TryGetValue(_member.MemberId, out var taken) ? Replaced(known, taken) : known;
    }

    private void Remember(IReadOnlyList<EnrollmentRow> rows)
    {
        var earlier = _taken.GetValueOrDefault(_member.MemberId);
        if (earlier is not null || _taken.Count < TakenMax)
            _taken[_member.MemberId] = earlier is null ? rows : Replaced(earlier, rows);
    }

    private static IReadOnlyList<EnrollmentRow> Replaced(
        IReadOnlyList<EnrollmentRow> before, IReadOnlyList<EnrollmentRow> rows) =>
        [.. before.Where(old => rows.All(row => row.Effective != old.Effective)), .. rows];

    private bool SaysAll => _member.Maintenance is "021" or "030";

    private const string UnknownWords =
        "021 (an addition) with its coverage, because no enrollment of this member is known here that could be changed";

    // Of what was taken, but may not have been meant.
    private void RemarkOn(IReadOnlyList<EnrollmentRow> before, IReadOnlyList<EnrollmentRow> rows)
    {
        if (SaysAll) return;
        if (before.Count == 0)
        {
            Note(null, "INS03", rows.All(row => row.Benefits.IsEmpty)
                ? "an end for a member of whom no enrollment is known here: nothing was covered"
                : "a change for a member of whom no enrollment is known here: it was taken as an addition");
            return;
        }

        if (!rows.All(before.Contains)) return;
        _report.Unchanged++;
        var unread = _member.UnreadDates.Count == 0 ? "" : "; nothing is read from "
            + string.Join(", ", _member.UnreadDates.Select(code => $"DTP*{code}"))
            + " (coverage begins by DTP*348, 356 or 340 and ends by DTP*349, 357 or 341)";
        Note(null, "INS", "nothing in this loop changes what is known of the member's coverage, tier, birth date,"
            + $" salary, division or status{unread}");
    }

    private void Note(MemberCoverage? coverage, string field, string text) =>
        _report.Note(At(coverage?.Offset ?? _member.Offset), null, field, text);

    private string WhyNothing() => _other switch
    {
        null => "the file has no 834 transaction",
        "837" => "it contains claims (837), which belong in the claims container; enrollment must be 834",
        _ => $"it contains X12 {_other}; enrollment must be 834",
    };

    private FilePosition At(long offset) => FilePosition.AtByte(offset, _entry);
}
