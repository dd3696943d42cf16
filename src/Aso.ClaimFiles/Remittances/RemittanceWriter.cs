using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Aso.ClaimFiles.Text;
using Aso.ClaimFiles.X12;

namespace Aso.ClaimFiles.Remittances;

/// <summary>Who pays, and the file's number.</summary>
/// <param name="Employer">The employer's name in paths; it identifies the payer, whose plan it is.</param>
/// <param name="Name">The employer's full name.</param>
/// <param name="At">When the file is written, in the plan's time zone.</param>
/// <param name="File">The file's number among the payer's, 1 to 999,999,999: ISA13 and GS06.</param>
/// <param name="Known">What the plan document says of the payer; null: nothing.</param>
public sealed record RemittancePayer(string Employer, string Name, DateTime At, int File = 1, Payer? Known = null)
{
    /// <summary>
    /// TRN03: 1 and the tax id; without one 9, a number of one's own, and nine digits that are the employer's in all
    /// files.
    /// </summary>
    public string Originator => Known is { } known ? "1" + known.TaxId : "9" + OwnNumber;

    private string OwnNumber
    {
        get
        {
            var hash = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(Employer)));
            return (hash % 1_000_000_000).ToString("D9", CultureInfo.InvariantCulture);
        }
    }
}

/// <summary>
/// Writes decisions as X12 835 (005010X221A1): one transaction for each provider, whose BPR02 = Σ CLP04 − Σ PLB, each
/// claim and line balanced by its CAS (rule 3.25). Where a payee owes more than it is paid, PLB carries the balance
/// forward, so that no payment is negative, and takes it from the next. Left out are pended decisions, which pay
/// nothing, and claims that name no provider: the standard knows no payee without an identifier.
/// </summary>
public static class RemittanceWriter
{
    private const string Version = "005010X221A1";
    private const int ApplicationMax = 15;
    private const int NameMax = 60;
    private const int ReferenceMax = 50;
    private const int AccountMax = 38;
    private const int ServicesMax = 999;
    private const int RemarksMax = 5;
    private const int IdentifierMin = 2;

    /// <summary>Writes one file; nothing where no decision is to be remitted.</summary>
    /// <param name="decisions">Those of one month, in any order; the file's order is by payee, then as given.</param>
    /// <param name="trace">Identifies the file; the transactions count on from it.</param>
    /// <param name="owed">
    /// What payees owe from earlier files, by NPI: it is taken from their payments, and on return it holds what they
    /// owe after this file. None of it is negative.
    /// </param>
    public static async ValueTask WriteAsync(
        Stream output, RemittancePayer payer, DateOnly paymentDate, string trace, IEnumerable<Decision> decisions,
        IDictionary<string, Cents> owed, CancellationToken cancellation = default)
    {
        var payees = decisions.Where(decision => decision.Status != DecisionStatus.Pended)
            .GroupBy(Payee).Where(group => group.Key.Length >= IdentifierMin)
            .OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        if (payees.Count == 0) return;

        var writer = new SegmentWriter();
        var file = Number(payer.File);
        var sender = Cut(payer.Employer, ApplicationMax);
        writer.Interchange("ZZ", payer.Employer, "ZZ", "PROVIDERS", payer.At, file, test: false);
        writer.Segment("GS", "HP", sender, "PROVIDERS", SegmentWriter.Date(DateOnly.FromDateTime(payer.At)),
            payer.At.ToString("HHmm", CultureInfo.InvariantCulture), file, "X", Version);
        for (var index = 0; index < payees.Count; index++)
        {
            owed.TryGetValue(payees[index].Key, out var before);
            owed[payees[index].Key] = WritePayee(
                writer, payer, paymentDate, Traced(trace, index + 1), payees[index], before, index + 1);
            await output.WriteAsync(writer.Written, cancellation);
            writer.Clear();
        }

        writer.Segment("GE", Number(payees.Count), file);
        writer.Segment("IEA", "1", file.PadLeft(9, '0'));
        await output.WriteAsync(writer.Written, cancellation);
    }

    private static string Payee(Decision decision) =>
        decision.Claim.Lines.Select(line => line.Provider).FirstOrDefault(provider => provider is not null) ?? "";

    /// <summary>Of a long trace the end tells files apart.</summary>
    private static string Traced(string trace, int number)
    {
        var whole = $"{trace}-{Number(number)}";
        return whole.Length <= ReferenceMax ? whole : whole[^ReferenceMax..];
    }

