namespace Aso.Ledger.Format;

/// <summary>Decisions as bytes (docs/ledger-format.md).</summary>
internal static class DecisionFormat
{
    [Flags]
    private enum LineParts : byte
    {
        None = 0,
        Denied = 1,
        Allowed = 2,
        Shares = 4,
        OurPaid = 8,
        DifferenceRule = 16,
        PaidByMonth = 32,
    }

    public static void Write(ByteWriter writer, Decision decision)
    {
        ClaimFormat.Write(writer, decision.Claim);
        writer.Text(decision.SubscriberId);
        writer.Byte((byte)decision.Status);
        writer.Unsigned((ulong)decision.PostingMonth.Ordinal);
        writer.Date(decision.PaidDate);
        writer.Unsigned((ulong)decision.PlanVersion);
        writer.Amount(decision.Estimate);
        writer.OptionalText(decision.Voids);
        writer.Date(decision.FirstReceived);
        writer.OptionalText(decision.DecidedCode);
        writer.Unsigned((ulong)decision.Sequence);
        writer.Unsigned((ulong)decision.Lines.Count);
        for (var index = 0; index < decision.Lines.Count; index++) Write(writer, decision.Lines[index]);
    }

    public static Decision Read(ref ByteReader reader) => new()
    {
        Claim = ClaimFormat.ReadClaim(ref reader),
        SubscriberId = reader.Text(),
        Status = reader.Choice(DecisionStatus.Voided),
        PostingMonth = new Month(reader.Number()),
        PaidDate = reader.Date(),
        PlanVersion = reader.Number(),
        Estimate = reader.Amount(),
        Voids = reader.OptionalText(),
        FirstReceived = reader.Date(),
        DecidedCode = reader.OptionalText(),
        Sequence = (long)reader.Unsigned(),
        Lines = ReadLines(ref reader),
    };

    private static LineDecision[] ReadLines(ref ByteReader reader)
    {
        var count = reader.Count();
        if (count == 0) return [];
        var lines = new LineDecision[count];
        for (var index = 0; index < count; index++) lines[index] = ReadLine(ref reader);
        return lines;
    }

    private static void Write(ByteWriter writer, LineDecision line)
    {
        var shares = !line.Copay.IsZero || !line.Deductible.IsZero || !line.Coinsurance.IsZero;
        var parts = (line.Denied ? LineParts.Denied : 0)
            | (line.Allowed != line.Charge ? LineParts.Allowed : 0)
            | (shares ? LineParts.Shares : 0)
            | (line.OurPaid != line.Paid ? LineParts.OurPaid : 0)
            | (line.DifferenceRule is null ? 0 : LineParts.DifferenceRule)
            | (line.PaidByMonth.Count == 0 ? 0 : LineParts.PaidByMonth);
        writer.Byte((byte)parts);
        writer.Unsigned((ulong)line.LineNumber);
        Write(writer, line.Rule);
        writer.Amount(line.Charge);
        if (parts.HasFlag(LineParts.Allowed)) writer.Amount(line.Allowed);
        if (shares)
        {
            writer.Amount(line.Copay);
            writer.Amount(line.Deductible);
            writer.Amount(line.Coinsurance);
        }

        writer.Amount(line.Paid);
        if (parts.HasFlag(LineParts.OurPaid)) writer.Amount(line.OurPaid);
        if (line.DifferenceRule is { } rule) Write(writer, rule);
        if (line.PaidByMonth.Count > 0)
        {
            writer.Unsigned((ulong)line.PaidByMonth.Count);
            foreach (var month in line.PaidByMonth) writer.Amount(month);
        }

        writer.Unsigned((ulong)line.Adjustments.Count);
        for (var index = 0; index < line.Adjustments.Count; index++)
        {
            var adjustment = line.Adjustments[index];
            writer.Byte((byte)adjustment.Group);
            writer.Unsigned((ulong)adjustment.Reason);
            writer.Amount(adjustment.Amount);
        }
    }

    private static LineDecision ReadLine(ref ByteReader reader)
    {
        var parts = (LineParts)reader.Number(63);
        var lineNumber = reader.Number();
        var rule = ReadRule(ref reader);
        var charge = reader.Amount();
        var allowed = parts.HasFlag(LineParts.Allowed) ? reader.Amount() : charge;
        var shares = parts.HasFlag(LineParts.Shares);
        var copay = shares ? reader.Amount() : default;
        var deductible = shares ? reader.Amount() : default;
        var coinsurance = shares ? reader.Amount() : default;
        var paid = reader.Amount();
        return new LineDecision
        {
            LineNumber = lineNumber,
            Rule = rule,
            Denied = parts.HasFlag(LineParts.Denied),
            Charge = charge,
            Allowed = allowed,
            Copay = copay,
            Deductible = deductible,
            Coinsurance = coinsurance,
            Paid = paid,
            OurPaid = parts.HasFlag(LineParts.OurPaid) ? reader.Amount() : paid,
            DifferenceRule = parts.HasFlag(LineParts.DifferenceRule) ? ReadRule(ref reader) : null,
            PaidByMonth = parts.HasFlag(LineParts.PaidByMonth) ? ReadAmounts(ref reader) : [],
            Adjustments = ReadAdjustments(ref reader),
        };
    }

    private static Cents[] ReadAmounts(ref ByteReader reader)
    {
        var amounts = new Cents[reader.Count()];
        for (var index = 0; index < amounts.Length; index++) amounts[index] = reader.Amount();
        return amounts;
    }

    private static Adjustment[] ReadAdjustments(ref ByteReader reader)
    {
        var count = reader.Count();
        if (count == 0) return [];
        var adjustments = new Adjustment[count];
        for (var index = 0; index < count; index++)
        {
            adjustments[index] = new Adjustment(
                reader.Choice(AdjustmentGroup.PI), (short)reader.Number(short.MaxValue), reader.Amount());
        }

        return adjustments;
    }

    private static void Write(ByteWriter writer, Rule rule)
    {
        writer.Byte((byte)rule.Chapter);
        writer.Byte((byte)rule.Number);
    }

    private static Rule ReadRule(ref ByteReader reader) => Rule.Of(reader.Byte(), reader.Byte());
}
