using System.Text;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Text;
using Aso.ClaimFiles.X12;

namespace Aso.ClaimFiles.Remittances;

/// <summary>Reads the remittances of X12 835 files (005010X221A1, 004010X091), ours and others'.</summary>
public sealed class RemittanceReader
{
    private readonly FileReport _report = new();
    private readonly List<Remittance> _remittances = [];
    private readonly List<RemittedClaim> _claims = [];
    private readonly List<RemittedLine> _lines = [];
    private readonly List<RemittedAdjustment> _claimAdjustments = [];
    private readonly List<RemittedAdjustment> _lineAdjustments = [];
    private readonly List<ProviderAdjustment> _providerAdjustments = [];
    private Remittance? _remittance;
    private RemittedClaim? _claim;
    private RemittedLine? _line;

    private RemittanceReader()
    {
    }

    /// <summary>
    /// Reads all of them, in order. Amounts and dates that cannot be read are zero and absent and stand as remarks in
    /// the report, beside the errors of the envelopes.
    /// </summary>
    public static async ValueTask<(IReadOnlyList<Remittance> Remittances, FileReport Report)> ReadAsync(
        Stream content, CancellationToken cancellation = default)
    {
        var reader = new RemittanceReader();
        var envelope = new X12Envelope(reader._report, null);
        using var segments = new SegmentReader(content);
        while (true)
        {
            switch (segments.Read())
            {
                case SegmentRead.NeedMore:
                    await segments.FillAsync(cancellation);
                    break;
                case SegmentRead.Segment:
                    if (envelope.Transaction is not null) envelope.CountSegment();
                    if (envelope.Take(segments)) reader.Finish();
                    else if (envelope.Transaction is { Identifier: "835" }) reader.Take(segments);
                    break;
                case SegmentRead.Junk:
                    reader._report.Note(FilePosition.AtByte(segments.Offset), null, "ISA", "bytes were skipped");
                    break;
                default:
                    reader.Finish();
                    envelope.End(segments.Position);
                    return (reader._remittances, reader._report);
            }
        }
    }

    private void Take(SegmentReader segment)
    {
        segment.Split();
        switch (segment.Id)
        {
            case SegmentId.Bpr: TakePayment(segment); break;
            case SegmentId.Trn when _remittance is not null:
                _remittance = _remittance with { Trace = Text(segment[2]) };
                break;
            case SegmentId.N1 when _remittance is not null && segment[1].SequenceEqual("PE"u8):
                _remittance = _remittance with { Payee = Text(segment[4]) };
                break;
            case SegmentId.Clp: TakeClaim(segment); break;
            case SegmentId.Svc when _claim is not null: TakeLine(segment); break;
            case SegmentId.Cas when _claim is not null: TakeAdjustments(segment); break;
            case SegmentId.Nm1 when _claim is not null && segment[1].SequenceEqual("QC"u8):
                _claim = _claim with { MemberId = Text(segment[9]) };
                break;
            case SegmentId.Ref when _line is null && _claim is not null && segment[1].SequenceEqual("F8"u8):
                _claim = _claim with { Replaces = Text(segment[2]) };
                break;
            case SegmentId.Moa when _line is null && _claim is not null:
                _claim = _claim with { Remarks = [.. Remarks(segment)] };
                break;
            case SegmentId.Lq when _line is not null && segment[1].SequenceEqual("HE"u8):
                _line = _line with { Remarks = [.. _line.Remarks, Text(segment[2])] };
                break;
            case SegmentId.Dtm when _line is not null: TakeDate(segment); break;
            case SegmentId.Ref when _line is not null && segment[1].SequenceEqual("6R"u8):
                if (X12Value.TryCount(segment[2], out var number)) _line = _line with { LineNumber = number };
                break;
            case SegmentId.Amt when _line is not null && segment[1].SequenceEqual("B6"u8):
                _line = _line with { Allowed = Amount(segment, 2) };
                break;
            case SegmentId.Plb: TakeProviderAdjustments(segment); break;
            default: break;
        }
    }

    private void TakePayment(SegmentReader segment)
    {
        Finish();
        X12Value.TryDate(segment[16], out var date);
        _remittance = new Remittance { Payment = Amount(segment, 2), PaymentDate = date, Trace = "", Payee = "" };
    }

