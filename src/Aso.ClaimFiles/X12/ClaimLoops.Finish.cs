namespace Aso.ClaimFiles.X12;

/// <content>What can be said only when the whole claim was read.</content>
internal sealed partial class ClaimLoops
{
    private void FinishLines()
    {
        if (Draft.Type != ClaimType.Original && !IsIdentifier(Draft.Original.Bytes))
            Draft.Faults.AddKey(Missing("REF*F8 REF02", "the number of the claim it voids or replaces", SegmentId.Ref));
        if (Draft.LineCount == 0) Draft.Faults.Add(Missing("LX", "at least one service line", SegmentId.Lx));
        var dated = true;
        for (var index = 0; index < Draft.LineCount; index++)
        {
            ref var line = ref Draft[index];
            if (!line.Charged && !line.IsServiceMisread)
                Draft.Faults.Add(
                    Missing("SV1", "a service segment with a charge (SV1, SV2 or SV3)", SegmentId.Sv1, line));
            if (line.Dated) continue;
            if (Draft.Service is { } service) (line.From, line.To) = service;
            else if (Draft.Statement is { } statement) (line.From, line.To) = statement;
            else
            {
                dated = false;
                if (!line.IsDateMisread)
                    Draft.Faults.Add(Draft.DateFault
                        ?? Missing("DTP*472", "a service date for the line or its claim", SegmentId.Dtp, line));
            }
        }

        if (Draft.Type == ClaimType.Void) return;
        NoteUnusedDate(isUsed: !dated || Draft.LineCount == 0);
        FinishNumbers();
        FinishPricing();
        FinishOtherPaid();
    }

    // Senders who number every line 1 are read; a line out of order in a claim whose sum is wrong too is damage.
    private void FinishNumbers()
    {
        if (!Draft.Renumbered) return;
        if (Draft.LinesCents != Draft.DeclaredCents)
        {
            // Charges that cannot be read do not add up for that reason alone.
            if (!Draft.Faults.IsIn("CLM02") && !Draft.Faults.IsIn("SV"))
                Draft.Faults.Add(new Fault(
                    "LX01", "line numbers that increase and do not repeat, or line charges that add up to CLM02",
                    Draft.LastLine.Offset, SegmentId.Lx, Draft.LastLine.SegmentNumber, 1, FaultKind.InvalidValue));
            return;
        }

        for (var index = 0; index < Draft.LineCount; index++) Draft[index].Number = index + 1;
        NoteClaim("LX01", "line numbers do not increase; the lines were renumbered in order");
    }

    private void CheckCharge()
    {
        if (Draft.Type == ClaimType.Void || Draft.Faults.Any) return;
        if (Draft.DeclaredCents is { } declared && declared != Draft.LinesCents)
            NoteClaim("CLM02", $"{new Cents(declared)} differs from the sum of the line charges, "
                + $"{new Cents(Draft.LinesCents)}; the line charges were used");
    }

    private Fault Missing(string field, string expected, uint segment, in DraftLine line = default) =>
        line.Offset > 0
            ? new(field, expected, line.Offset, segment, line.SegmentNumber, 0, FaultKind.MissingSegment)
            : new(field, expected, Draft.Offset, segment, Draft.SegmentNumber, 0, FaultKind.MissingSegment);
}
