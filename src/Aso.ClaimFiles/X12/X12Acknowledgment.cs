using System.Globalization;
using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.X12;

/// <summary>
/// The X12 answer to an X12 file: one interchange for each that came, back to its sender, with a TA1 where its own
/// envelope is at fault or its sender asked for one, and a 999 (005010X231A1) for each functional group.
/// </summary>
public static class X12Acknowledgment
{
    private const string Version = "005010X231A1";

    /// <summary>Writes the answer; empty where the file held no interchange.</summary>
    /// <param name="at">The date and time the answer bears.</param>
    /// <param name="file">
    /// The file's number among those answered to the same sender; control numbers follow from it, so that answers to
    /// a million files of up to a thousand interchanges each have their own.
    /// </param>
    public static ReadOnlyMemory<byte> Write(FileReport report, DateTime at, long file = 0)
    {
        var writer = new SegmentWriter();
        for (var index = 0; index < report.Interchanges.Count; index++)
            WriteInterchange(writer, report.Interchanges[index], at, (int)((file * 1000 + index + 1) % 1_000_000_000));
        return writer.Written;
    }

    private static void WriteInterchange(SegmentWriter writer, X12InterchangeReport interchange, DateTime at,
        int number)
    {
        var control = number.ToString("D9", CultureInfo.InvariantCulture);
        writer.Interchange(
            interchange.ReceiverQualifier, interchange.Receiver, interchange.SenderQualifier, interchange.Sender, at,
            control, interchange.Usage != "P");
        if (interchange.AcknowledgmentRequested || interchange.Errors.Count > 0 || interchange.Groups.Count == 0)
            writer.Segment("TA1", interchange.ControlNumber, interchange.Date, interchange.Time,
                interchange.Errors.Count > 0 ? "E" : "A",
                interchange.Errors.Count > 0 ? interchange.Errors[0].Code : "000");
        var groups = interchange.Groups;
        if (groups.Count > 0)
        {
            writer.Segment("GS", "FA", groups[0].Receiver, groups[0].Sender,
                at.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
                at.ToString("HHmm", CultureInfo.InvariantCulture),
                number.ToString(CultureInfo.InvariantCulture), "X", Version);
            for (var index = 0; index < groups.Count; index++) WriteGroup(writer, groups[index], index + 1);
            writer.Segment("GE", groups.Count.ToString(CultureInfo.InvariantCulture),
                number.ToString(CultureInfo.InvariantCulture));
        }

        writer.Segment("IEA", groups.Count > 0 ? "1" : "0", control);
    }

    private static void WriteGroup(SegmentWriter writer, X12GroupReport group, int number)
    {
        var control = number.ToString("D4", CultureInfo.InvariantCulture);
        writer.StartCount();
        writer.Segment("ST", "999", control, Version);
        writer.Segment("AK1", group.FunctionalId, group.ControlNumber, group.Version);
        foreach (var transaction in group.Transactions) WriteTransaction(writer, transaction);
        var rejected = group.Transactions.Count(one => one.Rejected);
        writer.Begin("AK9");
        writer.Element(GroupStatus(group, rejected));
        writer.Element((group.DeclaredTransactions ?? group.FoundTransactions).ToString(CultureInfo.InvariantCulture));
        writer.Element(group.FoundTransactions.ToString(CultureInfo.InvariantCulture));
        writer.Element((group.FoundTransactions - rejected).ToString(CultureInfo.InvariantCulture));
        foreach (var code in Codes(group.Errors)) writer.Element(code);
        writer.End();
        writer.Segment("SE", (writer.Count + 1).ToString(CultureInfo.InvariantCulture), control);
    }

    private static void WriteTransaction(SegmentWriter writer, X12TransactionReport transaction)
    {
        writer.Segment("AK2", transaction.Identifier, transaction.ControlNumber, transaction.Version);
        foreach (var error in transaction.SegmentErrors)
        {
            writer.Segment("IK3", error.Segment, error.Number.ToString(CultureInfo.InvariantCulture), null,
                error.SegmentCode);
            if (error.Element > 0)
                writer.Segment("IK4", error.Element.ToString(CultureInfo.InvariantCulture), null, error.ElementCode);
        }

        writer.Begin("IK5");
        writer.Element(transaction.Rejected ? "R"
            : transaction.Errors.Count > 0 || transaction.RejectedCount > 0 ? "E" : "A");
        var codes = Codes(transaction.Errors);
        foreach (var code in codes) writer.Element(code);
        if (transaction.SegmentErrors.Count > 0 && codes.Count < 5) writer.Element("5");
        writer.End();
    }

    private static string GroupStatus(X12GroupReport group, int rejected) =>
        rejected > 0 ? rejected == group.Transactions.Count ? "R" : "P"
        : group.Errors.Count > 0 || group.Transactions.Any(one => one.Errors.Count > 0 || one.RejectedCount > 0) ? "E"
        : "A";

    // Five codes fit.
    private static List<string> Codes(IReadOnlyList<X12EnvelopeError> errors) =>
        [.. errors.Select(error => error.Code).Distinct().Take(5)];
}
