using System.Text;
using Aso.ClaimFiles.Containers;
using Aso.ClaimFiles.X12;
using Aso.Domain;

namespace Aso.ClaimFiles.Csv;

/// <summary>Reads the claims of a CSV into a sink: adjacent rows with the same claim number are one claim.</summary>
internal sealed class CsvClaims
{
    private const int LinesMax = 10_000;

    private readonly CsvRecords _records;
    private readonly ClaimRow _row;
    private readonly string? _entry;
    private readonly List<ClaimLine> _lines = [];
    private readonly HashSet<int> _lineNumbers = [];
    private readonly DraftText _numberBytes = new();
    private string? _number;
    private long _line;
    private ClaimHead _head;
    private Cents _charge;
    private CsvFault? _keyFault;
    private CsvFault? _fault;

    private CsvClaims(CsvRecords records, ClaimFileOptions options, string? entry)
    {
        (_records, _entry) = (records, entry);
        _row = new ClaimRow(records, options);
    }

    public static async ValueTask ReadAsync(
        Stream content, string? entry, ClaimFileOptions options, FileReport report, IClaimSink sink,
        CancellationToken cancellation)
    {
        report.Recognise("csv");
        using var records = await CsvRecords.OpenAsync(
            (PeekedStream)content, ClaimColumns.Names, ClaimColumns.AreIn, report, entry, cancellation);
        if (records is null) return;
        var claims = new CsvClaims(records, options, entry);
        while (await records.ReadAsync(cancellation))
        {
            if (claims.IsAnother())
            {
                await claims.FinishAsync(report, sink, cancellation);
                claims.Begin();
            }

            claims.Add();
        }

        await claims.FinishAsync(report, sink, cancellation);
        records.ReportRepairs(report, entry);
    }

    private bool IsAnother()
    {
        var number = _records[(int)ClaimColumn.ClaimNumber];
        return number.IsEmpty || _number is null || !number.SequenceEqual(_numberBytes.Bytes);
    }

    private void Begin()
    {
        _numberBytes.Set(_records[(int)ClaimColumn.ClaimNumber]);
        _number = Encoding.UTF8.GetString(_numberBytes.Bytes);
        _line = _records.Line;
        _lines.Clear();
        _lineNumbers.Clear();
        _charge = default;
        _keyFault = null;
        _fault = null;
        if (_records.Broken is { } broken) _keyFault = new CsvFault("row", broken, _line);
        else if (!CsvValue.IsIdentifier(_number))
            _keyFault = new CsvFault(
                ClaimColumn.ClaimNumber.Name(), "a claim number of 1 to 80 printable characters", _line);
    }

    private void Add()
    {
        _row.Read();
        if (_lines.Count == 0 && _lineNumbers.Count == 0) _head = _row.Head;
        _keyFault ??= _row.KeyFault;
        _fault ??= _row.Fault;
        _charge += _row.Charge;
        if (Disagreement() is { } column)
            _keyFault ??= new CsvFault(column.Name(), "the same on every row of a claim", _records.Line);
        if (!_lineNumbers.Add(_row.Line.LineNumber))
            _fault ??= new CsvFault(
                ClaimColumn.LineNumber.Name(), "a line number that stands once in its claim", _records.Line);
        if (_lines.Count < LinesMax) _lines.Add(_row.Line);
        else _fault ??= new CsvFault(ClaimColumn.LineNumber.Name(), "at most 10000 lines in a claim", _records.Line);
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

    private async ValueTask FinishAsync(FileReport report, IClaimSink sink, CancellationToken cancellation)
    {
        if (_number is null) return;
        var isVoid = _head.Type == ClaimType.Void;
        var at = FilePosition.AtLine(_line, _entry);
        if ((_keyFault ?? (isVoid ? null : _fault)) is { } fault)
        {
            var rejection = new Rejection(
                at, CsvValue.IsIdentifier(_number) ? _number : null, isVoid ? default : _charge,
                FilePosition.AtLine(fault.Line, _entry), fault.Field, fault.Expected);
            report.Reject(rejection);
            await sink.RejectAsync(rejection, cancellation);
            return;
        }

        var claim = new Claim
        {
            ClaimNumber = _number,
            Type = _head.Type,
            OriginalClaimNumber = _head.Original,
            Benefit = _head.Benefit,
            MemberId = _head.MemberId,
            SubscriberId = _head.SubscriberId,
            Received = _head.Received,
            PaidDate = _head.PaidDate,
            Lines = isVoid ? [] : [.. _lines],
            Position = _line,
        };
        report.Accept(isVoid ? default : _charge, claim.Lines.Count);
        await sink.AcceptAsync(claim, at, cancellation);
    }
}
