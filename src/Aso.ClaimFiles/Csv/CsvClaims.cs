using System.Text;
using Aso.ClaimFiles.Defects;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Streams;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Csv;

/// <summary>Reads the claims of a CSV into a sink: adjacent rows with the same claim number are one claim.</summary>
internal sealed class CsvClaims
{
    private const string ReversedWords = "rows with negative amounts were read as a void of the claim";

    private readonly CsvRecords _records;
    private readonly ClaimRow _row;
    private readonly ClaimTaker _taker;
    private readonly string? _entry;
    private readonly ClaimJoin? _join;
    private readonly ClaimFileOptions _options;
    private readonly FileReport _report;
    private readonly ClaimVersions _versions = new();
    private readonly TextBuffer _numberBytes = new();
    private readonly Diagnoses _diagnoses;
    private readonly Patient _patient = new(FieldOf);
    private readonly ClaimNumbersBefore _before = new();
    private readonly CsvFaults _faults = new();
    private readonly CsvRepair _repair;
    private bool _isOpen;
    private string? _number;
    private long _line;
    private bool _hasHead;
    private string _originalGiven = "";

    // Of the first row; where that does not take the claim back, of the first that does; and that says it anew.
    private ClaimHead _head;
    private bool _isSaid;
    private ClaimHead? _reversal;
    private ClaimHead? _anew;
    private Cents _charge;
    private ClaimUse? _use;

    // What our own code threw over one of the claim's rows, and on which line.
    private (Exception Thrown, long Line)? _defect;

    private CsvClaims(
        CsvRecords records, ClaimFileOptions options, FileReport report, IClaimSink sink, string? entry, ClaimJoin? join)
    {
        (_records, _options, _report, _entry, _join) = (records, options, report, entry, join);
        _taker = new ClaimTaker(report, sink, options.Triggers);
        _row = new ClaimRow(records, options, _faults);
        _repair = join is null ? new CsvRepair(records, entry, options.Repairs)
            : join.Headers.RepairOf(records, entry);
        _diagnoses = new Diagnoses(options.Triggers.ReadDiagnoses);
    }

    /// <param name="join">Where the headers of the claims stand in another file; null: they do not.</param>
    public static async ValueTask ReadAsync(
        Stream content, string? entry, ClaimFileOptions options, FileReport report, IClaimSink sink, ClaimJoin? join,
        CancellationToken cancellation)
    {
        report.Recognize("csv");
        using var records = await CsvRecords.OpenAsync(
            (PeekedStream)content, ClaimColumns.Names, ClaimColumns.AreIn, report, entry, options.Layout,
            cancellation);
        if (records is null) return;
        var claims = new CsvClaims(records, options, report, sink, entry, join);
        while (await records.ReadAsync(cancellation))
        {
            if (records.Trailer((int)ClaimColumn.Charge, entry) is { } trailer)
            {
                claims.Finish();
                report.AddTrailer(trailer);
                continue;
            }

            if (claims.IsAnother())
            {
                claims.Finish();
                await sink.WriteAsync(cancellation);
                claims.Begin();
            }

            claims.Add();
        }

        claims.Finish();
        await sink.WriteAsync(cancellation);
        records.ReportRepairs(report, entry);
    }

    private bool IsAnother()
    {
        var number = _records[(int)ClaimColumn.ClaimNumber];
        return number.IsEmpty || !_isOpen || !number.SequenceEqual(_numberBytes.Bytes);
    }

    private void Begin()
    {
        _numberBytes.Set(_records[(int)ClaimColumn.ClaimNumber]);
        _isOpen = true;
        _number = null;
        _line = _records.Line;
        _versions.Clear();
        _use = null;
        if (_reversal is not null) _reversal = null;
        if (_anew is not null) _anew = null;
        _diagnoses.Clear();
        _hasHead = false;
        _charge = default;
        _faults.Clear();
        _defect = null;
        _repair.Clear();
        if (_records.Broken is { } broken) _faults.Add(new CsvFault("row", broken, _line), isKey: true);
        _records.Header = null;
    }

