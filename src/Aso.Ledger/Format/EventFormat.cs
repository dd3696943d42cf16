using Aso.ClaimFiles.PlanDocuments;

namespace Aso.Ledger.Format;

/// <summary>
/// Canonical bytes of a ledger event: equal events are equal bytes, and each can be read alone (docs/ledger-format.md).
/// The first byte is the format's version (high four bits) and the kind of event (low four).
/// </summary>
public static class EventFormat
{
    public const int Version = 1;

    private enum Kind : byte
    {
        PlanAdopted = 1,
        EnrollmentChanged,
        ClaimDecided,
        DepositPosted,
        MonthClosed,
        ClaimWaits,
        WaitEnded,
        ItemSetAside = 8,
        ItemRetried,
        ReimbursementPosted,
        EditionBegan,
        RecoveryPosted,
        BankBalancePosted,
    }

    internal static void Write(ByteWriter writer, LedgerEvent happened)
    {
        switch (happened)
        {
            case ClaimDecided decided:
                Begin(writer, Kind.ClaimDecided);
                DecisionFormat.Write(writer, decided.Decision);
                break;
            case EnrollmentChanged changed:
                Begin(writer, Kind.EnrollmentChanged);
                ClaimFormat.Write(writer, changed.Row);
                break;
            case PlanAdopted adopted:
                Begin(writer, Kind.PlanAdopted);
                writer.Unsigned((ulong)adopted.Version);
                writer.Date(adopted.On);
                writer.Text(adopted.Plan.Employer);
                var document = PlanDocument.Write(adopted.Plan);
                writer.Unsigned((ulong)document.Length);
                writer.Bytes(document);
                break;
            case DepositPosted deposit:
                Begin(writer, Kind.DepositPosted);
                writer.Amount(deposit.Amount);
                writer.Date(deposit.Date);
                writer.Text(deposit.Reference);
                writer.Unsigned((ulong)deposit.PostingMonth.Ordinal);
                break;
            case ReimbursementPosted reimbursement:
                Begin(writer, Kind.ReimbursementPosted);
                writer.Unsigned((ulong)reimbursement.Contract.First.Ordinal);
                writer.Byte((byte)reimbursement.Half);
                writer.Byte(reimbursement.IsDenied ? (byte)1 : (byte)0);
                writer.Amount(reimbursement.Amount);
                writer.Date(reimbursement.Date);
                writer.Text(reimbursement.Reference);
                writer.Unsigned((ulong)reimbursement.PostingMonth.Ordinal);
                break;
            case RecoveryPosted recovery:
                Begin(writer, Kind.RecoveryPosted);
                ClaimFormat.Write(writer, recovery.Recovery);
                writer.Unsigned((ulong)recovery.Year.First.Ordinal);
                writer.OptionalText(recovery.SubscriberId);
                writer.Date(recovery.Incurred);
                writer.Date(recovery.PaidDate);
                writer.Unsigned((ulong)recovery.PostingMonth.Ordinal);
                writer.Unsigned((ulong)recovery.Sequence);
                break;
            case BankBalancePosted bank:
                Begin(writer, Kind.BankBalancePosted);
                writer.Date(bank.Date);
                writer.Amount(bank.Balance);
                writer.Amount(bank.Outstanding);
                break;
            case EditionBegan began:
                Begin(writer, Kind.EditionBegan);
                writer.Unsigned((ulong)began.Edition);
                break;
            case MonthClosed closed:
                Begin(writer, Kind.MonthClosed);
                writer.Unsigned((ulong)closed.Month.Ordinal);
                break;
            case ClaimWaits waits:
                Begin(writer, Kind.ClaimWaits);
                ClaimFormat.Write(writer, waits.Claim);
                writer.Unsigned((ulong)waits.Sequence);
                writer.Date(waits.Until);
                writer.Byte(waits.IsTakenOver ? (byte)1 : (byte)0);
                break;
            case WaitEnded ended:
                Begin(writer, Kind.WaitEnded);
                writer.Unsigned((ulong)ended.Number);
                writer.Byte(ended.IsGivenAway ? (byte)1 : (byte)0);
                break;
            case ItemSetAside item:
                Begin(writer, Kind.ItemSetAside);
                writer.Byte((byte)item.Kind);
                writer.Unsigned((ulong)item.Sequence);
                writer.Unsigned((ulong)item.Index);
                writer.Text(item.Cause);
                writer.Unsigned((ulong)item.Content.Length);
                writer.Bytes(item.Content.Span);
                break;
            case ItemRetried retried:
                Begin(writer, Kind.ItemRetried);
                writer.Unsigned((ulong)retried.Sequence);
                writer.Unsigned((ulong)retried.Index);
                break;
            default:
                throw new ArgumentException($"an event of a kind this format knows was expected, not {happened}");
        }
    }

