using System.Globalization;

namespace Aso.Ledger.Format;

/// <summary>Claims and enrollment rows as bytes (docs/ledger-format.md).</summary>
internal static class ClaimFormat
{
    [Flags]
    private enum RowParts : byte
    {
        None = 0,
        Salary = 1,
        Division = 2,
        Status = 4,
        BenefitTiers = 8,
    }

    [Flags]
    private enum LineParts : ushort
    {
        None = 0,
        OutOfNetwork = 1,
        Authorized = 2,
        Range = 4,
        Units = 8,
        Modifiers = 16,
        Allowed = 32,
        OtherPaid = 64,
        Paid = 128,
        Disability = 256,
        Cause = 512,
        OtherIncome = 1024,
        Triggers = 2048,
        RevenueCode = 4096,
    }

    /// <summary>In the byte of the claim's type: what an 837 says of its provider's bill follows.</summary>
    private const byte Billed = 16;

    /// <summary>In the byte of the frequency: the facility is of a type of bill.</summary>
    private const byte TypeOfBill = 128;

    public static void Write(ByteWriter writer, Claim claim)
    {
        writer.Text(claim.ClaimNumber);
        writer.Byte((byte)((byte)claim.Type | (claim.Account is null ? 0 : Billed)));
        if (claim.Account is { } account)
        {
            writer.OptionalText(account == claim.ClaimNumber ? null : account);
            writer.OptionalText(claim.Facility);
            writer.Byte((byte)((claim.Frequency ?? '\0') | (claim.IsTypeOfBill ? TypeOfBill : 0)));
        }

        writer.OptionalText(claim.OriginalClaimNumber);
        writer.Byte((byte)claim.Benefit);
        writer.Text(claim.MemberId);
        writer.OptionalText(claim.SubscriberId);
        writer.Date(claim.Received);
        writer.OptionalDate(claim.PaidDate);
        writer.Unsigned((ulong)claim.Position);
        writer.Unsigned((ulong)claim.Lines.Count);
        for (var index = 0; index < claim.Lines.Count; index++) Write(writer, claim.Lines[index]);
    }

    public static Claim ReadClaim(ref ByteReader reader)
    {
        var number = reader.Text();
        var (type, isBilled) = ReadType(ref reader);
        var bill = isBilled ? ReadBill(ref reader, number) : default;
        return new Claim
        {
            ClaimNumber = number,
            Account = bill.Account,
            Facility = bill.Facility,
            IsTypeOfBill = bill.IsTypeOfBill,
            Frequency = bill.Frequency,
            Type = type,
            OriginalClaimNumber = reader.OptionalText(),
            Benefit = reader.Choice(Benefit.SpendingAccount),
            MemberId = reader.Text(),
            SubscriberId = reader.OptionalText(),
            Received = reader.Date(),
            PaidDate = reader.OptionalDate(),
            Position = (long)reader.Unsigned(),
            Lines = ReadLines(ref reader),
        };
    }

    /// <summary>What follows the claim's number.</summary>
    public static (ClaimType Type, bool IsBilled) ReadType(ref ByteReader reader)
    {
        var type = reader.Byte();
        if ((type & ~Billed) > (int)ClaimType.Void) throw new FormatException($"damaged: {type} is no type of claim");
        return ((ClaimType)(type & ~Billed), (type & Billed) != 0);
    }

    private static (string Account, string? Facility, bool IsTypeOfBill, char? Frequency) ReadBill(
        ref ByteReader reader, string number)
    {
        var account = reader.OptionalText() ?? number;
        var facility = reader.OptionalText();
        var frequency = reader.Byte();
        var code = (char)(frequency & ~TypeOfBill);
        return (account, facility, (frequency & TypeOfBill) != 0, code == 0 ? null : code);
    }

    private static ClaimLine[] ReadLines(ref ByteReader reader)
    {
        var count = reader.Count();
        if (count == 0) return [];
        var lines = new ClaimLine[count];
        for (var index = 0; index < count; index++) lines[index] = ReadLine(ref reader);
        return lines;
    }

