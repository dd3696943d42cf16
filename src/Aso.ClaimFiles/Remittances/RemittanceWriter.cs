using System.Globalization;
using Aso.ClaimFiles.X12;

namespace Aso.ClaimFiles.Remittances;

/// <summary>Who pays, and the file's number.</summary>
/// <param name="Employer">The employer's name in paths; it identifies the payer, whose plan it is.</param>
/// <param name="Name">The employer's full name.</param>
/// <param name="At">When the file is written, in the plan's time zone.</param>
/// <param name="File">The file's number among the payer's, 1 to 999,999,999: ISA13 and GS06.</param>
public sealed record RemittancePayer(string Employer, string Name, DateTime At, int File = 1);

/// <summary>
/// Writes decisions as X12 835 (005010X221A1): one transaction for each payee, whose BPR02 = Σ CLP04 − Σ PLB, each
/// claim and line balanced by its CAS (rule 3.25). Where a payee owes more than it is paid, PLB carries the balance
/// forward, so that no payment is negative, and takes it from the next. Pended decisions pay nothing and are left out.
/// </summary>
public static class RemittanceWriter
{
    private const string Version = "005010X221A1";

    /// <summary>Writes one file; nothing where no decision is to be remitted.</summary>
    /// <param name="decisions">Those of one month, in any order; the file's order is by payee, then as given.</param>
    /// <param name="trace">Identifies the file; the transactions count on from it.</param>
    /// <param name="owed">
    /// What payees owe from earlier files, by NPI (empty for claims that name none): it is taken from their payments,
    /// and on return it holds what they owe after this file. None of it is negative.
    /// </param>
    public static async ValueTask WriteAsync(
        Stream output, RemittancePayer payer, DateOnly paymentDate, string trace, IEnumerable<Decision> decisions,
        IDictionary<string, Cents> owed, CancellationToken cancellation = default)
    {
        var payees = decisions.Where(decision => decision.Status != DecisionStatus.Pended)
            .GroupBy(Payee).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        if (payees.Count == 0) return;

        var writer = new SegmentWriter();
        var file = Number(payer.File);
        writer.Interchange("ZZ", payer.Employer, "ZZ", "PROVIDERS", payer.At, file, test: false);
        writer.Segment("GS", "HP", payer.Employer, "PROVIDERS", SegmentWriter.Date(DateOnly.FromDateTime(payer.At)),
            payer.At.ToString("HHmm", CultureInfo.InvariantCulture), file, "X", Version);
        for (var index = 0; index < payees.Count; index++)
        {
            owed.TryGetValue(payees[index].Key, out var before);
            owed[payees[index].Key] = WritePayee(
                writer, payer, paymentDate, $"{trace}-{Number(index + 1)}", payees[index], before, index + 1);
            await output.WriteAsync(writer.Written, cancellation);
            writer.Clear();
        }

        writer.Segment("GE", Number(payees.Count), file);
        writer.Segment("IEA", "1", file.PadLeft(9, '0'));
        await output.WriteAsync(writer.Written, cancellation);
    }

    private static string Payee(Decision decision) =>
        decision.Claim.Lines.Select(line => line.Provider).FirstOrDefault(provider => provider is not null) ?? "";

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
        writer.Segment("TRN", "1", trace, "1000000000");
        writer.Segment("DTM", "405", date);
        writer.Segment("N1", "PR", payer.Name);
        writer.Segment("N3", "NOT GIVEN");
        writer.Segment("N4", "NOT GIVEN", "XX", "00000");
        writer.Segment("PER", "BL", payer.Name);
        if (payee.Key.Length > 0) writer.Segment("N1", "PE", "PROVIDER", "XX", payee.Key);
        else writer.Segment("N1", "PE", "NOT GIVEN");
        writer.Segment("LX", "1");
        foreach (var decision in payee) WriteClaim(writer, decision);
        WriteBalances(writer, payee.Key, paymentDate, trace, owed, owes);
        writer.Segment("SE", Number(writer.Count + 1), control);
        return owes;
    }

    // Positive takes from the payment: what was owed before it; negative gives: what is owed after it.
    private static void WriteBalances(
        SegmentWriter writer, string payee, DateOnly paymentDate, string trace, Cents owed, Cents owes)
    {
        if (owed.IsZero && owes.IsZero) return;
        writer.Begin("PLB");
        writer.Element(payee.Length > 0 ? payee : "NOT GIVEN");
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
        var charge = decision.Lines.Sum(line => line.Charge);
        var patient = decision.Lines.SelectMany(line => line.Adjustments)
            .Where(adjustment => adjustment.Group == AdjustmentGroup.PR).Sum(adjustment => adjustment.Amount);
        writer.Segment("CLP", decision.Claim.ClaimNumber, Status(decision), SegmentWriter.Amount(charge),
            SegmentWriter.Amount(decision.Paid), patient.IsZero ? null : SegmentWriter.Amount(patient), "12",
            Number(decision.Sequence), null, Frequency(decision));
        writer.Segment("NM1", "QC", "1", null, null, null, null, null, "MI", decision.Claim.MemberId);
        foreach (var line in decision.Lines)
            WriteLine(writer, decision.Claim.Benefit, line,
                decision.Claim.Lines.FirstOrDefault(one => one.LineNumber == line.LineNumber));
    }

    private static void WriteLine(SegmentWriter writer, Benefit benefit, LineDecision line, ClaimLine? service)
    {
        writer.Begin("SVC");
        if (service?.Procedure is { } procedure)
            writer.Composite([benefit == Benefit.Dental ? "AD" : "HC", procedure, .. service.Modifiers.Take(4)]);
        else writer.Composite("ZZ", "NONE");
        writer.Element(line.Charge);
        writer.Element(line.Paid);
        writer.Element("");
        writer.Element((service?.Units ?? 1m).ToString("0.###", CultureInfo.InvariantCulture));
        writer.End();
        if (service is not null)
        {
            if (service.ServiceFrom == service.ServiceTo)
            {
                writer.Segment("DTM", "472", SegmentWriter.Date(service.ServiceFrom));
            }
            else
            {
                writer.Segment("DTM", "150", SegmentWriter.Date(service.ServiceFrom));
                writer.Segment("DTM", "151", SegmentWriter.Date(service.ServiceTo));
            }
        }

        WriteAdjustments(writer, line.Adjustments);
        writer.Segment("REF", "6R", Number(line.LineNumber));
        if (!line.Denied) writer.Segment("AMT", "B6", SegmentWriter.Amount(line.Allowed));
    }

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
                    writer.Element(Number(adjustment.Reason));
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

    private static string Frequency(Decision decision) =>
        decision.Claim.Type switch
        {
            ClaimType.Replacement => "7",
            ClaimType.Void => "8",
            _ => "1",
        };

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
