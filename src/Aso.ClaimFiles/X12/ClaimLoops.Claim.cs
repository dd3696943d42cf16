using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.X12;

/// <content>What is read from the segments of a claim and its lines.</content>
internal sealed partial class ClaimLoops
{
    private const int IdentifierBytesMax = 80;

    private void TakeClaim(SegmentReader segment, int number)
    {
        segment.Split();
        Draft.Begin(segment.Offset, number, segment[1].Trim((byte)' '));
        Draft.IsDependent = IsDependent;
        (Draft.Patient, Draft.Subscriber) = (Draft.IsDependent ? _patient : _subscriber, _subscriber);
        Draft.Provider = _provider;
        Draft.Received = options.BusinessDate;
        _unknownAt = -1;
        CheckKeys(segment, number);
        if (X12Value.TryCents(segment[2], out var cents) && FileLimits.IsAmount(cents))
            Draft.DeclaredCents = cents;
        else
            Fail(segment, number, "CLM02", FileLimits.AmountWords, 2,
                segment[2].IsEmpty ? FaultKind.MissingElement : FaultKind.InvalidValue);
        TakeFrequency(segment);
        TakeUse(segment);
        _level = Level.Claim;
    }

    private void CheckKeys(SegmentReader segment, int number)
    {
        var levelKnown = !_patientUnknown && !_providerUnknown
            && _level is (Level.Subscriber or Level.Patient or Level.Orphan);
        Draft.IsLevelUnknown = !levelKnown;
        if (!IsIdentifier(Draft.Number.Bytes))
            FailKey(segment, number, "CLM01", "a claim number of 1 to 80 printable characters", 1);
        else if (!levelKnown && _thrown is not null)
            Draft.Defect = (_thrown, segment.Offset);
        else if (!levelKnown)
            FailKey(segment, number, "HL", "a readable subscriber or patient level (HL 22 or 23) before this claim", 0);
        else if (!IsIdentifier(Draft.Member))
            FailKey(segment, number, "NM1*IL NM109", "a member identifier (NM1*IL or NM1*QC, MI)", 0);
    }

    private void TakeFrequency(SegmentReader segment)
    {
        var composite = segment[5];
        if (composite.SequenceEqual(_billBefore.Bytes))
        {
            Draft.Bill = _bill;
            return;
        }

        var separator = Composite.Separator(composite, segment.Delimiters.Component);
        if (separator != segment.Delimiters.Component)
            Note(segment.Offset, "ISA16",
                "composites use a different separator than the ISA declares; theirs was used");
        TakeBill(composite, separator);
        if (Draft.Type != ClaimType.Original || separator != segment.Delimiters.Component
            || MeaningOf(Draft.Bill.Frequency) is not null) return;
        _billBefore.Set(composite);
        _bill = Draft.Bill;
    }

    private void TakeLine(SegmentReader segment, int number)
    {
        if (!HasClaim)
        {
            if (_level is Level.Subscriber or Level.Patient) Orphan(segment.Offset);
            return;
        }

        segment.Split();
        var last = Draft.LineCount > 0 ? Draft.LastLine.Number : 0;
        if (!X12Value.TryCount(segment[1], out var lineNumber) || lineNumber <= last)
        {
            lineNumber = last + 1;
            Draft.Renumbered = true;
        }

        if (Draft.LineCount == Claim.LinesMax)
        {
            // What follows belongs to lines that are not read.
            if (!Draft.Faults.IsIn("LX"))
                Fail(segment, number, "LX", FileLimits.LinesWords, 0, FaultKind.UnexpectedSegment);
            return;
        }

        ref var line = ref Draft.AddLine();
        (line.Number, line.Units, line.Offset, line.SegmentNumber) = (lineNumber, 1m, segment.Offset, number);
        _unknownAt = -1;
        _level = Level.Line;
    }

    private void TakeService(SegmentReader segment, int number, int composite, int charge, int units)
    {
        if (_level != Level.Line) return;
        segment.Split();
        ref var line = ref Draft.LastLine;
        if (line.Charged)
        {
            if (!Draft.Faults.IsIn("LX"))
                Fail(segment, number, SegmentId.Text(segment.Id), "one service segment per line", 0,
                    FaultKind.UnexpectedSegment);
            return;
        }

        if (segment.Id == SegmentId.Sv3) Draft.Benefit = Benefit.Dental;
        if (segment.Id == SegmentId.Sv2) TakeRevenueCode(ref line, segment[1]);
        TakeProcedure(ref line, segment, segment[composite]);
        var amount = segment[charge];
        if (X12Value.TryCents(amount, out var cents) && FileLimits.IsAmount(cents)) Draft.Charge(cents);
        else FailCharge(segment, number, charge);
        var quantity = segment[units];
        if (quantity.IsEmpty) return;
        if (X12Value.TryDecimal(quantity, out var count) && count >= 0) line.Units = count;
        else Fail(segment, number, UnitsField(segment.Id), "a quantity of zero or more", units, FaultKind.InvalidValue);
    }