    private void TakeClaim(SegmentReader segment)
    {
        FinishClaim();
        _claim = new RemittedClaim
        {
            ClaimNumber = Text(segment[1]),
            Status = Text(segment[2]),
            Charge = Amount(segment, 3),
            Paid = Amount(segment, 4),
            PatientResponsibility = Amount(segment, 5),
            PayerNumber = Text(segment[7]),
            Facility = Text(segment[8]),
            Frequency = Text(segment[9]),
        };
    }

    private void TakeLine(SegmentReader segment)
    {
        FinishLine();
        var composite = segment[1];
        var separator = Composite.Separator(composite, segment.Delimiters.Component);
        var code = Text(Composite.At(composite, 1, separator));
        var isRevenue = Composite.At(composite, 0, separator).SequenceEqual("NU"u8);
        var revenue = isRevenue ? code : Text(segment[4]);
        _line = new RemittedLine
        {
            LineNumber = _lines.Count + 1,
            Procedure = isRevenue || code.Length == 0 ? null : code,
            RevenueCode = revenue.Length == 0 ? null : revenue,
            Charge = Amount(segment, 2),
            Paid = Amount(segment, 3),
        };
    }

    // MOA03 to MOA07.
    private static List<string> Remarks(SegmentReader segment)
    {
        var remarks = new List<string>();
        for (var element = 3; element < segment.Count && element <= 7; element++)
            if (!segment[element].IsEmpty) remarks.Add(Text(segment[element]));
        return remarks;
    }

    private void TakeAdjustments(SegmentReader segment)
    {
        var target = _line is null ? _claimAdjustments : _lineAdjustments;
        for (var element = 2; element < segment.Count && element < 20; element += 3)
        {
            if (segment[element].IsEmpty) continue;
            target.Add(new RemittedAdjustment(Text(segment[1]), Text(segment[element]), Amount(segment, element + 1)));
        }
    }

    private void TakeDate(SegmentReader segment)
    {
        if (!X12Value.TryDate(segment[2], out var date)) return;
        if (segment[1].SequenceEqual("472"u8)) _line = _line! with { ServiceFrom = date, ServiceTo = date };
        else if (segment[1].SequenceEqual("150"u8)) _line = _line! with { ServiceFrom = date };
        else if (segment[1].SequenceEqual("151"u8)) _line = _line! with { ServiceTo = date };
    }

    private void TakeProviderAdjustments(SegmentReader segment)
    {
        FinishClaim();
        for (var element = 3; element < segment.Count && element < 15; element += 2)
        {
            var separator = Composite.Separator(segment[element], segment.Delimiters.Component);
            _providerAdjustments.Add(new ProviderAdjustment(
                Text(Composite.At(segment[element], 0, separator)), Text(Composite.At(segment[element], 1, separator)),
                Amount(segment, element + 1)));
        }
    }

    private void FinishLine()
    {
        if (_line is null) return;
        _lines.Add(_line with { Adjustments = [.. _lineAdjustments] });
        _lineAdjustments.Clear();
        _line = null;
    }

    private void FinishClaim()
    {
        FinishLine();
        if (_claim is null) return;
        _claims.Add(_claim with { Adjustments = [.. _claimAdjustments], Lines = [.. _lines] });
        _claimAdjustments.Clear();
        _lines.Clear();
        _claim = null;
    }

    private void Finish()
    {
        FinishClaim();
        if (_remittance is null) return;
        _remittances.Add(_remittance with { Claims = [.. _claims], ProviderAdjustments = [.. _providerAdjustments] });
        _claims.Clear();
        _providerAdjustments.Clear();
        _remittance = null;
    }

    private Cents Amount(SegmentReader segment, int element)
    {
        if (segment[element].IsEmpty) return default;
        if (X12Value.TryCents(segment[element], out var cents)) return new Cents(cents);
        _report.Note(FilePosition.AtByte(segment.Offset), null,
            string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{SegmentId.Text(segment.Id)}{element:00}"),
            "expected an amount; taken as zero");
        return default;
    }

    private static string Text(ReadOnlySpan<byte> element) => Encoding.UTF8.GetString(element).Trim();
}
