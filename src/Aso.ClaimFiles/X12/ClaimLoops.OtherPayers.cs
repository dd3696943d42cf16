using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.X12;

/// <content>What other payers paid (2320, 2330B, 2430).</content>
internal sealed partial class ClaimLoops
{
    private void BeginOtherPayer()
    {
        _level = Level.OtherSubscriber;
        Draft.OtherPayers.Begin();
    }

    private void TakeOtherPayer(SegmentReader segment)
    {
        if (segment.Text is not [_, _, _, _, (byte)'P', ..]) return;
        segment.Split();
        if (segment[1].SequenceEqual("PR"u8)) Draft.OtherPayers.Name(Identifier(segment));
    }

    private void TakeAmount(SegmentReader segment, int number)
    {
        if (_level != Level.OtherSubscriber) return;
        segment.Split();
        if (segment[1].SequenceEqual("D"u8) && !Draft.OtherPayers.Pay(segment[2]))
            Fail(segment, number, "AMT*D AMT02", FileLimits.AmountWords, 2, FaultKind.InvalidValue);
    }

    // Those of a line (2430) explain its SVD, which says what was paid.
    private void TakeAdjustments(SegmentReader segment)
    {
        if (_level != Level.OtherSubscriber) return;
        segment.Split();
        for (var element = 3; element < segment.Count; element += 3)
            if (!segment[element].IsEmpty) Draft.OtherPayers.Adjust(segment[element]);
    }

    private void TakeOtherPayment(SegmentReader segment, int number)
    {
        if (_level != Level.Line) return;
        segment.Split();
        if (X12Value.TryCents(segment[2], out var cents) && FileLimits.IsAmount(cents)
            && FileLimits.IsAmount(Draft.LastLine.OtherPaidCents + cents))
        {
            Draft.LastLine.OtherPaidCents += cents;
            Draft.OtherPayers.PayLine(segment[1].Trim((byte)' '), cents);
        }
        else
        {
            Fail(segment, number, "SVD02", FileLimits.AmountWords, 2, FaultKind.InvalidValue);
        }
    }

    // Where the claim's amount differs from the SVDs' it holds, and is spread as the SVDs, or else the charges, are
    // (rule 2.2).
    private void FinishOtherPaid()
    {
        if (!Draft.OtherPayers.IsAny || Draft.LineCount == 0) return;
        long lines = 0;
        for (var index = 0; index < Draft.LineCount; index++) lines += Draft[index].OtherPaidCents;
        var total = Draft.OtherPayers.Total(Draft.LinesCents, lines);
        if (Draft.OtherPayers.NeedsUnread)
            Draft.Faults.Add(Missing("CAS03", "amounts, or what the payer paid in AMT*D", SegmentId.Cas));
        if (total == lines) return;
        if (!FileLimits.IsAmount(total))
        {
            Draft.Faults.Add(Missing("AMT*D AMT02", FileLimits.AmountWords, SegmentId.Amt));
            return;
        }

        if (!Draft.OtherPayers.IsDeclared)
            NoteClaim("CAS", $"without AMT*D, other payers paid {new Cents(total)} by their adjustments of the claim");
        else if (lines > 0 && total != lines - Draft.OtherPayers.AdjustedCents)
            NoteClaim(
                "AMT*D", $"{new Cents(total)} differs from the sum of SVD02, {new Cents(lines)}; it was allocated to the lines"
                + " in proportion to SVD02");
        var weights = new long[Draft.LineCount];
        for (var index = 0; index < weights.Length; index++)
            weights[index] = lines > 0 ? Draft[index].OtherPaidCents : Draft[index].ChargeCents;
        var parts = Sharing.Share(new Cents(total), weights, whenAllZero: 0);
        for (var index = 0; index < parts.Length; index++) Draft[index].OtherPaidCents = parts[index].Value;
    }
}
