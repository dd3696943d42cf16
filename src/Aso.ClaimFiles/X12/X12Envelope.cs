using System.Globalization;
using System.Text;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.X12;

/// <summary>
/// Follows the envelopes of a file: counts, control numbers, duplicates, missing headers and trailers. What it finds
/// goes to the report; it costs no claim. Control numbers are remembered up to <see cref="RememberedMax"/>.
/// </summary>
internal sealed class X12Envelope(FileReport report, string? entry)
{
    private const int RememberedMax = 100_000;
    private const int TransactionsMax = FileReport.DetailsMax;

    /// <summary>TA105: the content of the interchange is invalid.</summary>
    private const string NoGroup = "024";

    private readonly HashSet<string> _interchangeNumbers = [];
    private readonly HashSet<string> _groupNumbers = [];
    private readonly HashSet<string> _transactionNumbers = [];
    private int _kept;
    private int _groups;
    private int _transactions;

    public X12InterchangeReport? Interchange { get; private set; }

    public X12GroupReport? Group { get; private set; }

    public X12TransactionReport? Transaction { get; private set; }

    /// <summary>The number in its transaction of the segment last counted; ST is 1.</summary>
    public int SegmentNumber { get; private set; }

    /// <summary>Called after each transaction ended, with whether its envelope had an error.</summary>
    public Action<X12TransactionReport, bool>? TransactionEnded { get; init; }

    /// <summary>Called after each group ended, with whether its own envelope had an error.</summary>
    public Action<bool>? GroupEnded { get; init; }

    /// <summary>Called after each interchange ended, with whether its own envelope had an error.</summary>
    public Action<bool>? InterchangeEnded { get; init; }

    public void CountSegment() => SegmentNumber++;

    /// <summary>After our own code failed on an ST: the transaction is begun by its first segment instead.</summary>
    public void ForgetTransaction() => Transaction = null;

    /// <summary>
    /// Whether a segment is an envelope's: by its id and at least part of its elements, so that a piece of an address
    /// such as <c>ST</c>, cut off by a stray terminator, ends nothing.
    /// </summary>
    public static bool IsEnvelope(SegmentReader segment)
    {
        switch (segment.Id)
        {
            case SegmentId.Isa:
                return true;
            case SegmentId.Iea or SegmentId.Ge or SegmentId.Se:
                segment.Split();
                return segment.Count > 1
                    && (X12Value.TryCount(segment[1], out _) || X12Value.TryCount(segment[2], out _));
            case SegmentId.Gs:
                segment.Split();
                return segment.Count > 6;
            case SegmentId.St:
                segment.Split();
                return segment.Count > 2 && segment[1].Length == 3;
            case SegmentId.Ta1:
                return true;
            default:
                return false;
        }
    }

    /// <summary>Takes an envelope segment; false where the segment is not one.</summary>
    public bool Take(SegmentReader segment)
    {
        if (!IsEnvelope(segment)) return false;
        switch (segment.Id)
        {
            case SegmentId.Isa: BeginInterchange(segment); return true;
            case SegmentId.Iea: EndInterchange(segment); return true;
            case SegmentId.Gs: BeginGroup(segment); return true;
            case SegmentId.Ge: EndGroup(segment); return true;
            case SegmentId.St: BeginTransaction(segment); return true;
            case SegmentId.Se: EndTransaction(segment); return true;
            case SegmentId.Ta1: return true;
            default: return false;
        }
    }

    /// <summary>Begins a transaction whose ST is missing.</summary>
    public void SupplyTransaction(SegmentReader segment)
    {
        Begin(new X12TransactionReport
        {
            Identifier = segment.Id == SegmentId.Bgn ? "834" : "837",
            ControlNumber = "",
            Version = Group?.Version ?? "",
            ByteOffset = segment.Offset,
        });
        Fail(Transaction!, "6", segment.Offset, "ST", "a transaction set header before this segment");
    }

    /// <summary>Closes whatever the end of the file left open.</summary>
    public void End(long offset)
    {
        LeaveTransaction(offset);
        LeaveGroup(offset);
        LeaveInterchange(offset);
    }

    private void BeginInterchange(SegmentReader segment)
    {
        LeaveTransaction(segment.Offset);
        LeaveGroup(segment.Offset);
        LeaveInterchange(segment.Offset);
        segment.Split();
        Interchange = new X12InterchangeReport
        {
            ByteOffset = segment.Offset,
            SenderQualifier = Text(segment[5]),
            Sender = Text(segment[6]),
            ReceiverQualifier = Text(segment[7]),
            Receiver = Text(segment[8]),
            Date = Text(segment[9]),
            Time = Text(segment[10]),
            ControlNumber = Text(segment[13]),
            AcknowledgmentRequested = segment[14].SequenceEqual("1"u8),
            Usage = Text(segment[15]),
        };
        report.Begin(Interchange);
        _groups = 0;
        if (!Remember(_interchangeNumbers, Interchange.ControlNumber))
            Fail(Interchange, "025", segment.Offset, "ISA13", "an interchange control number used once in a file");
    }

    private void EndInterchange(SegmentReader segment)
    {
        LeaveTransaction(segment.Offset);
        LeaveGroup(segment.Offset);
        if (Interchange is null) return;
        segment.Split();
        if (!Same(segment[2], Interchange.ControlNumber))
            Fail(Interchange, "001", segment.Offset, "IEA02", "the control number of ISA13");
        if (!X12Value.TryCount(segment[1], out var count) || count != _groups)
            Fail(Interchange, "021", segment.Offset, "IEA01", Counted(_groups, "functional groups"));
        CloseInterchange();
    }