    public static void Write(ByteWriter writer, EnrollmentRow row)
    {
        writer.Text(row.SubscriberId);
        writer.Text(row.MemberId);
        writer.Byte((byte)row.Relationship);
        writer.OptionalDate(row.BirthDate);
        writer.OptionalText(row.Tier);
        writer.Byte(row.Benefits.Bits);
        writer.Date(row.Effective);
        writer.OptionalDate(row.Termination);
        writer.Byte((byte)PartsOf(row));
        if (row.AnnualSalary is { } salary) writer.Amount(salary);
        if (row.Division is { } division) writer.Text(division);
        if (row.Status != EnrollmentStatus.Active) writer.Byte((byte)row.Status);
        if (row.BenefitTiers is not { } tiers) return;
        writer.Unsigned((ulong)tiers.All.Count());
        foreach (var (benefit, tier) in tiers.All)
        {
            writer.Byte((byte)benefit);
            writer.Text(tier);
        }
    }

    public static EnrollmentRow ReadRow(ref ByteReader reader)
    {
        var row = new EnrollmentRow
        {
            SubscriberId = reader.Text(),
            MemberId = reader.Text(),
            Relationship = reader.Choice(Relationship.Other),
            BirthDate = reader.OptionalDate(),
            Tier = reader.OptionalText(),
            Benefits = new BenefitSet(reader.Byte()),
            Effective = reader.Date(),
            Termination = reader.OptionalDate(),
        };
        var parts = reader.Choice(RowParts.Salary | RowParts.Division | RowParts.Status | RowParts.BenefitTiers);
        return parts == RowParts.None ? row : row with
        {
            AnnualSalary = parts.HasFlag(RowParts.Salary) ? reader.Amount() : null,
            Division = parts.HasFlag(RowParts.Division) ? reader.Text() : null,
            Status = parts.HasFlag(RowParts.Status) ? reader.Choice(EnrollmentStatus.Leave) : EnrollmentStatus.Active,
            BenefitTiers = parts.HasFlag(RowParts.BenefitTiers) ? ReadTiers(ref reader) : null,
        };
    }

    private static BenefitTiers? ReadTiers(ref ByteReader reader)
    {
        var tiers = new (Benefit, string)[reader.Count()];
        for (var index = 0; index < tiers.Length; index++)
            tiers[index] = (reader.Choice(Benefit.SpendingAccount), reader.Text());
        return BenefitTiers.Of(tiers);
    }

    private static RowParts PartsOf(EnrollmentRow row) =>
        (row.AnnualSalary is null ? 0 : RowParts.Salary)
        | (row.Division is null ? 0 : RowParts.Division)
        | (row.Status == EnrollmentStatus.Active ? 0 : RowParts.Status)
        | (row.BenefitTiers is null ? 0 : RowParts.BenefitTiers);

    public static void Write(ByteWriter writer, Recovery recovery)
    {
        writer.Byte((byte)recovery.Kind);
        writer.Amount(recovery.Amount);
        writer.Date(recovery.Date);
        writer.OptionalText(recovery.MemberId);
        writer.OptionalText(recovery.ClaimNumber);
        writer.Byte(recovery.Benefit is { } benefit ? (byte)(1 + (int)benefit) : (byte)0);
        writer.Text(recovery.Reference);
    }

    public static Recovery ReadRecovery(ref ByteReader reader) => new()
    {
        Kind = reader.Choice(RecoveryKind.Other),
        Amount = reader.Amount(),
        Date = reader.Date(),
        MemberId = reader.OptionalText(),
        ClaimNumber = reader.OptionalText(),
        Benefit = reader.Number(Benefits.Count) is > 0 and var benefit ? (Benefit)(benefit - 1) : null,
        Reference = reader.Text(),
    };

