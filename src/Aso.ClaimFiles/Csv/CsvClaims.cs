using System.Text;
using Aso.ClaimFiles.Defects;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Streams;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Csv;

/// <summary>Reads the claims of a CSV into a sink: adjacent rows with the same claim number are one claim.</summary>
internal sealed class CsvClaims
{
    private readonly CsvRecords _records;
    private readonly ClaimRow _row;
    private readonly ClaimTaker _taker;
    private readonly string? _entry;
    private readonly List<ClaimLine> _lines = [];
    private readonly HashSet<int> _lineNumbers = [];
    private readonly TextBuffer _numberBytes = new();
    private readonly Diagnoses _diagnoses;
    private readonly ClaimNumbersBefore _before = new();
    private readonly FileReport _report;
    private bool _isOpen;
    private string? _number;
    private long _line;
    private bool _hasHead;
    private ClaimHead _head;
    private Cents _charge;
    private CsvFault? _keyFault;
    private CsvFault? _fault;

    // What our own code threw over one of the claim's rows, and on which line.
    private (Exception Thrown, long Line)? _defect;

    private CsvClaims(
        CsvRecords records, ClaimFileOptions options, FileReport report, ClaimTaker taker, string? entry)
    {
        (_records, _report, _taker, _entry) = (records, report, taker, entry);
        _row = new ClaimRow(records, options);
        _diagnoses = new Diagnoses(options.Triggers.ReadDiagnoses);
    }

    public static async ValueTask ReadAsync(
        Stream content, string? entry, ClaimFileOptions options, FileReport report, IClaimSink sink,
        CancellationToken cancellation)
    {
        report.Recognize("csv");
        using var records = await CsvRecords.OpenAsync(
            (PeekedStream)content, ClaimColumns.Names, ClaimColumns.AreIn, report, entry, options.Layout,
            cancellation);
        if (records is null) return;
        var claims = new CsvClaims(records, options, report, new ClaimTaker(report, sink, options.Triggers), entry);
        while (await records.ReadAsync(cancellation))
        {
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
        _lines.Clear();
        _lineNumbers.Clear();
        _diagnoses.Clear();
        _hasHead = false;
        _charge = default;
        _keyFault = null;
        _fault = null;
        _defect = null;
        if (_records.Broken is { } broken) _keyFault = new CsvFault("row", broken, _line);
    }

    private void Add()
    {
        try
        {
            if (_number is null) ReadNumber();
            DefectSwitch.Pass(DefectPlace.Content, _number);
            ReadRow();
            if (_records.Thrown is { } thrown) _defect ??= (thrown, _records.Line);
        }
        catch (Exception thrown) when (InternalDefect.IsContained(thrown))
        {
            _defect ??= (thrown, _records.Line);
        }
    }

    private void ReadNumber()
    {
        var bytes = _numberBytes.Bytes;
        var number = Encoding.UTF8.GetString(bytes);
        if (ScientificNumber.Is(bytes))
        {
            if (_records.WrittenOut((int)ClaimColumn.ClaimNumber, bytes) is { } whole) _number = Encoding.UTF8.GetString(whole);
            else _keyFault ??= new CsvFault(ClaimColumn.ClaimNumber.Name(), ScientificNumber.Words, _line);
        }
        else if (CsvValue.IsIdentifier(number)) _number = number;
        else
        {
            _keyFault ??= new CsvFault(
                ClaimColumn.ClaimNumber.Name(), "a claim number of 1 to 80 printable characters", _line);
        }
    }

    private void ReadRow()
    {
        _row.Read();
        _diagnoses.AddList(_records[(int)ClaimColumn.Diagnosis]);
        if (!_hasHead) (_head, _hasHead) = (_row.Head, true);
        _keyFault ??= _row.KeyFault;
        _fault ??= _row.Fault;
        // Beyond the limit the claim is rejected, whatever it comes to.
        if (_charge <= Cents.AmountMax) _charge += _row.Charge;
        if (Disagreement() is { } column)
            _keyFault ??= new CsvFault(column.Name(), "the same on every row of a claim", _records.Line);
        if (_lines.Count == Claim.LinesMax)
        {
            _fault ??= new CsvFault(ClaimColumn.LineNumber.Name(), FileLimits.LinesWords, _records.Line);
            return;
        }

        if (!_lineNumbers.Add(_row.Line.LineNumber))
            _fault ??= new CsvFault(
                ClaimColumn.LineNumber.Name(), "a line number used only once in the claim", _records.Line);
        _lines.Add(_row.Line);
    }

    // For a void the other columns are ignored (rule 3.28).
    private ClaimColumn? Disagreement()
    {
        var row = _row.Head;
        if (row == _head) return null;
        if (row.Type != _head.Type) return ClaimColumn.Type;
        if (row.Original != _head.Original) return ClaimColumn.OriginalClaimNumber;
        if (row.MemberId != _head.MemberId) return ClaimColumn.MemberId;
        if (row.SubscriberId != _head.SubscriberId) return ClaimColumn.SubscriberId;
        if (row.PaidDate != _head.PaidDate) return ClaimColumn.PaidDate;
        if (_head.Type == ClaimType.Void) return null;
        return row.Benefit != _head.Benefit ? ClaimColumn.Benefit : ClaimColumn.Received;
    }

    private void Finish()
    {
        if (!_isOpen) return;
        _isOpen = false;
        var at = FilePosition.AtLine(_line, _entry);
        try
        {
            DefectSwitch.Pass(DefectPlace.Whole, _number);
            NoteApart(at);
            if (_defect is null && (_keyFault ?? (IsVoid ? null : _fault)) is null)
            {
                _taker.Take(Build(), _diagnoses, at, ClaimColumn.Charge.Name());
                return;
            }
        }
        catch (Exception thrown) when (InternalDefect.IsContained(thrown))
        {
            _defect ??= (thrown, _line);
        }

        _taker.Reject(Rejection(at));
    }

    // A void or replacement names the claim that came before; an original is a second part of it, or is sent twice.
    private void NoteApart(FilePosition at)
    {
        if (_number is null || !_before.Add(_numberBytes.Bytes) || _head.Type != ClaimType.Original) return;
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
        var fault = (_keyFault ?? _fault)!.Value;
        return new Rejection(
            at, _number, charge, FilePosition.AtLine(fault.Line, _entry), fault.Field, fault.Expected);
    }

    private Claim Build() => new()
    {
        ClaimNumber = _number!,
        Type = _head.Type,
        OriginalClaimNumber = _head.Original,
        Benefit = _head.Benefit,
        MemberId = _head.MemberId,
        SubscriberId = _head.SubscriberId,
        Received = _head.Received,
        PaidDate = _head.PaidDate,
        Lines = IsVoid ? [] : [.. _lines],
        Position = _line,
    };
}