    private void TakeProcedure(ref DraftLine line, SegmentReader segment, ReadOnlySpan<byte> composite)
    {
        if (composite.IsEmpty) return;
        var separator = segment.Delimiters.Component;
        var end = composite.IndexOf(separator);
        if (end < 0)
        {
            separator = Composite.Separator(composite, separator);
            end = composite.IndexOf(separator);
            if (end < 0) return;
        }

        var rest = composite[(end + 1)..];
        end = rest.IndexOf(separator);
        var code = end < 0 ? rest : rest[..end];
        if (code.Length is > 0 and <= IdentifierBytesMax) line.Procedure = strings.Get(code);
        for (var place = 0; end >= 0 && place < 4;)
        {
            rest = rest[(end + 1)..];
            end = rest.IndexOf(separator);
            var modifier = end < 0 ? rest : rest[..end];
            if (modifier.Length is not (1 or 2)) continue;
            line.Modifiers |= ModifierLists.Pack(modifier, place++);
        }
    }

    // HI also has procedures, conditions and occurrences; whatever sign stands behind the qualifier separates.
    private void TakeDiagnoses(SegmentReader segment)
    {
        if (!Draft.Diagnoses.AreWanted) return;
        segment.Split();
        for (var element = 1; element < segment.Count; element++)
        {
            var composite = segment[element];
            var end = composite.IndexOfAnyExceptInRange((byte)'A', (byte)'Z');
            if (end < 0 || !IsDiagnosis(composite[..end])) continue;
            Draft.Diagnoses.Add(Composite.At(composite, 1, composite[end]));
        }
    }

    // Principal, admitting, reason for the visit, external cause, other; of ICD-10 with an A before it.
    private static bool IsDiagnosis(ReadOnlySpan<byte> qualifier)
    {
        if (qualifier.Length == 3 && qualifier[0] == 'A') qualifier = qualifier[1..];
        return qualifier.SequenceEqual("BK"u8) || qualifier.SequenceEqual("BJ"u8) || qualifier.SequenceEqual("PR"u8)
            || qualifier.SequenceEqual("BN"u8) || qualifier.SequenceEqual("BF"u8);
    }

    private void TakeDate(SegmentReader segment, int number)
    {
        if (!HasClaim) return;
        segment.Split();
        var service = segment[1].SequenceEqual("472"u8);
        var statement = segment[1].SequenceEqual("434"u8) && _level == Level.Claim;
        if ((!service && !statement) || _level == Level.OtherSubscriber) return;
        if (!X12Value.TryDates(segment[2], segment[3], out var from, out var to, out var agrees))
        {
            FailDate(segment, number, service, X12Value.DateWords);
            return;
        }

        if (!agrees) NoteQualifier(segment, service);
        if (to > options.BusinessDate)
        {
            FailDate(
                segment, number, service,
                $"a service date not after {options.BusinessDate:yyyy-MM-dd}, the business date");
        }
        else if (_level == Level.Line)
        {
            ref var line = ref Draft.LastLine;
            (line.From, line.To, line.Dated) = (from, to, true);
        }
        else if (service)
        {
            Draft.Service = (from, to);
        }
        else
        {
            Draft.Statement = (from, to);
        }
    }

    private void TakeReference(SegmentReader segment)
    {
        if (_level is Level.Subscriber or Level.Patient) TakeSocial(segment);
        if (_level is not (Level.Claim or Level.Line)) return;
        segment.Split();
        if (segment[1].SequenceEqual("G1"u8) && !segment[2].IsEmpty)
        {
            if (_level == Level.Line) Draft.LastLine.Authorized = true;
            else Draft.Authorized = true;
        }
        else if (_level == Level.Claim && segment[1].SequenceEqual("F8"u8))
        {
            Draft.Original.Set(segment[2].Trim((byte)' '));
        }
    }

    private void Fail(SegmentReader segment, int number, string field, string expected, int element, FaultKind kind) =>
        Draft.Faults.Add(Fault.In(segment, number, field, expected, element, kind));

    private void FailKey(SegmentReader segment, int number, string field, string expected, int element) =>
        Draft.Faults.AddKey(new Fault(field, expected, segment.Offset, SegmentOf(field, segment.Id), number, element,
            element == 0 ? FaultKind.MissingSegment
            : segment[element].IsEmpty ? FaultKind.MissingElement : FaultKind.InvalidValue));

    private void FailCharge(SegmentReader segment, int number, int charge)
    {
        Draft.LastLine.IsServiceMisread = true;
        Fail(segment, number, ChargeField(segment.Id), FileLimits.AmountWords, charge,
            segment[charge].IsEmpty ? FaultKind.MissingElement : FaultKind.InvalidValue);
    }

    private static string ChargeField(uint id) =>
        id == SegmentId.Sv1 ? "SV102" : id == SegmentId.Sv2 ? "SV203" : "SV302";

    private static string UnitsField(uint id) =>
        id == SegmentId.Sv1 ? "SV104" : id == SegmentId.Sv2 ? "SV205" : "SV306";

    private static bool IsIdentifier(ReadOnlySpan<byte> text) =>
        text.Length is > 0 and <= IdentifierBytesMax
        && (!text.ContainsAnyExceptInRange((byte)32, (byte)126)
            || (!text.ContainsAnyInRange((byte)0, (byte)31) && System.Text.Unicode.Utf8.IsValid(text)));
}