    private static void Write(ByteWriter writer, ClaimLine line)
    {
        var parts = PartsOf(line);
        writer.Unsigned((ulong)parts);
        writer.Unsigned((ulong)line.LineNumber);
        writer.Date(line.ServiceFrom);
        if (parts.HasFlag(LineParts.Range)) writer.Date(line.ServiceTo);
        writer.OptionalText(line.Provider);
        writer.OptionalText(line.Procedure);
        if (parts.HasFlag(LineParts.Modifiers)) WriteTexts(writer, line.Modifiers);
        if (parts.HasFlag(LineParts.Units))
            // Without trailing zeros, so that equal units are equal bytes.
            writer.Text((line.Units / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture));
        writer.Amount(line.Charge);
        if (line.Allowed is { } allowed) writer.Amount(allowed);
        if (!line.OtherPaid.IsZero) writer.Amount(line.OtherPaid);
        if (line.Paid is { } paid) writer.Amount(paid);
        if (line.DisabilityStart is { } start) writer.Date(start);
        if (line.Cause is { } cause) writer.Byte((byte)cause);
        if (!line.OtherIncome.IsZero) writer.Amount(line.OtherIncome);
        if (parts.HasFlag(LineParts.Triggers)) WriteTexts(writer, line.Triggers);
        if (line.RevenueCode is { } revenueCode) writer.Text(revenueCode);
    }

    private static void WriteTexts(ByteWriter writer, IReadOnlyList<string> texts)
    {
        writer.Unsigned((ulong)texts.Count);
        foreach (var text in texts) writer.Text(text);
    }

    private static LineParts PartsOf(ClaimLine line) =>
        (line.InNetwork ? 0 : LineParts.OutOfNetwork)
        | (line.Authorized ? LineParts.Authorized : 0)
        | (line.ServiceTo != line.ServiceFrom ? LineParts.Range : 0)
        | (line.Units != 1m ? LineParts.Units : 0)
        | (line.Modifiers.Count > 0 ? LineParts.Modifiers : 0)
        | (line.Allowed is null ? 0 : LineParts.Allowed)
        | (line.OtherPaid.IsZero ? 0 : LineParts.OtherPaid)
        | (line.Paid is null ? 0 : LineParts.Paid)
        | (line.DisabilityStart is null ? 0 : LineParts.Disability)
        | (line.Cause is null ? 0 : LineParts.Cause)
        | (line.OtherIncome.IsZero ? 0 : LineParts.OtherIncome)
        | (line.Triggers.Count == 0 ? 0 : LineParts.Triggers)
        | (line.RevenueCode is null ? 0 : LineParts.RevenueCode);

    private static ClaimLine ReadLine(ref ByteReader reader)
    {
        var parts = (LineParts)reader.Number(8191);
        var lineNumber = reader.Number();
        var from = reader.Date();
        return new ClaimLine
        {
            LineNumber = lineNumber,
            InNetwork = !parts.HasFlag(LineParts.OutOfNetwork),
            Authorized = parts.HasFlag(LineParts.Authorized),
            ServiceFrom = from,
            ServiceTo = parts.HasFlag(LineParts.Range) ? reader.Date() : from,
            Provider = reader.OptionalText(),
            Procedure = reader.OptionalText(),
            Modifiers = parts.HasFlag(LineParts.Modifiers) ? ReadTexts(ref reader) : [],
            Units = parts.HasFlag(LineParts.Units) ? ReadUnits(ref reader) : 1m,
            Charge = reader.Amount(),
            Allowed = parts.HasFlag(LineParts.Allowed) ? reader.Amount() : null,
            OtherPaid = parts.HasFlag(LineParts.OtherPaid) ? reader.Amount() : default,
            Paid = parts.HasFlag(LineParts.Paid) ? reader.Amount() : null,
            DisabilityStart = parts.HasFlag(LineParts.Disability) ? reader.Date() : null,
            Cause = parts.HasFlag(LineParts.Cause) ? reader.Choice(DisabilityCause.Sickness) : null,
            OtherIncome = parts.HasFlag(LineParts.OtherIncome) ? reader.Amount() : default,
            Triggers = parts.HasFlag(LineParts.Triggers) ? ReadTexts(ref reader) : [],
            RevenueCode = parts.HasFlag(LineParts.RevenueCode) ? reader.Text() : null,
        };
    }

    private static string[] ReadTexts(ref ByteReader reader)
    {
        var texts = new string[reader.Count()];
        for (var index = 0; index < texts.Length; index++) texts[index] = reader.Text();
        return texts;
    }

    private static decimal ReadUnits(ref ByteReader reader) =>
        decimal.TryParse(reader.Text(), NumberStyles.Number, CultureInfo.InvariantCulture, out var units)
            ? units
            : throw new FormatException("damaged: units are no number");
}