    private void Add()
    {
        _repair.Add();
        try
        {
            if (_number is null)
            {
                ReadNumber();
                if (_join is not null) TakeHeader(_join);
            }

            DefectSwitch.Pass(DefectPlace.Content, _number);
            ReadRow();
            if (_records.Thrown is { } thrown) _defect ??= (thrown, _records.Line);
        }
        catch (Exception thrown) when (InternalDefect.IsContained(thrown))
        {
            _defect ??= (thrown, _records.Line);
        }
    }

    private void TakeHeader(ClaimJoin join)
    {
        _records.Header = join.Headers.Take(_number);
        if (_records.Header?.Fault is { } fault) _faults.Add(fault, isKey: true);
        if (_records.Header?.Thrown is { } thrown) _defect ??= (thrown, _line);
        if (_records.Header is not null || _number is null) return;
        if (!join.IsWhole)
            _faults.Add(
                new CsvFault(ClaimColumn.ClaimNumber.Name(), "a row with this claim number in the file of headers", _line),
                isKey: true);
        else
            _report.Note(
                FilePosition.AtLine(_line, _entry), _number, ClaimColumn.ClaimNumber.Name(),
                "no row of the file of headers has this number; the lines were read alone");
    }

    private void ReadNumber()
    {
        var bytes = _numberBytes.Bytes;
        var number = Encoding.UTF8.GetString(bytes);
        if (ScientificNumber.Is(bytes))
        {
            if (_records.WrittenOut((int)ClaimColumn.ClaimNumber, bytes) is { } whole) _number = Encoding.UTF8.GetString(whole);
            else _faults.Add(_records.FaultOf((int)ClaimColumn.ClaimNumber, ScientificNumber.Words), isKey: true);
        }
        else if (CsvValue.IsIdentifier(number)) _number = number;
        else
        {
            _faults.Add(
                _records.FaultOf((int)ClaimColumn.ClaimNumber, "a claim number of 1 to 80 printable characters"), isKey: true);
        }
    }

    private void ReadRow()
    {
        _row.Read();
        _diagnoses.AddList(_records[(int)ClaimColumn.Diagnosis]);
        if (!_hasHead)
            (_head, _originalGiven, _use, _isSaid, _hasHead) =
                (_row.Head, _row.OriginalGiven, _row.Use, !_row.IsReversal, true);
        // Beyond the limit the claim is rejected, whatever it comes to.
        if (_charge <= Cents.AmountMax) _charge += _row.Charge;
        if (Disagreement() is { } column)
            _faults.Add(_records.FaultOf((int)column, "the same on every row of a claim"), isKey: true);
        if (_versions.Count == Claim.LinesMax)
        {
            _faults.Add(new CsvFault(ClaimColumn.LineNumber.Name(), FileLimits.LinesWords, _records.Line));
            return;
        }

        if (_row.IsReversal && !IsVoid)
        {
            if ((_head.Type == ClaimType.Replacement && _versions.Count == 0) || !_versions.Reverse(_row.Line))
                _faults.Add(new CsvFault(ClaimColumn.Type.Name(), ClaimVersions.ReversalWords, _records.Line), isKey: true);
        }
        else if (!_versions.Add(_row.Line))
        {
            _faults.Add(_records.FaultOf((int)ClaimColumn.LineNumber, "a line number used only once in the claim"));
        }
    }

    // For a void the other columns are ignored (rule 3.28).
    // Rows that take the claim back, and those that say it anew, may have dates of their own.
    private ClaimColumn? Disagreement()
    {
        ref readonly var row = ref _row.Head;
        if (_row.Use != _use) return ClaimColumn.Type;
        ref readonly var head = ref HeadFor(row);
        if (row == _head) return null;
        if (row.Type != _head.Type) return ClaimColumn.Type;
        if (row.Original != _head.Original) return ClaimColumn.OriginalClaimNumber;
        if (row.MemberId != _head.MemberId) return ClaimColumn.MemberId;
        if (row.SubscriberId != _head.SubscriberId) return ClaimColumn.SubscriberId;
        if (row.PaidDate != head.PaidDate) return ClaimColumn.PaidDate;
        if (row.Patient != _head.Patient) return PatientDisagreement(row.Patient, _head.Patient);
        if (_head.Type == ClaimType.Void) return null;
        if (row.Benefit != _head.Benefit) return ClaimColumn.Benefit;
        return row.Received != head.Received ? ClaimColumn.Received : null;
    }

