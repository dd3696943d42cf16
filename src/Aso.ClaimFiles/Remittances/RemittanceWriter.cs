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
/// nothing, and claims that name no provider: the standard knows no payee without an identifier. A claim is written as
/// it is added, so that no decision is kept; used again for the next file. Not thread-safe.
/// </summary>
public sealed class RemittanceWriter
{
    private const string Version = "005010X221A1";
    private const int ApplicationMax = 15;
    private const int NameMax = 60;
    private const int ReferenceMax = 50;
    private const int AccountMax = 38;
    private const int ServicesMax = 999;
    private const int RemarksMax = 5;
    private const int IdentifierMin = 2;

    private readonly SegmentWriter _claims = new();
    private readonly SegmentWriter _file = new();
    private readonly List<WrittenClaim> _written = [];

    /// <summary>Decisions added since the last file, those that are left out too.</summary>
    public int Count { get; private set; }

    /// <param name="decision">One of the file's month; the file's order is by payee, then as added.</param>
    public void Add(Decision decision)
    {
        Count++;
        if (decision.Status == DecisionStatus.Pended) return;
        var payee = Payee(decision);
        if (payee.Length < IdentifierMin) return;
        var start = _claims.Written.Length;
        _claims.StartCount();
        WriteClaim(_claims, decision);
        _written.Add(new WrittenClaim(payee, decision.Paid, start.._claims.Written.Length, _claims.Count));
    }

    /// <summary>Writes what was added as one file.</summary>
    /// <param name="trace">Identifies the file; the transactions count on from it.</param>
    /// <param name="owed">
    /// What payees owe from earlier files, by NPI: it is taken from their payments, and on return it holds what they
    /// owe after this file. None of it is negative.
    /// </param>
    /// <returns>Valid until the next file is written; empty where nothing is to be remitted.</returns>
    public ReadOnlyMemory<byte> Write(
        RemittancePayer payer, DateOnly paymentDate, string trace, IDictionary<string, Cents> owed)
    {
        _file.Clear();
        var payees = _written.GroupBy(claim => claim.Payee)
            .OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        if (payees.Count > 0)
        {
            var number = Number(payer.File);
            _file.Interchange("ZZ", payer.Employer, "ZZ", "PROVIDERS", payer.At, number, test: false);
            _file.Segment("GS", "HP", Cut(payer.Employer, ApplicationMax), "PROVIDERS",
                payer.At.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
                payer.At.ToString("HHmm", CultureInfo.InvariantCulture), number, "X", Version);
            for (var index = 0; index < payees.Count; index++)
            {
                owed.TryGetValue(payees[index].Key, out var before);
                owed[payees[index].Key] = WritePayee(
                    _file, payer, paymentDate, Traced(trace, index + 1), payees[index], before, index + 1);
            }

            _file.Segment("GE", Number(payees.Count), number);
            _file.Segment("IEA", "1", number.PadLeft(9, '0'));
        }

        _claims.Clear();
        _written.Clear();
        Count = 0;
        return _file.Written;
    }

    private static string Payee(Decision decision)
    {
        foreach (var line in decision.Claim.Lines)
            if (line.Provider is { } provider) return provider;
        return "";
    }

    /// <summary>Of a long trace the end tells files apart.</summary>
    private static string Traced(string trace, int number)
    {
        var whole = $"{trace}-{Number(number)}";
        return whole.Length <= ReferenceMax ? whole : whole[^ReferenceMax..];
    }

    // Returns what the payee owes after it.
    private Cents WritePayee(
        SegmentWriter writer, RemittancePayer payer, DateOnly paymentDate, string trace,
        IGrouping<string, WrittenClaim> payee, Cents owed, int number)
    {
        var control = number.ToString("D4", CultureInfo.InvariantCulture);
        var paid = payee.Sum(claim => claim.Paid) - owed;
        var owes = (-paid).NotNegative();
        writer.StartCount();
        writer.Segment("ST", "835", control);
        writer.Begin("BPR");
        writer.Element("I");
        writer.Element(paid.NotNegative());
        writer.Element("C");
        writer.Element(paid.Value > 0 ? "CHK" : "NON");
        // Of bank accounts nothing is known.
        for (var element = 5; element <= 15; element++) writer.Element("");
        writer.Element(paymentDate);
        writer.End();
        writer.Segment("TRN", "1", trace, payer.Originator);
        WriteDate(writer, "405", paymentDate);
        WritePayer(writer, payer);
        // No provider's name is kept.
        writer.Segment("N1", "PE", $"NPI {payee.Key}", "XX", payee.Key);
        writer.Segment("LX", "1");
        foreach (var claim in payee) writer.Segments(_claims.Written.Span[claim.Bytes], claim.Segments);
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
        writer.Element(new DateOnly(paymentDate.Year, 12, 31));
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
        var (charge, patient) = (Cents.Zero, Cents.Zero);
        foreach (var line in decision.Lines)
        {
            charge += line.Charge;
            foreach (var adjustment in line.Adjustments)
                if (adjustment.Group == AdjustmentGroup.PR) patient += adjustment.Amount;
        }

        writer.Begin("CLP");
        writer.Element(Cut(claim.Account ?? claim.ClaimNumber, AccountMax));
        writer.Element(Status(decision));
        writer.Element(charge);
        writer.Element(decision.Paid);
        if (patient.IsZero) writer.Element("");
        else writer.Element(patient);
        writer.Element("12");
        writer.Element(Cut(claim.ClaimNumber, ReferenceMax));
        writer.Element(claim.Facility);
        writer.Element(Frequency(claim));
        writer.End();
        var asWhole = IsToldAsWhole(decision);
        if (asWhole) WriteAdjustments(writer, SumOf(decision));
        if (claim.MemberId.Length >= IdentifierMin)
            writer.Segment("NM1", "QC", "1", null, null, null, null, null, "MI", claim.MemberId);
        else writer.Segment("NM1", "QC", "1");
        if (asWhole) WriteRemarks(writer, decision);
        if (decision is { Voids: { } replaced, Status: not DecisionStatus.Voided })
            writer.Segment("REF", "F8", Cut(replaced, ReferenceMax));
        if (asWhole && claim.Lines.Count > 0)
        {
            WriteDate(writer, "232", claim.Lines.Min(line => line.ServiceFrom));
            WriteDate(writer, "233", claim.Lines.Max(line => line.ServiceTo));
        }

        if (asWhole) return;
        foreach (var line in decision.Lines) WriteLine(writer, claim.Benefit, line, ServiceOf(claim, line)!);
    }