    private void LeaveInterchange(long offset)
    {
        if (Interchange is null) return;
        Fail(Interchange, "023", offset, "IEA", "an interchange trailer");
        CloseInterchange();
    }

    private void CloseInterchange()
    {
        var failed = Interchange!.Errors.Count > 0;
        Interchange = null;
        InterchangeEnded?.Invoke(failed);
    }

    private void CloseGroup()
    {
        var failed = Group!.Errors.Count > 0;
        Group.FoundTransactions = _transactions;
        Group = null;
        GroupEnded?.Invoke(failed);
    }

    private void BeginGroup(SegmentReader segment)
    {
        LeaveTransaction(segment.Offset);
        LeaveGroup(segment.Offset);
        segment.Split();
        _groups++;
        _transactions = 0;
        _transactionNumbers.Clear();
        Group = new X12GroupReport
        {
            FunctionalId = Text(segment[1]),
            Sender = Text(segment[2]),
            Receiver = Text(segment[3]),
            ControlNumber = Text(segment[6]),
            Version = Text(segment[8]),
        };
        if (_kept < TransactionsMax) Interchange?.Add(Group);
        if (!Remember(_groupNumbers, Group.ControlNumber))
            Fail(Group, "19", segment.Offset, "GS06", "a group control number used once in a file");
    }

    private void EndGroup(SegmentReader segment)
    {
        LeaveTransaction(segment.Offset);
        if (Group is null) return;
        segment.Split();
        if (!Same(segment[2], Group.ControlNumber))
            Fail(Group, "4", segment.Offset, "GE02", "the control number of GS06");
        if (X12Value.TryCount(segment[1], out var count)) Group.DeclaredTransactions = count;
        if (Group.DeclaredTransactions != _transactions)
            Fail(Group, "5", segment.Offset, "GE01", Counted(_transactions, "transaction sets"));
        CloseGroup();
    }

    private void LeaveGroup(long offset)
    {
        if (Group is null) return;
        Fail(Group, "3", offset, "GE", "a functional group trailer");
        CloseGroup();
    }

    private void BeginTransaction(SegmentReader segment)
    {
        LeaveTransaction(segment.Offset);
        segment.Split();
        var version = Text(segment[3]);
        Begin(new X12TransactionReport
        {
            Identifier = Text(segment[1]),
            ControlNumber = Text(segment[2]),
            Version = version.Length > 0 ? version : Group?.Version ?? "",
            ByteOffset = segment.Offset,
        });
        if (!Remember(_transactionNumbers, Transaction!.ControlNumber))
            Fail(Transaction, "23", segment.Offset, "ST02", "a transaction control number used once in its group");
    }

    private void Begin(X12TransactionReport transaction)
    {
        _transactions++;
        SegmentNumber = 1;
        if (Group is null && Interchange is { } interchange && interchange.Errors.All(error => error.Code != NoGroup))
            Fail(interchange, NoGroup, transaction.ByteOffset, "GS",
                "a functional group header before this transaction");
        Transaction = transaction;
        if (_kept++ < TransactionsMax) Group?.Add(transaction);
    }

    private void EndTransaction(SegmentReader segment)
    {
        if (Transaction is null) return;
        segment.Split();
        if (!Same(segment[2], Transaction.ControlNumber))
            Fail(Transaction, "3", segment.Offset, "SE02", "the control number of ST02");
        if (!X12Value.TryCount(segment[1], out var count) || count != SegmentNumber)
            Fail(Transaction, "4", segment.Offset, "SE01", Counted(SegmentNumber, "segments, ST and SE included"));
        Leave();
    }

    private void LeaveTransaction(long offset)
    {
        if (Transaction is null) return;
        Fail(Transaction, "2", offset, "SE", "a transaction set trailer");
        Leave();
    }

    private void Leave()
    {
        var transaction = Transaction!;
        Transaction = null;
        SegmentNumber = 0;
        TransactionEnded?.Invoke(transaction, transaction.Errors.Count > 0);
    }

    private void Fail(X12InterchangeReport interchange, string code, long offset, string field, string expected)
    {
        interchange.Add(Error(code, offset, field, expected));
    }

    private void Fail(X12GroupReport group, string code, long offset, string field, string expected) =>
        group.Add(Error(code, offset, field, expected));

    private void Fail(X12TransactionReport transaction, string code, long offset, string field, string expected) =>
        transaction.Add(Error(code, offset, field, expected));

    private X12EnvelopeError Error(string code, long offset, string field, string expected)
    {
        report.Note(FilePosition.AtByte(offset, entry), null, field, $"expected {expected}");
        return new X12EnvelopeError(code, offset, field, expected);
    }

    private static bool Remember(HashSet<string> numbers, string number) =>
        numbers.Count >= RememberedMax ? !numbers.Contains(number) : numbers.Add(number);

    private static bool Same(ReadOnlySpan<byte> text, string number) =>
        Ascii.Equals(text.Trim((byte)' '), number)
        || (X12Value.TryCount(text, out var left)
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var right) && left == right);

    private static string Counted(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {what}");

    private static string Text(ReadOnlySpan<byte> element) =>
        Encoding.UTF8.GetString(element.Length > 80 ? element[..80] : element).Trim();
}