    private ref readonly ClaimHead HeadFor(in ClaimHead row)
    {
        if (_row.IsReversal ? !_isSaid : _isSaid && !_versions.IsReversed) return ref _head;
        ref var own = ref _row.IsReversal ? ref _reversal : ref _anew;
        own ??= row;
        return ref Nullable.GetValueRefOrDefaultRef(in own);
    }

    private static ClaimColumn PatientDisagreement(PatientHead one, PatientHead other) =>
        one.BirthDate != other.BirthDate ? ClaimColumn.BirthDate
        : one.Relationship != other.Relationship ? ClaimColumn.Relationship
        : one.Sex != other.Sex ? ClaimColumn.Sex
        : ClaimColumn.FirstName;

    private void Describe(Claim claim)
    {
        _patient.Number = claim.MemberId;
        _patient.SubscriberNumber = claim.SubscriberId;
        (_patient.BirthDate, _patient.Relationship) = (_head.Patient.BirthDate, _head.Patient.Relationship);
        _patient.Sex = _head.Patient.Sex;
        _patient.Name.Set(_head.Patient.FirstName);
    }

    private static string FieldOf(Patient patient, PersonField field) => (field switch
    {
        PersonField.SubscriberNumber => ClaimColumn.SubscriberId,
        PersonField.BirthDate => ClaimColumn.BirthDate,
        PersonField.Relationship => ClaimColumn.Relationship,
        PersonField.Sex => ClaimColumn.Sex,
        PersonField.FirstName => ClaimColumn.FirstName,
        _ => ClaimColumn.MemberId,
    }).Name();

    private void Finish()
    {
        if (!_isOpen) return;
        _isOpen = false;
        var at = FilePosition.AtLine(_line, _entry);
        try
        {
            DefectSwitch.Pass(DefectPlace.Whole, _number);
            NoteApart(at);
            if (_defect is null && NoClaim is { } use)
            {
                _taker.Reject(ClaimUses.Listed(use, at, _number, _charge, ClaimColumn.Type.Name()) with
                {
                    Declared = _charge, Lines = _versions.Count,
                });
                return;
            }

            if (_records.Header is { } header && !IsVoid && !_versions.IsReversed
                && ClaimJoin.AmountFault(header, _line) is { } wrong)
                _faults.Add(wrong);
            if (_defect is null && !(IsVoid ? _faults.Key is not null : _faults.Any))
            {
                if (_versions.IsReversed) TakeReversed(at);
                else
                    Take(
                        Build(_head, _head.Type, _head.Original, IsVoid ? [] : Lines()), at, Declared(at),
                        _versions.Count);
                return;
            }
        }
        catch (Exception thrown) when (InternalDefect.IsContained(thrown))
        {
            _defect ??= (thrown, _line);
        }

        Repair(_taker.Reject(Rejection(at)));
    }

    private void Take(Claim claim, FilePosition at, Cents? charge, int? lines)
    {
        Describe(claim);
        if (_taker.Take(claim, _patient, _diagnoses, at, ClaimColumn.Charge.Name(), charge, lines) is { } refused)
            Repair(refused);
    }

    private void Repair(Rejection rejection)
    {
        _repair.Reject(rejection);
        _records.Header?.Reject(rejection);
    }

    private void TakeReversed(FilePosition at)
    {
        foreach (var claim in Build()) Take(claim, at, null, null);
        _report.Note(
            at, _number, ClaimColumn.Type.Name(), _isSaid ? ReversedWords
                : ReversedWords + "; it voids what stands under the number only if that has these amounts");
    }