    /// <summary>SVC demands a code; a claim with a line that has none is told as a whole.</summary>
    private static bool IsToldAsWhole(Decision decision)
    {
        if (decision.Lines.Count > ServicesMax) return true;
        foreach (var line in decision.Lines)
            if (ServiceOf(decision.Claim, line) is null or { Procedure: null, RevenueCode: null }) return true;
        return false;
    }

    private static ClaimLine? ServiceOf(Claim claim, LineDecision line)
    {
        foreach (var service in claim.Lines)
            if (service.LineNumber == line.LineNumber) return service;
        return null;
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
        if (service.Procedure is not { } procedure) writer.Composite("NU", service.RevenueCode);
        else if (service.Modifiers.Count == 0) writer.Composite(Qualifier(benefit, procedure), procedure);
        else writer.Composite(
            [Qualifier(benefit, procedure), procedure, .. service.Modifiers.Where(one => one.Length == 2).Take(4)]);
        writer.Element(line.Charge);
        writer.Element(line.Paid);
        writer.Element(service.Procedure is null ? null : service.RevenueCode);
        writer.Element(service.Units == 1m ? "1" : service.Units.ToString("0.###", CultureInfo.InvariantCulture));
        writer.End();
        if (service.ServiceFrom == service.ServiceTo)
        {
            WriteDate(writer, "472", service.ServiceFrom);
        }
        else
        {
            WriteDate(writer, "150", service.ServiceFrom);
            WriteDate(writer, "151", service.ServiceTo);
        }

        WriteAdjustments(writer, line.Adjustments);
        writer.Begin("REF");
        writer.Element("6R");
        writer.Element(line.LineNumber);
        writer.End();
        if (!line.Denied)
        {
            writer.Begin("AMT");
            writer.Element("B6");
            writer.Element(line.Allowed);
            writer.End();
        }

        foreach (var remark in RemarkCodes.Of(line.Adjustments)) writer.Segment("LQ", "HE", remark);
    }

    private static void WriteDate(SegmentWriter writer, string qualifier, DateOnly date)
    {
        writer.Begin("DTM");
        writer.Element(qualifier);
        writer.Element(date);
        writer.End();
    }

    /// <summary>Dental codes, national drug codes, else HCPCS.</summary>
    private static string Qualifier(Benefit benefit, string procedure) =>
        benefit == Benefit.Dental ? "AD"
        : benefit == Benefit.Pharmacy && procedure.Length == 11 && procedure.All(char.IsAsciiDigit) ? "N4"
        : "HC";

    // One CAS holds up to six reasons of one group; groups come in the order of their first reason.
    private static void WriteAdjustments(SegmentWriter writer, IReadOnlyList<Adjustment> adjustments)
    {
        var written = 0;
        foreach (var first in adjustments)
        {
            var group = 1 << (int)first.Group;
            if (first.Amount.IsZero || (written & group) != 0) continue;
            written |= group;
            var reasons = 0;
            foreach (var adjustment in adjustments)
            {
                if (adjustment.Amount.IsZero || adjustment.Group != first.Group) continue;
                if (reasons % 6 == 0)
                {
                    if (reasons > 0) writer.End();
                    writer.Begin("CAS");
                    writer.Element(first.Group.ToString());
                }

                reasons++;
                writer.Element(adjustment.ReasonCode);
                writer.Element(adjustment.Amount);
                writer.Element("");
            }

            writer.End();
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

    /// <summary>A claim among those written.</summary>
    private readonly record struct WrittenClaim(string Payee, Cents Paid, Range Bytes, int Segments);
}