    /// <summary>Whether an event's bytes are of what exposure depends on: plans, enrollment and closes.</summary>
    internal static bool IsOfEnrollment(ReadOnlySpan<byte> bytes) =>
        (Kind)(bytes[0] & 0x0f) is Kind.PlanAdopted or Kind.EnrollmentChanged or Kind.MonthClosed;

    /// <summary>Whether an event's bytes are a decision on a void.</summary>
    /// <exception cref="FormatException">They are damaged.</exception>
    internal static bool IsOfVoid(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        if ((Kind)(reader.Byte() & 0x0f) != Kind.ClaimDecided) return false;
        reader.Bytes(reader.Number(reader.Left));
        return ClaimFormat.ReadType(ref reader).Type == ClaimType.Void;
    }

    /// <summary>The number of the claim that an event's bytes are a decision on; null: of another event.</summary>
    /// <exception cref="FormatException">They are damaged.</exception>
    internal static string? ClaimNumberOf(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        return (Kind)(reader.Byte() & 0x0f) == Kind.ClaimDecided ? reader.Text() : null;
    }

    /// <exception cref="FormatException">The bytes are damaged, or of another version.</exception>
    public static LedgerEvent Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        var first = reader.Byte();
        if (first >> 4 != Version)
            throw new FormatException($"event format version {first >> 4}; this program reads version {Version}");
        LedgerEvent happened = (Kind)(first & 0x0f) switch
        {
            Kind.PlanAdopted => ReadPlan(ref reader),
            Kind.EnrollmentChanged => new EnrollmentChanged(ClaimFormat.ReadRow(ref reader)),
            Kind.ClaimDecided => new ClaimDecided(DecisionFormat.Read(ref reader)),
            Kind.DepositPosted => new DepositPosted(
                reader.Amount(), reader.Date(), reader.Text(), new Month(reader.Number())),
            Kind.ReimbursementPosted => new ReimbursementPosted(
                new PlanYear(new Month(reader.Number())), reader.Choice(ContractHalf.Aggregate), reader.Number(1) == 1,
                reader.Amount(), reader.Date(), reader.Text(), new Month(reader.Number())),
            Kind.RecoveryPosted => new RecoveryPosted(
                ClaimFormat.ReadRecovery(ref reader), new PlanYear(new Month(reader.Number())), reader.OptionalText(),
                reader.Date(), reader.Date(), new Month(reader.Number()), (long)reader.Unsigned()),
            Kind.BankBalancePosted => new BankBalancePosted(reader.Date(), reader.Amount(), reader.Amount()),
            Kind.EditionBegan => new EditionBegan(reader.Number()),
            Kind.MonthClosed => new MonthClosed(new Month(reader.Number())),
            Kind.ClaimWaits => new ClaimWaits(
                ClaimFormat.ReadClaim(ref reader), (long)reader.Unsigned(), reader.Date(), reader.Number(1) == 1),
            Kind.WaitEnded => new WaitEnded((long)reader.Unsigned(), reader.Number(1) == 1),
            Kind.ItemSetAside => new ItemSetAside(
                reader.Choice(ItemKind.BankBalance), (long)reader.Unsigned(), (long)reader.Unsigned(), reader.Text(),
                reader.Bytes(reader.Number(reader.Left)).ToArray()),
            Kind.ItemRetried => new ItemRetried((long)reader.Unsigned(), (long)reader.Unsigned()),
            _ => throw new FormatException($"{first & 0x0f} is no kind of event"),
        };
        reader.End();
        return happened;
    }

    private static void Begin(ByteWriter writer, Kind kind) => writer.Byte((byte)(Version << 4 | (int)kind));

    private static PlanAdopted ReadPlan(ref ByteReader reader)
    {
        var version = reader.Number();
        var on = reader.Date();
        var employer = reader.Text();
        var document = reader.Bytes(reader.Number(reader.Left)).ToArray();
        var plan = CanonicalPlans.Read(document, employer);
        return new PlanAdopted(
            plan.Value ?? throw new FormatException($"the plan document is refused: {plan.Problems[0]}"), version, on);
    }
}