    // The charge in a header is what the claim says of itself as a whole.
    private Cents Declared(FilePosition at)
    {
        if (_records.Header is not { } header || ClaimHeaders.ChargeOf(header) is not { } declared) return _charge;
        if (declared != _charge && !IsVoid)
            _report.Note(
                at, _number, ClaimColumn.Charge.Name(),
                $"{declared} in the header differs from the sum of the line charges, {_charge}; the line charges were used");
        return declared;
    }

    // A void or replacement names the claim that came before; an original is a second part of it, or is sent twice.
    private void NoteApart(FilePosition at)
    {
        if (_number is null || !_before.Add(_numberBytes.Bytes) || _head.Type != ClaimType.Original
            || _versions.IsReversed) return;
        _report.Note(
            at, _number, ClaimColumn.ClaimNumber.Name(),
            "the number came before in the file, with other claims between: only adjacent rows are one claim. If these are "
                + "more lines of it, sort the file by claimNumber, and send the claim whole, as a replacement");
    }

    private bool IsVoid => _head.Type == ClaimType.Void;

    private Rejection Rejection(FilePosition at)
    {
        var charge = _hasHead && IsVoid ? default : _charge;
        if (_defect is { } defect)
            return InternalDefect.ToRejection(defect.Thrown, at, "row", _number, charge) with
            {
                FaultAt = FilePosition.AtLine(defect.Line, _entry),
            };
        return _faults.Tell(
            new Rejection(at, _number, charge, at, "row", "") { Declared = _charge, Lines = _versions.Count }, _entry,
            keysOnly: IsVoid);
    }

    // An encounter is a claim where the plan pays it.
    private ClaimUse? NoClaim =>
        _use == ClaimUse.Encounter && _options.PaysEncounter(FirstDay) ? null : _use;

    private DateOnly? FirstDay =>
        _versions.First.Count > 0 && _versions.First[0].ServiceFrom is var day && day != default ? day : null;

    // Rows that take a claim back are its void, with the amounts that it must have had; where rows of it follow that
    // say it anew, they replace what stood before them in these rows.
    private Claim[] Build()
    {
        ClaimLine[] standing = [.. _versions.Standing];
        var reversal = _reversal ?? _head;
        if (!_isSaid)
        {
            var voided = Build(
                reversal, ClaimType.Void, CsvValue.IsIdentifier(_originalGiven) ? _originalGiven : _number,
                [.. _versions.Reversed.Select(Negative)]);
            return standing.Length == 0 ? [voided] : [voided, Build(_anew!.Value, _head.Type, null, standing)];
        }

        return
        [
            Build(_head, _head.Type, _head.Original, [.. _versions.First]),
            standing.Length == 0 ? Build(reversal, ClaimType.Void, _number, [])
                : Build(_anew ?? _head, ClaimType.Replacement, _number, standing),
        ];
    }

    private ClaimLine[] Lines() => _records.Header is not { } header ? [.. _versions.First]
        : ClaimJoin.Spread(header, [.. _versions.First], (column, whole, theirs) => _report.Note(
            FilePosition.AtLine(_line, _entry), _number, column.Name(),
            $"{whole} in the header differs from the lines' {theirs}; theirs holds"));

    private static ClaimLine Negative(ClaimLine line) => line with
    {
        Charge = -line.Charge,
        Allowed = -line.Allowed,
        OtherPaid = -line.OtherPaid,
        Paid = -line.Paid,
    };

    private Claim Build(in ClaimHead head, ClaimType type, string? original, ClaimLine[] lines) => new()
    {
        ClaimNumber = _number!,
        Type = type,
        OriginalClaimNumber = original,
        Benefit = head.Benefit,
        MemberId = head.MemberId,
        SubscriberId = head.SubscriberId,
        Received = head.Received,
        PaidDate = head.PaidDate,
        Lines = lines,
        Position = _line,
    };
}