    // Returns what the payee owes after it.
    private static Cents WritePayee(
        SegmentWriter writer, RemittancePayer payer, DateOnly paymentDate, string trace,
        IGrouping<string, Decision> payee, Cents owed, int number)
    {
        var control = number.ToString("D4", CultureInfo.InvariantCulture);
        var paid = payee.Sum(decision => decision.Paid) - owed;
        var owes = (-paid).NotNegative();
        var date = SegmentWriter.Date(paymentDate);
        writer.StartCount();
        writer.Segment("ST", "835", control);
        writer.Segment("BPR", "I", SegmentWriter.Amount(paid.NotNegative()), "C", paid.Value > 0 ? "CHK" : "NON",
            null, null,
            null, null, null, null, null, null, null, null, null, date);
        writer.Segment("TRN", "1", trace, payer.Originator);
        writer.Segment("DTM", "405", date);
        WritePayer(writer, payer);
        // No provider's name is kept.
        writer.Segment("N1", "PE", $"NPI {payee.Key}", "XX", payee.Key);
        writer.Segment("LX", "1");
        foreach (var decision in payee) WriteClaim(writer, decision);
        WriteBalances(writer, payee.Key, paymentDate, trace, owed, owes);
        writer.Segment("SE", Number(writer.Count + 1), control);
        return owes;
    }

    // The standard demands an address.
    private static void WritePayer(SegmentWriter writer, RemittancePayer payer)
    {
        var name = Cut(Plain(payer.Known?.Name ?? payer.Name), NameMax);
        writer.Segment("N1", "PR", name);
        if (payer.Known is { } known)
        {
            writer.Segment("N3", Plain(known.Street));
            var postalCode = known.PostalCode.Replace("-", "", StringComparison.Ordinal);
            writer.Segment("N4", Plain(known.City), known.State, postalCode);
            var (phone, url) = (known.Phone, known.Url);
            writer.Segment("PER", "BL", name, phone is null ? null : "TE", phone);
            // Without its scheme, whose colon would be structure.
            if (url is not null) writer.Segment("PER", "IC", null, "UR", Plain(url.Split("://")[^1]));
            return;
        }

        writer.Segment("N3", "ADDRESS UNKNOWN");
        writer.Segment("N4", "UNKNOWN");
        writer.Segment("PER", "BL", name);
    }

    // Positive takes from the payment: what was owed before it; negative gives: what is owed after it.
    private static void WriteBalances(
        SegmentWriter writer, string payee, DateOnly paymentDate, string trace, Cents owed, Cents owes)
    {
        if (owed.IsZero && owes.IsZero) return;
        writer.Begin("PLB");
        writer.Element(Cut(payee, ReferenceMax));
        writer.Element(SegmentWriter.Date(new DateOnly(paymentDate.Year, 12, 31)));
        if (!owed.IsZero)
        {
            writer.Composite("FB", "PREVIOUS BALANCE");
            writer.Element(owed);
        }

        if (!owes.IsZero)
        {
            writer.Composite("FB", trace);
            writer.Element(-owes);
        }

        writer.End();
    }

    private static void WriteClaim(SegmentWriter writer, Decision decision)
    {
        var claim = decision.Claim;
        var charge = decision.Lines.Sum(line => line.Charge);
        var patient = decision.Lines.SelectMany(line => line.Adjustments)
            .Where(adjustment => adjustment.Group == AdjustmentGroup.PR).Sum(adjustment => adjustment.Amount);
        writer.Segment("CLP", Cut(claim.Account ?? claim.ClaimNumber, AccountMax), Status(decision),
            SegmentWriter.Amount(charge), SegmentWriter.Amount(decision.Paid),
            patient.IsZero ? null : SegmentWriter.Amount(patient), "12", Cut(claim.ClaimNumber, ReferenceMax),
            claim.Facility, Frequency(claim));
        List<(LineDecision Decided, ClaimLine? Service)> lines =
        [
            .. decision.Lines.Select(line =>
                (line, claim.Lines.FirstOrDefault(one => one.LineNumber == line.LineNumber))),
        ];
        // SVC demands a code; a claim with a line that has none is told as a whole.
        var asWhole = lines.Count > ServicesMax
            || lines.Exists(line => line.Service is null or { Procedure: null, RevenueCode: null });
        if (asWhole) WriteAdjustments(writer, SumOf(decision));
        if (claim.MemberId.Length >= IdentifierMin)
            writer.Segment("NM1", "QC", "1", null, null, null, null, null, "MI", claim.MemberId);
        else writer.Segment("NM1", "QC", "1");
        if (asWhole) WriteRemarks(writer, decision);
        if (decision is { Voids: { } replaced, Status: not DecisionStatus.Voided })
            writer.Segment("REF", "F8", Cut(replaced, ReferenceMax));
        if (asWhole && claim.Lines.Count > 0)
        {
            writer.Segment("DTM", "232", SegmentWriter.Date(claim.Lines.Min(line => line.ServiceFrom)));
            writer.Segment("DTM", "233", SegmentWriter.Date(claim.Lines.Max(line => line.ServiceTo)));
        }

        if (asWhole) return;
        foreach (var (decided, service) in lines) WriteLine(writer, claim.Benefit, decided, service!);
    }

