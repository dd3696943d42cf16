using Aso.ClaimFiles.Defects;
using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.X12;

/// <summary>Reads the members of X12 834 content (005010X220A1) into a sink, as rows of enrollment.</summary>
internal sealed class X12Enrollment
{
    private readonly FileReport _report;
    private readonly string? _entry;
    private readonly IEnrollmentSink _sink;
    private readonly KnownEnrollment _known;
    private readonly X12Envelope _envelope;
    private readonly MemberLoop _member;
    private long _transactions;
    private string? _other;

    private X12Enrollment(FileReport report, string? entry, IEnrollmentSink sink, KnownEnrollment known)
    {
        (_report, _entry, _sink, _known) = (report, entry, sink, known);
        _envelope = new X12Envelope(report, entry);
        _member = new MemberLoop(report, entry);
    }

    public static async ValueTask ReadAsync(
        Stream content, string? entry, FileReport report, IEnrollmentSink sink, KnownEnrollment known,
        CancellationToken cancellation)
    {
        var reading = new X12Enrollment(report, entry, sink, known);
        using var segments = new SegmentReader(content);
        while (true)
        {
            switch (reading.Next(segments))
            {
                case SegmentRead.NeedMore:
                    await segments.FillAsync(cancellation);
                    break;
                case SegmentRead.Segment:
                    if (reading.Ends(segments)) await reading.FinishAsync(cancellation);
                    reading.TakeOrLose(segments);
                    break;
                case SegmentRead.Junk:
                    report.Note(FilePosition.AtByte(segments.Offset, entry), null, "ISA",
                        "expected an interchange; bytes were skipped");
                    break;
                default:
                    reading.End(segments);
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
        if (segment.Id == SegmentId.Ins) _member.Begin(segment);
        else if (_member.Open) _member.Take(segment, _envelope.SegmentNumber);
        else if (segment.Id == SegmentId.Bgn) TakeBeginning(segment);
    }

    private void BeginSupplied(SegmentReader segment)
    {
        _envelope.SupplyTransaction(segment);
        BeginTransaction();
    }

    private void BeginTransaction()
    {
        var transaction = _envelope.Transaction!;
        _report.Recognize($"x12 {transaction.Identifier} {transaction.Version}".TrimEnd());
        if (transaction.Identifier == "834")
        {
            _transactions++;
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
        if (segment[8].SequenceEqual("4"u8))
            _report.Note(At(segment.Offset), null, "BGN08",
                "a full file: members it does not list keep their coverage; send a termination to end it");
    }

    private void End(SegmentReader segments)
    {
        if (_member.Open)
        {
            _member.Close();
            _report.Note(At(segments.Position), null, "SE", "the file ends inside a transaction");
            Reject(new Fault("SE", "the rest of the member's loop; the file ends inside it", segments.Position,
                SegmentId.Se, _envelope.SegmentNumber, 0, FaultKind.MissingSegment));
        }

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
            Reject(InternalDefect.ToRejection(defect.Thrown, At(_member.Offset), "member") with
            {
                FaultAt = At(defect.Offset),
            });
            return;
        }

        if (Find() is not { } person) return;
        TakeOrReject(person, await BeforeAsync(cancellation));
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
            var fault = _member.Fault ?? (isNobody ? Missing("REF*0F REF02", "a subscriber identifier") : null);
            var found = fault is null ? _sink.Find(person) : default;
            if (found.Fault is { } untold) fault = Missing(FieldOf(untold.Field), untold.Expected);
            if (fault is not null)
            {
                Reject(fault.Value);
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

    private static string FieldOf(PersonField field) => field switch
    {
        PersonField.SubscriberNumber => "REF*0F REF02",
        PersonField.FormerNumber => "NM1*70 NM109",
        PersonField.BirthDate => "DMG02",
        PersonField.Relationship => "INS02",
        PersonField.Sex => "DMG03",
        PersonField.FirstName => "NM1*IL NM104",
        _ => "NM1*IL NM109",
    };

    private void TakeOrReject((Enrollee Person, PersonFound Found) who, IReadOnlyList<EnrollmentRow> before)
    {
        try
        {
            DefectSwitch.Pass(DefectPlace.Whole, _member.MemberId);
            var (changes, expected) = MemberChanges.Requested(_member, before);
            if (expected is not null)
            {
                Reject(Missing(expected.Value.Field, expected.Value.Expected));
                return;
            }

            var rows = MemberChanges.Rows(_member, before, changes);
            DefectSwitch.Pass(DefectPlace.Prepare, _member.MemberId);
            if (rows.Count > 0) _sink.Accept(rows, At(_member.Offset));
            _sink.Learn(who.Person, who.Found);
        }
        catch (Exception thrown) when (InternalDefect.IsContained(thrown))
        {
            Reject(InternalDefect.ToRejection(thrown, At(_member.Offset), "member"));
            return;
        }

        if (who.Found.Remark is { } remark)
            _report.Note(At(_member.Offset), null, "NM1*IL NM109", remark);
        if (_envelope.Transaction is { } transaction) transaction.Accepted++;
        _report.Accept();
    }

    // An addition or an audit names all of the coverage; what was known before matters only to the others.
    private async ValueTask<IReadOnlyList<EnrollmentRow>> BeforeAsync(CancellationToken cancellation) =>
        _member.Maintenance is "021" or "030" ? [] : await _known(_member.MemberId, cancellation);

    private Fault Missing(string field, string expected) =>
        new(field, expected, _member.Offset, SegmentId.Ins, _envelope.SegmentNumber, 0, FaultKind.MissingSegment);

    private void Reject(Fault fault)
    {
        _envelope.Transaction?.Add(fault.ToSegmentError());
        Reject(new Rejection(At(_member.Offset), null, default, At(fault.Offset), fault.Field, fault.Expected));
    }

    private void Reject(Rejection rejection)
    {
        if (_envelope.Transaction is { } transaction) transaction.RejectedCount++;
        _sink.Reject(_report.Reject(rejection));
    }

    private string WhyNothing() => _other switch
    {
        null => "the file has no 834 transaction",
        "837" => "it contains claims (837), which belong in the claims container; enrollment must be 834",
        _ => $"it contains X12 {_other}; enrollment must be 834",
    };

    private FilePosition At(long offset) => FilePosition.AtByte(offset, _entry);
}
