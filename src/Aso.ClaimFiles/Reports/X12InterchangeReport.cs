namespace Aso.ClaimFiles.Reports;

/// <summary>An error in an envelope, with the code by which TA1, AK9 or IK5 names it.</summary>
public sealed record X12EnvelopeError(string Code, long ByteOffset, string Field, string Expected);

/// <summary>A fault inside a transaction, as IK3 and IK4 of a 999 cite it.</summary>
/// <param name="Segment">The segment's id.</param>
/// <param name="Number">Its number in the transaction; ST is 1.</param>
/// <param name="SegmentCode">IK304.</param>
/// <param name="Element">The element's number; 0 where the whole segment is meant.</param>
/// <param name="ElementCode">IK403; empty where the whole segment is meant.</param>
public sealed record X12SegmentError(string Segment, int Number, string SegmentCode, int Element, string ElementCode);

/// <summary>One interchange of a file.</summary>
public sealed class X12InterchangeReport
{
    private readonly List<X12EnvelopeError> _errors = [];
    private readonly List<X12GroupReport> _groups = [];

    public required string ControlNumber { get; init; }

    public required long ByteOffset { get; init; }

    public required string SenderQualifier { get; init; }

    public required string Sender { get; init; }

    public required string ReceiverQualifier { get; init; }

    public required string Receiver { get; init; }

    /// <summary>ISA09 and ISA10, <c>YYMMDD</c> and <c>HHMM</c>.</summary>
    public required string Date { get; init; }

    public required string Time { get; init; }

    /// <summary>ISA15: <c>T</c> for test, <c>P</c> for production.</summary>
    public required string Usage { get; init; }

    /// <summary>ISA14: the sender asks for a TA1.</summary>
    public bool AcknowledgmentRequested { get; init; }

    public IReadOnlyList<X12EnvelopeError> Errors => _errors;

    public IReadOnlyList<X12GroupReport> Groups => _groups;

    internal void Add(X12EnvelopeError error) => _errors.Add(error);

    internal void Add(X12GroupReport group) => _groups.Add(group);
}

/// <summary>One functional group.</summary>
public sealed class X12GroupReport
{
    private readonly List<X12EnvelopeError> _errors = [];
    private readonly List<X12TransactionReport> _transactions = [];

    /// <summary>GS01, as <c>HC</c>.</summary>
    public required string FunctionalId { get; init; }

    public required string ControlNumber { get; init; }

    public required string Sender { get; init; }

    public required string Receiver { get; init; }

    /// <summary>GS08, as <c>005010X222A2</c>.</summary>
    public required string Version { get; init; }

    public IReadOnlyList<X12EnvelopeError> Errors => _errors;

    public IReadOnlyList<X12TransactionReport> Transactions => _transactions;

    /// <summary>Transactions that GE01 says the group holds.</summary>
    public int? DeclaredTransactions { get; internal set; }

    /// <summary>Transactions found.</summary>
    public int FoundTransactions { get; internal set; }

    internal void Add(X12EnvelopeError error) => _errors.Add(error);

    internal void Add(X12TransactionReport transaction) => _transactions.Add(transaction);
}

/// <summary>One transaction set.</summary>
public sealed class X12TransactionReport
{
    /// <summary>Faults kept of one transaction; a 999 need not name every one.</summary>
    public const int SegmentErrorsMax = 100;

    private readonly List<X12EnvelopeError> _errors = [];
    private readonly List<X12SegmentError> _segmentErrors = [];

    /// <summary>ST01, as <c>837</c>.</summary>
    public required string Identifier { get; init; }

    /// <summary>ST02.</summary>
    public required string ControlNumber { get; init; }

    /// <summary>ST03, else GS08.</summary>
    public required string Version { get; init; }

    public required long ByteOffset { get; init; }

    /// <summary>Claims, or rows of enrollment, that were taken from it.</summary>
    public long Accepted { get; internal set; }

    public long RejectedCount { get; internal set; }

    /// <summary>What in it is no claim, and no error: predeterminations and encounters.</summary>
    public long NoClaims { get; internal set; }

    /// <summary>Nothing of it was taken: it is not of a kind we read, or <c>strict</c> refused its envelope.</summary>
    public bool Rejected { get; internal set; }

    public IReadOnlyList<X12EnvelopeError> Errors => _errors;

    public IReadOnlyList<X12SegmentError> SegmentErrors => _segmentErrors;

    internal void Add(X12EnvelopeError error) => _errors.Add(error);

    internal void Add(X12SegmentError error)
    {
        if (_segmentErrors.Count < SegmentErrorsMax) _segmentErrors.Add(error);
    }
}