    private static List<Adjustment> SumOf(Decision decision) =>
    [
        .. decision.Lines.SelectMany(line => line.Adjustments).GroupBy(one => (one.Group, one.Reason))
            .Select(same => new Adjustment(same.Key.Group, same.Key.Reason, same.Sum(one => one.Amount))),
    ];

    private static void WriteRemarks(SegmentWriter writer, Decision decision)
    {
        string?[] remarks = [.. RemarkCodes.Of(decision.Lines.SelectMany(line => line.Adjustments)).Take(RemarksMax)];
        if (remarks.Length > 0) writer.Segment("MOA", [null, null, .. remarks]);
    }

    private static void WriteLine(SegmentWriter writer, Benefit benefit, LineDecision line, ClaimLine service)
    {
        writer.Begin("SVC");
        if (service.Procedure is { } procedure)
            writer.Composite(
                [Qualifier(benefit, procedure), procedure, .. service.Modifiers.Where(one => one.Length == 2).Take(4)]);
        else writer.Composite("NU", service.RevenueCode);
        writer.Element(line.Charge);
        writer.Element(line.Paid);
        writer.Element(service.Procedure is null ? null : service.RevenueCode);
        writer.Element(service.Units.ToString("0.###", CultureInfo.InvariantCulture));
        writer.End();
        if (service.ServiceFrom == service.ServiceTo)
        {
            writer.Segment("DTM", "472", SegmentWriter.Date(service.ServiceFrom));
        }
        else
        {
            writer.Segment("DTM", "150", SegmentWriter.Date(service.ServiceFrom));
            writer.Segment("DTM", "151", SegmentWriter.Date(service.ServiceTo));
        }

        WriteAdjustments(writer, line.Adjustments);
        writer.Segment("REF", "6R", Number(line.LineNumber));
        if (!line.Denied) writer.Segment("AMT", "B6", SegmentWriter.Amount(line.Allowed));
        foreach (var remark in RemarkCodes.Of(line.Adjustments)) writer.Segment("LQ", "HE", remark);
    }

    /// <summary>Dental codes, national drug codes, else HCPCS.</summary>
    private static string Qualifier(Benefit benefit, string procedure) =>
        benefit == Benefit.Dental ? "AD"
        : benefit == Benefit.Pharmacy && procedure.Length == 11 && procedure.All(char.IsAsciiDigit) ? "N4"
        : "HC";

    // One CAS holds up to six reasons of one group.
    private static void WriteAdjustments(SegmentWriter writer, IReadOnlyList<Adjustment> adjustments)
    {
        foreach (var group in adjustments.Where(one => !one.Amount.IsZero).GroupBy(one => one.Group))
        {
            foreach (var six in group.Chunk(6))
            {
                writer.Begin("CAS");
                writer.Element(group.Key.ToString());
                foreach (var adjustment in six)
                {
                    writer.Element(adjustment.Code[3..]);
                    writer.Element(adjustment.Amount);
                    writer.Element("");
                }

                writer.End();
            }
        }
    }

    private static string Status(Decision decision) =>
        decision.Status switch
        {
            DecisionStatus.Voided => "22",
            DecisionStatus.Paid => decision.Claim.Lines.Any(line => !line.OtherPaid.IsZero) ? "2" : "1",
            _ => "4",
        };

    private static string Frequency(Claim claim) =>
        claim.Frequency is { } given ? given.ToString() : claim.Type switch
        {
            ClaimType.Replacement => "7",
            ClaimType.Void => "8",
            _ => "1",
        };

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..most].TrimEnd();

    /// <summary>Letters without their marks: X12 has none.</summary>
    private static string Plain(string text) =>
        string.Concat(PlainText.WithoutMarks(text).Where(char.IsAscii));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
