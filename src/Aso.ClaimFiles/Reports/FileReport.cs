using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Reports;

public enum FileOutcome : byte
{
    /// <summary>All of it was taken.</summary>
    Accepted,

    /// <summary>Some claims, rows or transactions were rejected; the others were taken.</summary>
    Partial,

    /// <summary>It could be read, but nothing of it was taken.</summary>
    Rejected,

    /// <summary>Nothing could be read from it.</summary>
    Quarantined,
}

/// <summary>
/// What became of one dropped file: counts and amounts (claims in = accepted + rejected, always), repairs, remarks and
/// rejections. Its size is bounded: beyond <see cref="DetailsMax"/> of a kind only counts go on.
/// </summary>
public sealed partial class FileReport
{
    public const int DetailsMax = 10_000;

    private readonly List<Rejection> _rejections = [];
    private readonly List<Remark> _repairs = [];
    private readonly List<Remark> _remarks = [];
    private readonly List<string> _formats = [];
    private readonly List<X12InterchangeReport> _interchanges = [];

    // Columns that the file lacks: one rejection says it for all.
    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);
    private Cents _acceptedSize;

    /// <summary>What was recognized by content, as <c>csv</c>, <c>x12 837 005010X222A2</c>, <c>gzip</c>; in
    /// order.</summary>
    public IReadOnlyList<string> Formats => _formats;

    /// <summary>Why nothing could be read; null otherwise.</summary>
    public string? QuarantineReason { get; private set; }

    /// <summary>Claims, or rows of enrollment, that were taken.</summary>
    public long Accepted { get; private set; }

    /// <summary>Σ line charges of the accepted claims; zero for enrollment.</summary>
    public Cents AcceptedCharge { get; private set; }

    public long AcceptedLines { get; private set; }

    public long Rejected { get; private set; }

    /// <summary>Σ charges of the rejections. One that is beyond the limits (docs/files.md) counts zero.</summary>
    public Cents RejectedCharge { get; private set; }

    /// <summary>Rejections of which our own code is to blame.</summary>
    public long Defects { get; private set; }

    /// <summary>Rejections of what is no claim: predeterminations, preauthorizations, encounters.</summary>
    public long NoClaims { get; private set; }

    /// <summary>Bytes of the unpacked content that were read.</summary>
    public long BytesRead { get; internal set; }

    public IReadOnlyList<Rejection> Rejections => _rejections;

    /// <summary>Layout that was put right (files.md section 5).</summary>
    public IReadOnlyList<Remark> Repairs => _repairs;

    public long RepairsLeftOut { get; private set; }

    /// <summary>Errors and oddities that cost no claim.</summary>
    public IReadOnlyList<Remark> Remarks => _remarks;

    public long RemarksLeftOut { get; private set; }

    /// <summary>For X12: the envelopes, with the errors the 999 and TA1 carry.</summary>
    public IReadOnlyList<X12InterchangeReport> Interchanges => _interchanges;

    public long InterchangesLeftOut { get; private set; }

    public long RejectionsLeftOut => Rejected - _rejections.Count;

    public FileOutcome Outcome =>
        QuarantineReason is not null ? FileOutcome.Quarantined
        : Rejected > 0 && Accepted == 0 ? FileOutcome.Rejected
        : Rejected > 0 || HasRejectedTransaction || HasUnreadRest ? FileOutcome.Partial
        : FileOutcome.Accepted;

    /// <summary>Part of it could not be read: an entry of an archive, a transaction, the end of a file cut short.</summary>
    public bool IsIncomplete => QuarantineReason is null && (HasUnreadRest || HasRejectedTransaction);

    internal bool HasRejectedTransaction { get; set; }

    /// <summary>Part of the content could not be unpacked or recognized.</summary>
    internal bool HasUnreadRest { get; set; }

    /// <summary>What a claim of that size would be too large for; null where it is not.</summary>
    internal string? LimitBeyond(Cents size) =>
        size > Cents.AmountMax ? FileLimits.ClaimWords
        : size > FileLimits.FileMax - _acceptedSize ? FileLimits.FileWords
        : null;

    /// <param name="size">As <see cref="FileLimits.SizeOf"/> measures it; within the limits.</param>
    /// <param name="declared">Null: the charge.</param>
    internal void Accept(Cents charge, Cents size, int lines, Cents? declared = null)
    {
        Accepted++;
        AcceptedCharge += charge;
        AcceptedDeclared = Sum(AcceptedDeclared, declared ?? charge);
        _acceptedSize += size;
        AcceptedLines += lines;
    }

    /// <summary>Loops of an 834 among the accepted in which nothing was new.</summary>
    public long Unchanged { get; internal set; }

    /// <summary>Of a full 834: whom it does not name; null: it was none, or nobody could be asked.</summary>
    public NoLongerNamed? NoLongerNamed { get; internal set; }

    /// <summary>Where the first full 834 begins (BGN08 = 4).</summary>
    internal FilePosition? FullFile { get; set; }

    /// <summary>Its effective day (DTP*007).</summary>
    internal DateOnly? FullFileFrom { get; set; }

    /// <summary>Counts a row of enrollment.</summary>
    internal void Accept() => Accepted++;

    /// <summary>Counts a rejection and returns it as it was counted.</summary>
    internal Rejection Reject(Rejection rejection)
    {
        if (rejection.Charge > Cents.AmountMax || rejection.Charge > FileLimits.FileMax - RejectedCharge)
            rejection = rejection with { Charge = Cents.Zero };
        Rejected++;
        RejectedCharge += rejection.Charge;
        CountDeclared(rejection);
        if (rejection.Reason == Rejection.DefectReason) Defects++;
        if (rejection.Reason == Rejection.NoClaimReason) NoClaims++;
        if (_rejections.Count < DetailsMax && !(rejection.IsOfMissingColumn && !_missing.Add(rejection.Field)))
            _rejections.Add(rejection);
        return rejection;
    }

    internal void Repair(Remark repair)
    {
        if (_repairs.Count < DetailsMax) _repairs.Add(repair);
        else RepairsLeftOut++;
    }

    internal void Note(Remark remark)
    {
        if (_remarks.Count < DetailsMax) _remarks.Add(remark);
        else RemarksLeftOut++;
    }

    internal void Note(FilePosition at, string? claimNumber, string field, string text) =>
        Note(new Remark(at, claimNumber, field, text));

    internal void Recognize(string format)
    {
        if (_formats.Count < 100 && !_formats.Contains(format)) _formats.Add(format);
    }

    /// <summary>A plain file in which there was nothing to read; quarantined where it is the only one.</summary>
    internal void NothingReadIn(string? entry, string reason)
    {
        HasUnreadRest = true;
        if (entry is null) Quarantine(reason);
        else Note(FilePosition.AtByte(0, entry), null, "file", reason);
    }

    /// <summary>A file of which nothing was taken for defects of ours can be dropped again as it is.</summary>
    internal void QuarantineWhereOnlyDefects()
    {
        if (Accepted == 0 && Defects > 0)
            Quarantine($"{Rejection.DefectReason}: our own program failed on its contents");
    }

    internal void Quarantine(string reason) => QuarantineReason ??= reason;

    internal bool Begin(X12InterchangeReport interchange)
    {
        if (_interchanges.Count < DetailsMax)
        {
            _interchanges.Add(interchange);
            return true;
        }

        InterchangesLeftOut++;
        return false;
    }
}
