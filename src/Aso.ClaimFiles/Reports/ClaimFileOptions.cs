using Aso.ClaimFiles.Layouts;

namespace Aso.ClaimFiles.Reports;

/// <summary>What reading a file depends on besides its bytes, so that reading it again says the same.</summary>
public sealed record ClaimFileOptions
{
    /// <summary>
    /// The day of the drop in the plan's time zone: a service, received or paid date after it rejects the claim, and it is
    /// the received date of claims that give none.
    /// </summary>
    public required DateOnly BusinessDate { get; init; }

    /// <summary>Of the plans in force (rule 4.11).</summary>
    public ClaimTriggers Triggers { get; init; } = ClaimTriggers.None;

    /// <summary>Reject X12 transactions whose envelope has an error, instead of reading them with a remark.</summary>
    public bool Strict { get; init; }

    /// <summary>How the file's text is laid out, where it does not have our columns.</summary>
    public Layout? Layout { get; init; }

    /// <summary>Bytes that compressed content may unpack to, all entries together.</summary>
    public long ExpandedBytesMax { get; init; } = 4L << 30;

    /// <summary>Unpacked bytes for each packed byte beyond which content is taken for a bomb.</summary>
    public int ExpansionRatioMax { get; init; } = 200;

    /// <summary>Entries a zip may hold.</summary>
    public int ZipEntriesMax { get; init; } = 1000;
}
